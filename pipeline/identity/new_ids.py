"""Guids and ids for notes that no build has sent before, and the clock that they are taken from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from pipeline.core.digest import digest
from pipeline.core.ledger import Ledger
from pipeline.core.note import NoteDraft

GENESIS_S = 1_577_836_800
"""2020-01-01. The clock of a first build, so that the same notes give the same bytes on every machine. Later changes
carry the time they were first seen, which is always newer."""

ID_STEP = 1000
"""Card ids are note id + ord, so note ids keep this distance (ms). Anki knows ordinals up to 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When and for whom a build assigns: its clock in seconds, and the deck that parts equal notes of two decks."""

    now_s: int
    deck: str


class NewIds:
    """Hands out guids and note ids that were never used before, not even by a note that is gone."""

    def __init__(self, ledger: Ledger, moment: Moment, *, new_count: int) -> None:
        self._guids = {entry.guid for entry in ledger.entries}
        self._deck = moment.deck
        # The block of a first build is spread by the deck's name, so that two decks do not meet in a collection.
        spread = int(digest("note-id-block", moment.deck)[:8], 16) if moment.now_s == GENESIS_S else 0
        start = moment.now_s * 1000 + spread - new_count * ID_STEP
        # Anki replaces ids that lie ahead of its clock. Those of a clock that ran ahead once are no start for others.
        taken = sorted(entry.created_ms for entry in ledger.entries)
        ahead = bisect_right(taken, moment.now_s * 1000)
        self._ahead = taken[ahead:]
        self._next_ms = max(start, taken[ahead - 1] + ID_STEP) if ahead else start

    def next(self, draft: NoteDraft) -> tuple[str, int]:
        while self._ahead and self._next_ms > self._ahead[0] - ID_STEP:
            self._next_ms = max(self._next_ms, self._ahead.pop(0) + ID_STEP)
        created_ms = self._next_ms
        self._next_ms += ID_STEP
        salt = 0
        while (guid := digest("guid", self._deck, draft.kind.value, draft.key, salt)[:20]) in self._guids:
            salt += 1
        self._guids.add(guid)
        return guid, created_ms
