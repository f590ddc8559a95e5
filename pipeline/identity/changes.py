"""The delta: what a build changes for the learner, note by note."""

from __future__ import annotations

from pipeline.core.diagnostic import Span
from pipeline.core.ledger import Change, Delta, LedgerEntry
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.identity.keys import section_of
from pipeline.identity.matching import SAME_PLACE, Match


class Changes:
    """Collects the delta."""

    def __init__(self) -> None:
        self._added: list[Change] = []
        self._updated: list[Change] = []
        self._moved: list[Change] = []
        self._unchanged: list[Change] = []
        self._retired: list[Change] = []

    def note(self, draft: NoteDraft, match: Match | None, entry: LedgerEntry) -> None:
        before, why = match or (None, "new")
        change = _change(entry, draft.span, why, before, after=entry.texts)
        if before is None:
            self._added.append(change)
        elif section_of(before.key) != section_of(entry.key):
            self._moved.append(change)
        elif before.shipped != entry.shipped or before.retired:
            self._updated.append(change)
        else:
            self._unchanged.append(change)

    def rest(self, entry: LedgerEntry, span: Span) -> None:
        """Take a note of a file in which nothing changed."""
        self._unchanged.append(
            Change(
                guid=entry.guid,
                note_id=entry.created_ms,
                key=entry.key,
                span=span,
                why=SAME_PLACE,
                before=entry.texts,
                after=entry.texts,
                old_key=entry.key,
            )
        )

    def retire(self, entry: LedgerEntry) -> None:
        path, _, line = entry.origin.rpartition(":")
        span = Span(path=path, line=int(line or 1))
        self._retired.append(_change(entry, span, "no longer in the notes", entry))

    def delta(self, restyled: tuple[NoteKind, ...]) -> Delta:
        return Delta(
            added=tuple(self._added),
            updated=tuple(self._updated),
            moved=tuple(self._moved),
            unchanged=tuple(self._unchanged),
            retired=tuple(self._retired),
            restyled=restyled,
        )


def _change(
    entry: LedgerEntry, span: Span, why: str, before: LedgerEntry | None, *, after: tuple[str, ...] = ()
) -> Change:
    asked_before = {number for _, number in before.ordinals} if before else set()
    return Change(
        guid=entry.guid,
        note_id=entry.created_ms,
        key=entry.key,
        span=span,
        why=why,
        before=before.texts if before else (),
        after=after,
        old_key=before.key if before else "",
        lost_ordinals=tuple(sorted(asked_before - {number for _, number in entry.ordinals})),
    )
