"""Which old note each draft is: one to one, first hit wins, and never a guess on a tie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from pipeline.core.ledger import LedgerEntry
from pipeline.core.markup import recognised_texts
from pipeline.core.note import KEY_SEPARATOR, NoteDraft

Match = tuple[LedgerEntry, str]
"""The old entry of a draft, and why it is taken for it."""


def match_drafts(drafts: Sequence[NoteDraft], entries: Sequence[LedgerEntry]) -> dict[str, Match]:
    """Return the match of each draft by the draft's key; drafts without one are new.

    The ladder: the author's id, the same key, the same words in the same section, the same words elsewhere. At each
    step living notes come before retired ones. A step counts only where one draft meets one entry; only equal notes of
    one section, which are the same fact, are paired in order.
    """
    ladder = _Ladder(drafts, entries)
    ladder.step("same id", lambda draft: draft.explicit_id, lambda entry: entry.explicit_id)
    ladder.step("same place", lambda draft: draft.key, lambda entry: entry.key)
    ladder.step(
        "same words here",
        lambda draft: (section_of(draft.key), recognised_texts(draft)),
        lambda entry: (section_of(entry.key), entry.texts),
        equals_are_one_fact=True,
    )
    ladder.step("same words elsewhere", recognised_texts, lambda entry: entry.texts)
    return ladder.matches


def section_of(key: str) -> str:
    """Return the part of a note's key that names its file and headings."""
    return key.split(KEY_SEPARATOR, 1)[0]


class _Ladder:
    """Takes drafts and entries out of the game step by step."""

    def __init__(self, drafts: Sequence[NoteDraft], entries: Sequence[LedgerEntry]) -> None:
        self._drafts = {draft.key: draft for draft in drafts}
        self._entries = {entry.guid: entry for entry in sorted(entries, key=lambda entry: entry.created_ms)}
        self.matches: dict[str, Match] = {}

    def step(
        self,
        why: str,
        of_draft: Callable[[NoteDraft], Hashable],
        of_entry: Callable[[LedgerEntry], Hashable],
        *,
        equals_are_one_fact: bool = False,
    ) -> None:
        """Match what has the same sign; a sign of None matches nothing."""
        for retired in (False, True):
            drafts = _by_sign(self._drafts.values(), of_draft)
            entries = _by_sign((entry for entry in self._entries.values() if entry.retired is retired), of_entry)
            for sign, candidates in drafts.items():
                known = entries.get(sign, [])
                if len(candidates) == len(known) == 1 or equals_are_one_fact:
                    for draft, entry in zip(candidates, known, strict=False):
                        self._take(draft, entry, f"{why}, was retired" if retired else why)

    def _take(self, draft: NoteDraft, entry: LedgerEntry, why: str) -> None:
        self.matches[draft.key] = (entry, why)
        del self._drafts[draft.key]
        del self._entries[entry.guid]


Candidate = TypeVar("Candidate", NoteDraft, LedgerEntry)


def _by_sign(
    candidates: Iterable[Candidate], sign_of: Callable[[Candidate], Hashable]
) -> dict[Hashable, list[Candidate]]:
    grouped: defaultdict[Hashable, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        sign = sign_of(candidate)
        if sign is not None:
            grouped[candidate.kind, sign].append(candidate)
    return grouped
