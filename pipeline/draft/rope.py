"""Cutting and marking of inline text: a rope of runs, addressed by offsets into its plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from pipeline.core.section import Inline, Mark, MarkKind, Run, plain_text

OPAQUE = frozenset({MarkKind.MATH, MarkKind.MATH_BLOCK, MarkKind.IMAGE, MarkKind.FOOTNOTE, MarkKind.RUBY})
"""Runs under these marks are one piece: they are covered whole or not at all."""


def cover(inline: Inline, start: int, end: int, mark: Mark, *, without: frozenset[MarkKind] = frozenset()) -> Inline:
    """Return `inline` with `mark` outermost on the characters from `start` to `end`, and the `without` kinds gone."""
    return tuple(
        Run(run.text, (mark, *_kept(run.marks, without))) if inside else run for run, inside in _cut(inline, start, end)
    )


def without_marks(inline: Inline, start: int, end: int, kinds: frozenset[MarkKind]) -> Inline:
    """Return `inline` with the marks of `kinds` gone from the characters from `start` to `end`."""
    return tuple(Run(run.text, _kept(run.marks, kinds)) if inside else run for run, inside in _cut(inline, start, end))


def _cut(inline: Inline, start: int, end: int) -> Iterator[tuple[Run, bool]]:
    """Yield the runs of `inline`, cut at `start` and `end`, and whether each lies between the two."""
    for offset, run in offsets(inline):
        cuts = sorted({0, len(run.text), *(cut - offset for cut in (start, end) if 0 < cut - offset < len(run.text))})
        for left, right in pairwise(cuts):
            yield Run(run.text[left:right], run.marks), start <= offset + left and offset + right <= end


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
        mark = next((own for own in run.marks if own.kind is kind), None)
        if mark is not None and mark == last:
            spans[-1] = (spans[-1][0], offset + len(run.text))
        elif mark is not None:
            spans.append((offset, offset + len(run.text)))
        last = mark
    return spans


def kinds_at(inline: Inline, position: int) -> frozenset[MarkKind]:
    """Return the kinds of the marks on the character at `position`."""
    for offset, run in offsets(inline):
        if offset <= position < offset + len(run.text):
            return frozenset(mark.kind for mark in run.marks)
    return frozenset()


def is_clear(inline: Inline, start: int, end: int) -> bool:
    """Return whether nothing between `start` and `end` is hidden already or would be cut in two."""
    for offset, run in offsets(inline):
        if offset + len(run.text) <= start or end <= offset:
            continue
        kinds = {mark.kind for mark in run.marks}
        if MarkKind.CLOZE in kinds:
            return False
        if kinds & OPAQUE and not (start <= offset and offset + len(run.text) <= end):
            return False
    return True


def has_cloze(inline: Inline) -> bool:
    """Return whether anything in `inline` is hidden."""
    return any(mark.kind is MarkKind.CLOZE for run in inline for mark in run.marks)


def answer_key(text: str) -> str:
    """Return the key of a hidden text: equal for texts that differ only in width and white space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def occurrences(inline: Inline, text: str) -> list[tuple[int, int]]:
    """Return where `text` stands in `inline`, as a word of its own where it begins or ends with a Latin letter."""
    whole = plain_text(inline)
    found: list[tuple[int, int]] = []
    start = whole.find(text)
    while start >= 0:
        end = start + len(text)
        cuts_a_word = _are_of_one_word(whole[start - 1 : start + 1]) or _are_of_one_word(whole[end - 1 : end + 1])
        if not cuts_a_word:
            found.append((start, end))
        start = whole.find(text, end if not cuts_a_word else start + 1)
    return found


def _are_of_one_word(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalnum()
