"""Which words of a text differ, for languages with spaces and without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from operator import attrgetter

from pipeline.lines import Ink, Piece

_HIRAGANA = "ぁ-ゟ"
_KATAKANA = "゠-ヿㇰ-ㇿｦ-ﾟ"
_KANJI = "々〆㐀-鿿豈-龎\U00020000-\U0003ffff"
_OTHERS = (
    rf"[{_KATAKANA}]+"
    # A word has few kanji. A longer run is a name of several words, or Chinese.
    rf"|(?<![{_KANJI}])[{_KANJI}]{{1,4}}(?![{_KANJI}])|[{_KANJI}]"
    rf"|[^\W{_HIRAGANA}{_KATAKANA}{_KANJI}]+|\s+|."
)
_WORDS = re.compile(rf"[{_HIRAGANA}]+|{_OTHERS}", re.DOTALL)
_PARTS = re.compile(rf"[{_HIRAGANA}]|{_OTHERS}", re.DOTALL)
"""Where a text may be cut: between words, and anywhere in hiragana, which write endings and particles as one run."""

_SENTENCES = re.compile(r"[^。．.!?！？\n]*[。．.!?！？\n]|[^。．.!?！？\n]+")
_LONG = 20_000
"""Characters of both texts together, above which whole sentences are compared: the time rises with the square."""

_ISLAND = 2
"""Characters: a stretch as short as this between two replaced ones reads better when it is replaced with them."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of both texts: equal, or `new` in the place of `old`."""

    old: str
    new: str

    @property
    def is_replaced(self) -> bool:
        return self.old != self.new and bool(self.old and self.new)


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Return the way from `before` to `after` as pieces.

    The plain and the removed ones make up `before`, the plain and the added ones `after`.
    """
    runs = (part for run in _without_islands(_runs(before, after)) for part in _trimmed(run))
    pieces = (piece for run in runs for piece in _pieces(run) if piece.text)
    return tuple(Piece("".join(piece.text for piece in same), ink) for ink, same in groupby(pieces, attrgetter("ink")))


def shortened(pieces: Sequence[Piece], context: int) -> tuple[Piece, ...]:
    """Return `pieces` with the plain ones cut down to about `context` characters next to a difference."""
    last = len(pieces) - 1
    return tuple(
        Piece(_abridged(piece.text, context * (at > 0), context * (at < last))) if piece.ink is Ink.PLAIN else piece
        for at, piece in enumerate(pieces)
    )


def parted(old: list[str], new: list[str]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return how both lists begin, what differs of the old and of the new one, and how both end."""
    start = _common(old, new)
    old_rest, new_rest = old[start:], new[start:]
    end = _common(reversed(old_rest), reversed(new_rest))
    old_end, new_end = len(old_rest) - end, len(new_rest) - end
    return old[:start], old_rest[:old_end], new_rest[:new_end], old_rest[old_end:]


def _runs(before: str, after: str) -> Iterator[_Run]:
    # Most edits are in one place. To compare only what lies between the equal ends keeps long texts quick.
    units = _WORDS if len(before) + len(after) <= _LONG else _SENTENCES
    head, old, new, tail = parted(units.findall(before), units.findall(after))
    yield _Run("".join(head), "".join(head))
    for _, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        yield _Run("".join(old[old_start:old_end]), "".join(new[new_start:new_end]))
    yield _Run("".join(tail), "".join(tail))


def _common(old: Iterable[str], new: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _without_islands(runs: Iterable[_Run]) -> Iterator[_Run]:
    waiting: list[_Run] = []
    for run in runs:
        waiting.append(run)
        if len(waiting) < 3:
            continue
        left, between, right = waiting
        if left.is_replaced and right.is_replaced and len(between.old) <= _ISLAND:
            waiting = [_Run(left.old + between.old + right.old, left.new + between.new + right.new)]
        else:
            yield waiting.pop(0)
    yield from waiting


def _trimmed(run: _Run) -> Iterator[_Run]:
    """Take off what both sides of a replaced stretch begin and end with, as far as words may be cut."""
    head, old, new, tail = parted(_PARTS.findall(run.old), _PARTS.findall(run.new))
    yield _Run("".join(head), "".join(head))
    yield _Run("".join(old), "".join(new))
    yield _Run("".join(tail), "".join(tail))


def _pieces(run: _Run) -> tuple[Piece, ...]:
    return (Piece(run.old),) if run.old == run.new else (Piece(run.old, Ink.REMOVED), Piece(run.new, Ink.ADDED))


def _abridged(text: str, head_room: int, tail_room: int) -> str:
    parts = _PARTS.findall(text)
    head = _head(parts, head_room)
    tail = _head([part[::-1] for part in reversed(parts)], tail_room)[::-1]
    return text if len(text) <= len(head) + len(tail) + 1 else f"{head}…{tail}"


def _head(parts: Iterable[str], room: int) -> str:
    """Return the first of `parts`: `room` characters or more up to the end of a word, yet never twice as many."""
    head = ""
    for part in parts:
        if len(head) >= room:
            break
        head += part
    return head[: 2 * room]
