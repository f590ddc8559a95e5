"""Cutting and marking of inline text: a rope of runs, addressed by offsets into its plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

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
        mark = next((own for own in run.marks if own.kind is kind), None) if run.marks else None
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
            return frozenset([mark.kind for mark in run.marks])
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


TELLING_PART = 4
"""So many Latin letters give a word away even where they are part of a longer one."""


def occurrences(inline: Inline, text: str) -> list[tuple[int, int]]:
    """Return where `text` stands in `inline`, whatever its case, width and spacing beside Chinese characters.

    Short Latin words count only where they are words of their own; `squash` stands in `squashing`, too.
    """
    whole = plain_text(inline)
    wanted, _ = _folded(text)
    searched, places = _folded(whole)
    found: list[tuple[int, int]] = []
    at = searched.find(wanted) if wanted else -1
    while at >= 0:
        start, end = places[at], places[at + len(wanted) - 1] + 1
        cuts_a_word = len(wanted) < TELLING_PART and (
            _are_of_one_word(whole[start - 1 : start + 1]) or _are_of_one_word(whole[end - 1 : end + 1])
        )
        if not cuts_a_word:
            found.append((start, end))
        at = searched.find(wanted, at + (1 if cuts_a_word else len(wanted)))
    return found


@lru_cache(maxsize=256)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return `text` without case, width and the spaces that stand beside a CJK character, and where each letter was."""
    if text.isascii():
        return text.lower(), range(len(text))
    folded = text.translate(_FOLDED)
    if len(folded) == len(text) and not _SPACE.search(text):
        return folded, range(len(text))
    letters = [_FOLDED[ord(letter)] for letter in text]
    for space in _SPACE.finditer(text):
        place = space.start()
        if not (text[place - 1 : place].isascii() and text[place + 1 : place + 2].isascii()):
            letters[place] = ""
    return "".join(letters), [place for place, letter in enumerate(letters) for _ in letter]


_SPACE = re.compile(r"\s")


class _Folded(dict[int, str]):
    """Each letter that was met without case and width, by its number; never less than one letter."""

    def __missing__(self, number: int) -> str:
        self[number] = folded = unicodedata.normalize("NFKC", chr(number)).casefold()
        return folded


_FOLDED = _Folded()


def _are_of_one_word(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalnum()


def piece(inline: Inline, start: int, end: int) -> Inline:
    """Return the runs between two offsets."""
    return tuple(run for run, inside in _cut(inline, start, end) if inside)


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


def exchanged(inline: Inline, start: int, end: int, mark: Mark, instead: Sequence[Mark]) -> Inline:
    """Return `inline` with other marks in place of one between two offsets."""
    return tuple(
        Run(run.text, tuple(new for own in run.marks for new in (instead if inside and own == mark else (own,))))
        for run, inside in _cut(inline, start, end)
    )
