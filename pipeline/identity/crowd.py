"""The texts of many notes, of which the most alike to another one can be asked for without a look at each in Python."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from pipeline.identity.words import LONG, likeness

_ROUNDING = 0.001
"""How much rapidfuzz may round a score before it compares it, on the scale from 0 to 100."""


class Crowd:
    """Texts to be compared with others; a tenth of a microsecond each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._longest = max(map(len, texts), default=0)

    def nearest(self, text: str, *, at_least: float, most: int | None = None) -> list[tuple[float, int]]:
        """Return how alike to `text`, from 0 to 100, each text is that is alike enough, and its index; best first.

        The likeness is that of `words.likeness`; `most` is how many of the best are wanted.
        """
        room = LONG - len(text)
        texts: Sequence[str | None] = self._texts
        if self._longest > room:
            texts = [own if len(own) <= room else None for own in self._texts]
        found = process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=at_least - _ROUNDING, limit=most)
        near = [(score, at) for _, score, at in found]
        if self._longest > room:
            near += [(likeness(text, own), at) for at, own in enumerate(self._texts) if len(own) > room]
            near.sort(key=lambda one: -one[0])
        return [(score, at) for score, at in near[:most] if score >= at_least]
