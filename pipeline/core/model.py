"""Every type that crosses the door of a room, in the order of the pipeline.

All of them are frozen values made of tuples; no dict, no token and no object of a library crosses a door.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.digest import digest

# ---------------------------------------------------------------------------------------------- parse → draft


class MarkKind(Enum):
    """What a mark says about its run of text."""

    STRONG = "strong"
    EM = "em"
    STRIKE = "strike"
    HIGHLIGHT = "highlight"
    CODE = "code"
    KBD = "kbd"
    SUB = "sub"
    SUP = "sup"
    LINK = "link"  # value: the address
    CLOZE = "cloze"  # value: the number of a written {{cN::…}}; extra: its hint
    MATH = "math"  # the run's text is TeX
    MATH_BLOCK = "math-block"
    IMAGE = "image"  # value: the path relative to the notes folder; the run's text is the alt text
    FOOTNOTE = "footnote"  # value: the label; the run's text is the shown number


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark. Two marks of one kind that stand side by side differ in `nth`, so that they stay two."""

    kind: MarkKind
    value: str = ""
    extra: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    r"""A piece of plain, unescaped text under a stack of marks, outermost first. A hard break is `"\n"`."""

    text: str
    marks: tuple[Mark, ...] = ()


Inline = tuple[Run, ...]


def plain_text(inline: Inline) -> str:
    """Return the text of `inline` without any mark."""
    return "".join(run.text for run in inline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the author said about a section or block: directives, front matter and settings, already merged."""

    card: str | None = None  # one of CARD_WORDS
    id: str | None = None
    deck: str = ""
    tags: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    lang: str = ""


CARD_WORDS = ("basic", "cloze", "reverse", "list", "skip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A paragraph, or a display formula that stands alone."""

    inline: Inline
    span: Span
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    """One item of a list; `checked` is None unless it is a task."""

    blocks: tuple[Block, ...]
    span: Span
    checked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list. `start` is the number of its first item, None for an unordered one."""

    bullets: tuple[Bullet, ...]
    start: int | None
    tight: bool
    span: Span
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A code block. `content_line` is the line of its first line of code, counted from 1."""

    language: str
    text: str
    content_line: int
    span: Span
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row has as many cells as the header. `aligns` holds "left", "right", "center" or ""."""

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    aligns: tuple[str, ...]
    span: Span
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An image that stands alone in its paragraph; `path` is relative to the notes folder."""

    path: str
    alt: str
    title: str
    span: Span
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A block quote; `alert` is "note", "tip", "important", "warning" or "caution", or "" for a plain one."""

    blocks: tuple[Block, ...]
    alert: str
    span: Span
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A term and what it means."""

    term: Inline
    meanings: tuple[tuple[Block, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """A definition list."""

    definitions: tuple[Definition, ...]
    span: Span
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A thematic break."""

    span: Span
    options: Options | None = None


Block = Prose | Bullets | Fence | Table | Figure | Quote | Definitions | Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """The text of a footnote that the section refers to."""

    label: str
    number: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its own text. `ancestors` are the headings above it, outermost first, without itself."""

    path: str
    title: Inline
    level: int
    ancestors: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    options: Options
    span: Span


# --------------------------------------------------------------------------------------------- draft → render


class PictureKind(Enum):
    """What a picture is drawn from."""

    TABLE = "table"  # source: the HTML of the table, escaped already
    DIAGRAM = "diagram"  # source: mermaid text
    IMAGE = "image"  # source: a path relative to the notes folder; nothing is drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How drawn pictures look. Widths are CSS pixels."""

    accent: str = field(default="#2f6f4f", metadata={"help": "Colour of table headers, as `#rrggbb`."})
    table_width_px: int = field(default=400, metadata={"help": "Width that a table is laid out for, in CSS pixels."})
    label_width_px: int = field(default=280, metadata={"help": "Width at which diagram labels wrap, in CSS pixels."})


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderRequest:
    """One picture to draw. `source_line` is the line in the notes where `source` begins, counted from 1."""

    kind: PictureKind
    source: str
    theme: Theme
    span: Span
    lang: str = ""
    source_line: int = 1
    wanted_regions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The identity of the picture: all that it depends on, without its place in the notes."""
        theme = self.theme
        return digest(
            "render-request",
            self.kind.value,
            self.source,
            self.lang,
            (theme.accent, theme.table_width_px, theme.label_width_px),
            self.wanted_regions,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A box inside a picture, as fractions of its width and height."""

    key: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedAsset:
    """A picture on disk. `file_name` is its name in Anki's media folder; the size is in pixels, 0 if unknown."""

    request_key: str
    file_name: str
    path: Path
    width_px: int
    height_px: int
    regions: tuple[Region, ...] = ()


# ------------------------------------------------------------------------------------- draft → identity, package


@dataclass(frozen=True, slots=True)
class Text:
    """Safe HTML: every character of the notes in it is escaped already. The parts of a field balance together."""

    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClozeMark:
    """What a card hides; marks of one key are one card. `number` is set only where the author wrote `{{cN::…}}`."""

    key: str
    body: tuple[Text | ClozeMark | AssetRef, ...]
    hint: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRef:
    """A picture by its request; the file name comes with the package."""

    request_key: str
    kind: PictureKind
    alt: str


Markup = tuple[Text | ClozeMark | AssetRef, ...]


def _cloze_marks(markup: Markup) -> Iterator[ClozeMark]:
    for part in markup:
        if isinstance(part, ClozeMark):
            yield part
            yield from _cloze_marks(part.body)


class NoteKind(Enum):
    """The notetype of a note. The kind is part of a note's identity: Anki never turns one into another."""

    BASIC = "basic"
    CLOZE = "cloze"
    OCCLUSION = "occlusion"


SPARE_FIELDS = ("Spare 1", "Spare 2", "Spare 3")
PLACE_FIELDS = ("Context", "Source", "Search")

# Frozen for ever: Anki's importer calls every note of a notetype with other fields "conflicting".
FIELD_NAMES: dict[NoteKind, tuple[str, ...]] = {
    NoteKind.BASIC: ("Front", "Back", *PLACE_FIELDS, *SPARE_FIELDS),
    NoteKind.CLOZE: ("Text", "Back Extra", *PLACE_FIELDS, *SPARE_FIELDS),
    NoteKind.OCCLUSION: ("Occlusion", "Image", "Header", "Back Extra", "Comments", *PLACE_FIELDS, *SPARE_FIELDS),
}


KEY_SEPARATOR = " · "
"""Parts the section of a key from what tells the notes of a section apart. No section holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A note without numbers and names. `key` is unique in a build; `fields` leaves out the empty ones.

    `Source` is no field of a draft: where a note came from is known by its span, and what is shipped of it by the
    ledger.
    """

    kind: NoteKind
    key: str
    deck: str
    tags: tuple[str, ...]
    fields: tuple[tuple[str, Markup], ...]
    requests: tuple[RenderRequest, ...]
    rule: str
    span: Span
    explicit_id: str | None = None
    allow: tuple[str, ...] = ()

    @property
    def cloze_marks(self) -> tuple[ClozeMark, ...]:
        """All marks of the note in reading order, a nested one after the one that holds it."""
        return tuple(mark for _, markup in self.fields for mark in _cloze_marks(markup))


# --------------------------------------------------------------------------------------------------- identity


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What is remembered of a note for ever.

    `texts` are the words by which the note is known again, `shipped` is the digest of all that reaches Anki. `origin`
    is the `file:line` last sent, which moves only when the note itself is sent again.
    """

    key: str
    kind: NoteKind
    guid: str
    created_ms: int
    mod_s: int
    texts: tuple[str, ...]
    shipped: str
    origin: str
    ordinals: tuple[tuple[str, int], ...] = ()
    retired_ordinals: tuple[tuple[str, int], ...] = ()
    explicit_id: str | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotetypeEntry:
    """The state of one notetype: the digest of its frozen schema, that of its looks, and when those last changed."""

    kind: NoteKind
    mod_s: int
    schema: str
    design: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All that `deck.lock` holds."""

    notetypes: tuple[NotetypeEntry, ...] = ()
    entries: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one note with this build, and why it is taken for that note."""

    guid: str
    note_id: int
    key: str
    span: Span
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What this build changes against the ledger. A note is in exactly one of the five."""

    added: tuple[Change, ...] = ()
    updated: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    unchanged: tuple[Change, ...] = ()
    retired: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The outcome of matching: `entries` stand in the order of the drafts, one each."""

    entries: tuple[LedgerEntry, ...]
    ledger: Ledger
    delta: Delta


# ---------------------------------------------------------------------------------------------- build → package


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A finished note: `fields` in the order of the notetype, `ordinals` counted from 1, one card each."""

    kind: NoteKind
    guid: str
    created_ms: int
    mod_s: int
    deck: str
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    ordinals: tuple[int, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file of the package: its name in Anki's media folder, and where its bytes lie."""

    file_name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """What a run did, for the report. A run that stops at faults has no notes and an empty delta."""

    delta: Delta
    diagnostics: tuple[Diagnostic, ...]
    pictures_drawn: int
    pictures_cached: int
    notes: tuple[Note, ...] = ()
    stage_seconds: tuple[tuple[str, float], ...] = ()
    package_sha256: str = ""
    wrote_package: bool = False
    wrote_ledger: bool = False
