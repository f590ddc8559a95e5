"""Cutting and marking of inline text: a rope of runs, addressed by offsets into its plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from pipeline.core.section import Inline, Mark, MarkKind, Run

OPAQUE = frozenset({MarkKind.MATH, MarkKind.MATH_BLOCK, MarkKind.IMAGE, MarkKind.FOOTNOTE, MarkKind.RUBY})
"""Runs under these marks are one piece: they are covered whole or not at all."""


Stretch = tuple[int, int]
"""The characters from one offset to another."""

Cover = tuple[int, int, Mark]
"""A stretch, and the mark that hides it."""


def covered(inline: Inline, covers: Iterable[Cover], without: frozenset[MarkKind] = frozenset()) -> Inline:
    """Return `inline` with each mark of `covers` outermost on its characters, and the `without` kinds gone there.

    What is not clear is left as it is: of two covers that meet, the first one counts.
    """
    clearing = _Clearing(inline)
    laid = sorted((cover for cover in covers if clearing.takes(*cover[:2])), key=itemgetter(0))
    return tuple(
        run if nth < 0 else Run(run.text, (laid[nth][2], *_kept(run.marks, without)))
        for run, nth in _cut(inline, [cover[:2] for cover in laid])
    )


def without_marks(inline: Inline, spans: Sequence[Stretch], kinds: frozenset[MarkKind]) -> Inline:
    """Return `inline` with the marks of `kinds` gone from `spans`, which stand in order and apart."""
    return tuple(run if nth < 0 else Run(run.text, _kept(run.marks, kinds)) for run, nth in _cut(inline, spans))


def _cut(inline: Inline, spans: Sequence[Stretch]) -> Iterator[tuple[Run, int]]:
    """Yield the runs of `inline`, cut where `spans` begin and end, and which span each lies in: -1 for none.

    The spans stand in order and apart.
    """
    nth = 0
    for offset, run in offsets(inline):
        at, end = offset, offset + len(run.text)
        while at < end:
            while nth < len(spans) and spans[nth][1] <= at:
                nth += 1
            is_inside = nth < len(spans) and spans[nth][0] <= at
            edge = min(spans[nth][1 if is_inside else 0], end) if nth < len(spans) else end
            whole = edge - at == len(run.text)
            yield (run if whole else Run(run.text[at - offset : edge - offset], run.marks)), nth if is_inside else -1
            at = edge


def _kept(marks: tuple[Mark, ...], without: frozenset[MarkKind]) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark.kind not in without)


def offsets(inline: Inline) -> Iterator[tuple[int, Run]]:
    """Yield each run with the offset of its first character."""
    offset = 0
    for run in inline:
        yield offset, run
        offset += len(run.text)


def mark_spans(inline: Inline, kind: MarkKind) -> list[tuple[int, int]]:
    """Return where each mark of `kind` begins and ends, in reading order."""
    spans: list[tuple[int, int]] = []
    last: Mark | None = None
    for offset, run in offsets(inline):
        mark = next((own for own in run.marks if own.kind is kind), None) if run.marks else None
        if mark is not None and mark == last:
            spans[-1] = (spans[-1][0], offset + len(run.text))
        elif mark is not None:
            spans.append((offset, offset + len(run.text)))
        last = mark
    return spans


def kinds_along(inline: Inline, positions: Iterable[int]) -> Iterator[frozenset[MarkKind]]:
    """Yield the kinds of the marks on the characters at `positions`, which rise."""
    runs = offsets(inline)
    offset, run = 0, Run("")
    for position in positions:
        while offset + len(run.text) <= position:
            offset, run = next(runs)
        yield frozenset([mark.kind for mark in run.marks])


class _Clearing:
    """Tells of the characters of a paragraph whether they can be hidden, and takes them."""

    def __init__(self, inline: Inline) -> None:
        self._hidden = bytearray()  # 1 for each character that is hidden
        self._bound = bytearray()  # 1 for each that belongs to the one before it
        for run in inline:
            kinds = {mark.kind for mark in run.marks}
            self._hidden += (b"\1" if MarkKind.CLOZE in kinds else b"\0") * len(run.text)
            self._bound += b"\0" + (b"\1" if kinds & OPAQUE else b"\0") * (len(run.text) - 1) if run.text else b""
        self._bound += b"\0"

    def is_clear(self, start: int, end: int) -> bool:
        is_cut = self._bound[start] or self._bound[end]
        return not is_cut and self._hidden.find(1, start, end) < 0

    def takes(self, start: int, end: int) -> bool:
        """Return whether the characters from `start` to `end` were clear. They are hidden from now on."""
        is_clear = self.is_clear(start, end)
        if is_clear:
            self._hidden[start:end] = b"\1" * (end - start)
        return is_clear


def is_clear(inline: Inline, start: int, end: int) -> bool:
    """Return whether nothing between `start` and `end` is hidden already or would be cut in two."""
    return _Clearing(inline).is_clear(start, end)


def has_cloze(inline: Inline) -> bool:
    """Return whether anything in `inline` is hidden."""
    return any(mark.kind is MarkKind.CLOZE for run in inline for mark in run.marks)


def answer_key(text: str) -> str:
    """Return the key of a hidden text: equal for texts that differ only in width and white space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def pieces(inline: Inline, spans: Sequence[Stretch]) -> list[Inline]:
    """Return the runs of each of `spans`, which stand in order and apart."""
    found: list[list[Run]] = [[] for _ in spans]
    for run, nth in _cut(inline, spans):
        if nth >= 0:
            found[nth].append(run)
    return [tuple(runs) for runs in found]


class Hidden(NamedTuple):
    """A hidden piece of a paragraph: its place, its cloze mark, its text, and the key of its card."""

    start: int
    end: int
    mark: Mark
    text: str
    key: str


def hidden_spans(inline: Inline) -> list[Hidden]:
    """Return what clozes hide in one paragraph, in reading order."""
    found: list[Hidden] = []
    for offset, run in offsets(inline):
        mark = next((own for own in run.marks if own.kind is MarkKind.CLOZE), None) if run.marks else None
        if mark is None:
            continue
        start, text = offset, run.text
        if found and found[-1].end == offset and found[-1].mark == mark:
            start, text = found[-1].start, found.pop().text + run.text
        found.append(Hidden(start, offset + len(run.text), mark, text, mark.key or answer_key(text)))
    return found


def exchanged(inline: Inline, hidden: Sequence[Hidden], instead: Sequence[Mark]) -> Inline:
    """Return `inline` with other marks in place of those of `hidden`, which stand in order."""
    return tuple(
        run if nth < 0 else Run(run.text, _with_exchanged(run.marks, hidden[nth].mark, instead))
        for run, nth in _cut(inline, [own[:2] for own in hidden])
    )


def _with_exchanged(marks: tuple[Mark, ...], mark: Mark, instead: Sequence[Mark]) -> tuple[Mark, ...]:
    return tuple(new for own in marks for new in (instead if own == mark else (own,)))
