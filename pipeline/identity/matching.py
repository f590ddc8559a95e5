"""Which old note each draft is: one to one, first hit wins, and never a guess on a tie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

from pipeline.core.markup import content_digest
from pipeline.core.model import LedgerEntry, NoteDraft

Match = tuple[LedgerEntry, str]
"""The old entry of a draft, and why it is taken for it."""


def match_drafts(drafts: Sequence[NoteDraft], entries: Sequence[LedgerEntry]) -> dict[str, Match]:
    """Return the match of each draft by the draft's key; drafts without one are new.

    The ladder: the author's id, the same key, the same content elsewhere. At each step living notes come before
    retired ones, and a step counts only where exactly one draft meets exactly one entry.
    """
    matches: dict[str, Match] = {}
    steps: tuple[tuple[str, Callable[[NoteDraft], Hashable], Callable[[LedgerEntry], Hashable]], ...] = (
        ("same id", lambda draft: draft.explicit_id, lambda entry: entry.explicit_id),
        ("same place", lambda draft: draft.key, lambda entry: entry.key),
        ("same content", content_digest, lambda entry: entry.content),
    )
    for why, of_draft, of_entry in steps:
        for retired in (False, True):
            _match_step(matches, drafts, [own for own in entries if own.retired is retired], why, of_draft, of_entry)
    return matches


def _match_step(
    matches: dict[str, Match],
    drafts: Sequence[NoteDraft],
    entries: Sequence[LedgerEntry],
    why: str,
    of_draft: Callable[[NoteDraft], Hashable],
    of_entry: Callable[[LedgerEntry], Hashable],
) -> None:
    taken = {entry.guid for entry, _ in matches.values()}
    new: defaultdict[Hashable, list[NoteDraft]] = defaultdict(list)
    old: defaultdict[Hashable, list[LedgerEntry]] = defaultdict(list)
    for draft in drafts:
        if draft.key not in matches and of_draft(draft) is not None:
            new[draft.kind, of_draft(draft)].append(draft)
    for entry in entries:
        if entry.guid not in taken and of_entry(entry) is not None:
            old[entry.kind, of_entry(entry)].append(entry)
    for sign, candidates in new.items():
        if len(candidates) == 1 and len(old[sign]) == 1:
            matches[candidates[0].key] = (old[sign][0], why if not old[sign][0].retired else f"{why}, was retired")
