"""What `parse` makes and `draft` reads: sections, their blocks, and inline text as a rope of runs.

All types of the ground floor are frozen values made of tuples; no dict, no token and no object of a library crosses the
door of a room.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

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
