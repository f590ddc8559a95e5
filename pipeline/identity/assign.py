"""The new ledger: who each draft is, when it last changed, and what this build changes for the learner."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.digest import digest
from pipeline.core.ledger import Assignment, Change, Delta, Ledger, LedgerEntry, NotetypeEntry
from pipeline.core.markup import field_text, recognised_texts
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.identity.keys import section_of
from pipeline.identity.matching import Match, match_drafts
from pipeline.identity.ordinals import allocate_ordinals

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


def assign_identities(
    drafts: Sequence[NoteDraft],
    old: Ledger | None,
    *,
    now_s: int,
    deck: str,
    designs: Sequence[tuple[NoteKind, str, str]],
    file_names: Mapping[str, str],
) -> Assignment:
    """Return the identity of every draft, the new ledger and the delta.

    `old` is None on a first build. `deck` seeds the guids of new notes, so that equal notes of two decks stay two.
    `designs` are the schema and design digests of each notetype, `file_names` the media names by request key.
    """
    ledger = old or Ledger()
    moment = Moment(now_s=now_s if old else GENESIS_S, deck=deck)
    texts = [recognised_texts(draft) for draft in drafts]
    matching = match_drafts(drafts, texts, ledger.entries)
    matches = matching.matches
    ids = _NewIds(ledger, moment, new_count=len(drafts) - len(matches))
    entries: list[LedgerEntry] = []
    changes = _Changes()
    for draft, own_texts in zip(drafts, texts, strict=True):
        match = matches.get(draft.key)
        entry = _entry(draft, own_texts, match, ids, moment, file_names)
        entries.append(entry)
        changes.note(draft, match, entry)
    living = {entry.guid for entry in entries}
    gone = tuple(entry for entry in ledger.entries if entry.guid not in living)
    for entry in gone:
        if not entry.retired:
            changes.retire(entry)
    remembered = tuple(replace(entry, retired=True) for entry in gone)
    new_ledger = Ledger(notetypes=_notetypes(ledger, designs, moment), entries=(*entries, *remembered))
    return Assignment(
        entries=tuple(entries),
        ledger=new_ledger,
        delta=changes.delta(_restyled(ledger, new_ledger, entries)),
        diagnostics=_tied(drafts, matching.ties),
    )


def _tied(drafts: Sequence[NoteDraft], ties: Mapping[str, Sequence[LedgerEntry]]) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            code="identity-tied",
            message="this could be more than one note of the last build, or another could be the same; it begins anew",
            span=draft.span,
            hint="say which: "
            + " or ".join(f"<!-- id: {entry.guid} --> ({entry.origin})" for entry in ties[draft.key]),
        )
        for draft in drafts
        if draft.key in ties
    )


def _entry(
    draft: NoteDraft,
    texts: tuple[str, ...],
    match: Match | None,
    ids: _NewIds,
    moment: Moment,
    file_names: Mapping[str, str],
) -> LedgerEntry:
    before = match[0] if match else None
    ordinals, retired = allocate_ordinals(
        draft.cloze_marks,
        before.ordinals if before else (),
        before.retired_ordinals if before else (),
        _renamed_keys(before, texts) if before and before.texts != texts else {},
    )
    shipped = _shipped_digest(draft, dict(ordinals), file_names)
    origin = f"{draft.span.path}:{draft.span.line}"
    if before is None:
        guid, created_ms = ids.next(draft)
        mod_s = moment.now_s
    else:
        guid, created_ms = before.guid, before.created_ms
        # Anki takes an update only where this is newer, and a clock may go backwards.
        mod_s = before.mod_s if before.shipped == shipped else max(moment.now_s, before.mod_s + 1)
        origin = before.origin if before.shipped == shipped else origin
    return LedgerEntry(
        key=draft.key,
        kind=draft.kind,
        guid=guid,
        created_ms=created_ms,
        mod_s=mod_s,
        texts=texts,
        shipped=shipped,
        origin=origin,
        ordinals=ordinals,
        retired_ordinals=retired,
        explicit_id=draft.explicit_id,
    )


def _renamed_keys(before: LedgerEntry, texts: tuple[str, ...]) -> Mapping[str, str]:
    """Return, by new key, the old key of what is asked under another one now."""
    from pipeline.identity.masks import replaced_keys  # with the words, these bring rapidfuzz
    from pipeline.identity.words import reworded

    if before.kind is NoteKind.OCCLUSION:
        return replaced_keys(before.texts, texts, dict(before.ordinals))
    return reworded(before.texts[0], texts[0])


def _shipped_digest(draft: NoteDraft, ordinals: Mapping[str, int], file_names: Mapping[str, str]) -> str:
    """Digest of all that reaches Anki, but not where in the file and in the picture.

    A blank line on top is no change of a note, nor is a mask that lies a pixel further on another machine: the name of
    the picture stands for what is drawn.
    """
    texts = tuple((name, field_text(markup, ordinals, file_names)) for name, markup in draft.fields)
    masks = tuple((mask.region, ordinals[mask.key] if mask.key else 0) for mask in draft.masks)
    return digest("note-shipped", draft.kind.value, draft.tags, draft.span.path, (*texts, *masks))


def _notetypes(
    ledger: Ledger, designs: Sequence[tuple[NoteKind, str, str]], moment: Moment
) -> tuple[NotetypeEntry, ...]:
    before = {entry.kind: entry for entry in ledger.notetypes}
    entries = []
    for kind, schema, design in designs:
        old = before.get(kind)
        if old is None:
            mod_s = GENESIS_S
        elif (old.schema, old.design) == (schema, design):
            mod_s = old.mod_s
        else:
            mod_s = max(moment.now_s, old.mod_s + 1)
        entries.append(NotetypeEntry(kind=kind, mod_s=mod_s, schema=schema, design=design))
    return tuple(entries)


def _restyled(old: Ledger, new: Ledger, entries: Sequence[LedgerEntry]) -> tuple[NoteKind, ...]:
    """Return the notetypes of these notes that an import will change. Anki takes one over where its `mod` is newer."""
    before = {notetype.kind: notetype.mod_s for notetype in old.notetypes}
    in_use = {entry.kind for entry in entries}
    return tuple(
        own.kind for own in new.notetypes if own.kind in in_use and own.mod_s > before.get(own.kind, own.mod_s)
    )


class _NewIds:
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


class _Changes:
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
