"""Which old note each draft is: one to one, and next to no time for the notes that are what they were.

The ladder (`identity.ladder`) decides. Its step "same place" takes a draft and a living entry of equal kind, key and
words, where no id claims one of them and the author numbers nothing. Keys are unique on either side and the steps
before it go by ids, so which pairs it takes hangs on no other note; and what stays in its section tells no later step
anything. So these pairs are taken here first, and only what is left climbs the ladder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from pipeline.core.ledger import LedgerEntry
from pipeline.core.markup import recognised_texts
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.identity.keys import pinned_id

Match = tuple[LedgerEntry, str]
"""The old entry of a draft, and why it is taken for it."""

SAME_PLACE = "same place"

Texts = tuple[str, ...]


class Head(Struct, frozen=True, gc=False, kw_only=True):
    """What of a draft it is known by; `written` are the cloze numbers that the author wrote, by key."""

    key: str
    kind: NoteKind
    explicit_id: str | None
    texts: Texts
    written: tuple[tuple[str, int], ...]


def head_of(draft: NoteDraft) -> Head:
    """Return what `draft` is known by."""
    return Head(
        key=draft.key,
        kind=draft.kind,
        explicit_id=draft.explicit_id,
        texts=recognised_texts(draft),
        written=tuple((mark.key, mark.number) for mark in draft.cloze_marks if mark.number is not None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The match of each draft by its key, and for drafts between which and old notes nothing decides the latter."""

    matches: dict[str, Match]
    ties: dict[str, tuple[LedgerEntry, ...]]


def match_drafts(heads: Sequence[Head], entries: Sequence[LedgerEntry]) -> Matching:
    """Return which entry each draft is. Retired entries come back only with their very words, or by their id."""
    unchanged = unchanged_drafts(heads, entries)
    matches: dict[str, Match] = {key: (entry, SAME_PLACE) for key, entry in unchanged.items()}
    taken = {entry.guid for entry in unchanged.values()}
    new = [head for head in heads if head.key not in unchanged]
    known = [entry for entry in entries if entry.guid not in taken]
    if not new or not known:
        return Matching(matches=matches, ties={})
    from pipeline.identity.ladder import climb  # brings rapidfuzz

    found = climb(new, known)
    return Matching(matches=matches | found.matches, ties=found.ties)


def unchanged_drafts(heads: Sequence[Head], entries: Sequence[LedgerEntry]) -> dict[str, LedgerEntry]:
    """Return, by the key of the draft, the entry of each draft that nothing but "same place" could take."""
    named = {pinned_id(head.explicit_id) for head in heads}
    known: dict[tuple[NoteKind, str], LedgerEntry | None] = {}
    for old in entries:
        if not old.retired:
            place = (old.kind, old.key)
            known[place] = None if place in known else old
    found = {}
    for head in heads:
        entry = known.get((head.kind, head.key))
        if (
            entry is not None
            and entry.texts == head.texts
            and head.explicit_id is None
            and entry.explicit_id is None
            and entry.guid not in named
            and not head.written
        ):
            found[head.key] = entry
    return found
