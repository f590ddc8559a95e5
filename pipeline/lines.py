"""Lines for a terminal: text in inks, and how wide it is there. Needs nothing but Python."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import accumulate, takewhile
from unicodedata import category, east_asian_width

_NO_WIDTH = ("Mn", "Me", "Cf")
"""Categories of characters that stand on the one before them, or are not seen."""


class Ink(Enum):
    """What a piece of a line is to its reader."""

    PLAIN = "plain"
    REMOVED = "removed"
    ADDED = "added"
    STRONG = "strong"
    FAINT = "faint"
    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line in one ink."""

    text: str
    ink: Ink = Ink.PLAIN


Line = tuple[Piece, ...]

_MARKS = {Ink.REMOVED: ("[-", "-]"), Ink.ADDED: ("{+", "+}")}
"""What stands for a colour where there is none; other inks say nothing that the words do not."""


def plain_line(line: Line) -> str:
    """Return a line without colours, its removed and added pieces between marks."""
    marked = ((_MARKS.get(piece.ink, ("", "")), piece.text) for piece in line)
    return "".join(f"{opening}{text}{closing}" for (opening, closing), text in marked).rstrip()


def columns(text: str) -> int:
    """Return how wide `text` is on a terminal, where a kanji is as wide as two letters."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_width, text))


def clipped(text: str, room: int) -> str:
    """Return `text`, cut to at most `room` columns of a terminal, the ellipsis among them."""
    if columns(text) <= room:
        return text
    ends = takewhile(lambda end: end < room, accumulate(map(_width, text)))
    return text[: len(list(ends))].rstrip() + "…"


def padded(text: str, width: int) -> str:
    """Return `text` with spaces after it, up to `width` columns."""
    return text + " " * (width - columns(text))


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if category(character) in _NO_WIDTH:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def counted(number: int, word: str) -> str:
    """Return a number with its word, such as `1 note` or `2,000 notes`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def sized(size: int) -> str:
    """Return a number of bytes as a person reads it, such as `3.4 MB`."""
    if size < 1000:
        return counted(size, "byte")
    units = ("kB", "MB", "GB", "TB")
    # As it is rounded: 999,999 bytes are 1.0 MB.
    power = next(power for power in (1, 2, 3, 4) if size < 999.5 * 1000**power or power == len(units))
    value = size / 1000**power
    return f"{value:.1f} {units[power - 1]}" if value < 9.95 else f"{value:,.0f} {units[power - 1]}"
