"""Where words stand in texts, whatever their case, width and spacing beside Chinese characters."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from pipeline.core.section import Inline, plain_text

TELLING_PART = 4
"""So many Latin letters give a word away even where they are part of a longer one."""

_SEAM = "\0"  # the parser leaves none in any text


class Occurrence(NamedTuple):
    """Where a word stands: in which text, counted from 0, and from which character to which."""

    nth: int
    start: int
    end: int


class Texts:
    """Texts in which each word is looked for at once, so that many words in many texts take one search a word."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        folded = [_folded(text) for text in self._texts]
        self._searched = _SEAM.join(letters for letters, _ in folded)
        self._starts = list(accumulate((len(letters) + 1 for letters, _ in folded), initial=0))
        self._places = [places for _, places in folded]

    def occurrences(self, word: str) -> Iterator[Occurrence]:
        """Yield where `word` stands, in order.

        Short Latin words count only where they are words of their own; `squash` stands in `squashing`, too.
        """
        wanted, _ = _folded(word)
        at = self._searched.find(wanted) if wanted and _SEAM not in wanted else -1
        while at >= 0:
            nth = bisect_right(self._starts, at) - 1
            text, places, first = self._texts[nth], self._places[nth], at - self._starts[nth]
            start, end = places[first], places[first + len(wanted) - 1] + 1
            cuts_a_word = len(wanted) < TELLING_PART and (
                _are_of_one_word(text[start - 1 : start + 1]) or _are_of_one_word(text[end - 1 : end + 1])
            )
            if not cuts_a_word:
                yield Occurrence(nth, start, end)
            at = self._searched.find(wanted, at + (1 if cuts_a_word else len(wanted)))


def occurrences(inline: Inline, word: str) -> list[tuple[int, int]]:
    """Return where `word` stands in one paragraph."""
    return [(start, end) for _, start, end in Texts((plain_text(inline),)).occurrences(word)]


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
