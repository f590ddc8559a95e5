"""What `parse` makes and `draft` reads: sections, their blocks, and inline text as a rope of runs."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from pipeline.core.diagnostic import Span


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
    RUBY = "ruby"  # value: the reading above the run's text


class Mark(Struct, frozen=True, gc=False, array_like=True):
    """One mark. Two marks of one kind that stand side by side differ in `nth`, so that they stay two.

    A cloze that repeats another one in other letters carries the `key` of that one, and is hidden with it.
    """

    kind: MarkKind
    value: str = ""
    extra: str = ""
    nth: int = 0
    key: str = ""


class Run(Struct, frozen=True, gc=False, array_like=True):
    r"""A piece of plain, unescaped text under a stack of marks, outermost first. A hard break is `"\n"`."""

    text: str
    marks: tuple[Mark, ...] = ()


Inline = tuple[Run, ...]


def plain_text(inline: Inline) -> str:
    """Return the text of `inline` without any mark."""
    if len(inline) == 1:
        return inline[0].text
    return "".join([run.text for run in inline])


class Options(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """What the author said about a section or block: directives, front matter and settings, already merged."""

    card: str | None = None  # one of CARD_WORDS
    id: str | None = None
    deck: str = ""
    tags: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    lang: str = ""


CARD_WORDS = ("basic", "cloze", "reverse", "list", "skip")


class Prose(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """A paragraph, or a display formula that stands alone."""

    inline: Inline
    span: Span
    options: Options | None = None


class Bullet(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """One item of a list; `checked` is None unless it is a task."""

    blocks: tuple[Block, ...]
    span: Span
    checked: bool | None = None


class Bullets(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """A list. `start` is the number of its first item, None for an unordered one."""

    bullets: tuple[Bullet, ...]
    start: int | None
    tight: bool
    span: Span
    options: Options | None = None


class Fence(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """A code block. `content_line` is the line of its first line of code, counted from 1."""

    language: str
    text: str
    content_line: int
    span: Span
    options: Options | None = None


class Table(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """A table; every row has as many cells as the header. `aligns` holds "left", "right", "center" or ""."""

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    aligns: tuple[str, ...]
    span: Span
    options: Options | None = None


class Figure(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """An image that stands alone in its paragraph; `path` is relative to the notes folder."""

    path: str
    alt: str
    title: str
    span: Span
    options: Options | None = None


class Quote(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """A block quote, a callout or a part that folds away.

    `alert` is "note", "tip", "important", "warning" or "caution", or "" where it has no colour of its own. `title` is
    what stands above the text, empty for a plain quote. A `folded` one opens on a tap.
    """

    blocks: tuple[Block, ...]
    alert: str
    span: Span
    title: Inline = ()
    folded: bool = False
    options: Options | None = None


class Definition(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """A term and what it means."""

    term: Inline
    meanings: tuple[tuple[Block, ...], ...]
    span: Span


class Definitions(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """A definition list."""

    definitions: tuple[Definition, ...]
    span: Span
    options: Options | None = None


class Rule(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """A thematic break."""

    span: Span
    options: Options | None = None


Block = Prose | Bullets | Fence | Table | Figure | Quote | Definitions | Rule


class Footnote(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """The text of a footnote that the section refers to."""

    label: str
    number: str
    blocks: tuple[Block, ...]


class Section(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """A heading with its own text. `ancestors` are the headings above it, outermost first, without itself."""

    path: str
    title: Inline
    level: int
    ancestors: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    options: Options
    span: Span
