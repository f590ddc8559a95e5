"""The drafts of each file, with what its drawn pictures tell: read when they are asked for, file by file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from pipeline.core.markup import Regions
from pipeline.core.note import NoteDraft
from pipeline.drafting import Drafted

AT_HAND = 8_000_000
"""Letters of notes of which all drafts may lie in memory at once, some 200 MB; of more they are read once again."""


class Chapters(Sequence[tuple[NoteDraft, ...]]):
    """The drafts by file, in the order of the files."""

    def __init__(self, drafted: Drafted, regions: Regions) -> None:
        self._drafted = drafted
        self._regions = regions
        self._keys = tuple(drafted.outlines)
        self._at_hand: dict[int, tuple[NoteDraft, ...]] = {}
        self._keeps = sum(len(file.text) for file in drafted.sources.files) <= AT_HAND

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, nth: int) -> tuple[NoteDraft, ...]: ...

    @overload
    def __getitem__(self, nth: slice) -> Sequence[tuple[NoteDraft, ...]]: ...

    def __getitem__(self, nth: int | slice) -> tuple[NoteDraft, ...] | Sequence[tuple[NoteDraft, ...]]:
        from pipeline.draft import with_labels

        if isinstance(nth, slice):
            return [self[own] for own in range(len(self))[nth]]
        if (own := self._at_hand.get(nth)) is None:
            own = with_labels(self._drafted.drafts_of(self._keys[nth]), self._regions)
            if self._keeps:
                self._at_hand[nth] = own
        return own
