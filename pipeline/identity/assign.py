"""The new ledger: who each draft is, when it last changed, and what this build changes for the learner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from types import MappingProxyType

from msgspec.structs import replace

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.digest import digest
from pipeline.core.drafted import SettledFile
from pipeline.core.ledger import Assignment, Ledger, LedgerEntry, NotetypeEntry
from pipeline.core.markup import field_text
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.identity.changes import Changes
from pipeline.identity.matching import Head, Match, Matching, head_of, match_drafts
from pipeline.identity.new_ids import GENESIS_S, Moment, NewIds
from pipeline.identity.ordinals import allocate_ordinals

NOTHING_SETTLED: Mapping[int, SettledFile] = MappingProxyType({})


def assign_identities(
    files: Sequence[Sequence[NoteDraft]],
    old: Ledger | None,
    *,
    now_s: int,
    deck: str,
    designs: Sequence[tuple[NoteKind, str, str]],
    file_names: Mapping[str, str],
    settled: Mapping[int, SettledFile] = NOTHING_SETTLED,
) -> Assignment:
    """Return the identity of every draft, the new ledger and the delta.

    `files` are the drafts by file, each of which is read twice. `old` is None on a first build. `deck` seeds the guids
    of new notes, so that equal notes of two decks stay two. `designs` are the schema and design digests of each
    notetype, `file_names` the media names by request key. Files whose number is in `settled` are not read: all in them
    is as it was, and `old` is the ledger that was written then.
    """
    ledger, moment = old or Ledger(), Moment(now_s=now_s if old else GENESIS_S, deck=deck)
    heads = {nth: tuple(map(head_of, files[nth])) for nth in range(len(files)) if nth not in settled}
    matching = _matching(heads, ledger, settled)
    ids = NewIds(ledger, moment, new_count=sum(map(len, heads.values())) - len(matching.matches))
    entry_of = partial(_entry, ids=ids, moment=moment, file_names=file_names)
    known = {entry.guid: entry for entry in ledger.entries} if settled else {}
    changes, ties = Changes(), list[Diagnostic]()
    by_file: list[tuple[LedgerEntry, ...]] = []
    for nth in range(len(files)):
        if own := settled.get(nth):
            by_file.append(_entries_at_rest(own, known, changes))
        else:
            by_file.append(_entries(files[nth], heads.pop(nth), matching.matches, entry_of, changes))
            ties += _tied(files[nth], matching.ties) if matching.ties else ()
    living = tuple(chain.from_iterable(by_file))
    remembered = _remembered(ledger, living, changes)
    new_ledger = Ledger(notetypes=_notetypes(ledger, designs, moment), entries=(*living, *remembered))
    return Assignment(
        by_file=tuple(by_file),
        ledger=new_ledger,
        delta=changes.delta(_restyled(ledger, new_ledger, living)),
        diagnostics=tuple(ties),
    )


def _matching(heads: Mapping[int, Sequence[Head]], ledger: Ledger, settled: Mapping[int, SettledFile]) -> Matching:
    at_rest = {guid for own in settled.values() for guid, _ in own.places}
    return match_drafts(
        tuple(chain.from_iterable(heads.values())), [entry for entry in ledger.entries if entry.guid not in at_rest]
    )


def _entries(
    drafts: Sequence[NoteDraft],
    heads: Sequence[Head],
    matches: Mapping[str, Match],
    entry_of: Callable[[NoteDraft, Head, Match | None], LedgerEntry],
    changes: Changes,
) -> tuple[LedgerEntry, ...]:
    entries = []
    for draft, head in zip(drafts, heads, strict=True):
        match = matches.get(head.key)
        entry = entry_of(draft, head, match)
        entries.append(entry)
        changes.note(draft, match, entry)
    return tuple(entries)


def _entries_at_rest(
    settled: SettledFile, known: Mapping[str, LedgerEntry], changes: Changes
) -> tuple[LedgerEntry, ...]:
    entries = tuple(known[guid] for guid, _ in settled.places)
    for entry, (_, span) in zip(entries, settled.places, strict=True):
        changes.rest(entry, span)
    return entries


def _remembered(ledger: Ledger, living: Sequence[LedgerEntry], changes: Changes) -> tuple[LedgerEntry, ...]:
    """Return the entries of all notes that are gone; they are retired and never forgotten."""
    guids = {entry.guid for entry in living}
    gone = [entry for entry in ledger.entries if entry.guid not in guids]
    for entry in gone:
        if not entry.retired:
            changes.retire(entry)
    return tuple(replace(entry, retired=True) for entry in gone)


def _tied(drafts: Sequence[NoteDraft], ties: Mapping[str, Sequence[LedgerEntry]]) -> Iterator[Diagnostic]:
    for draft in drafts:
        if draft.key in ties:
            yield Diagnostic(
                code="identity-tied",
                message="this could be more than one note of the last build, or another could be the same;"
                " it begins anew",
                span=draft.span,
                hint="say which: "
                + " or ".join(f"<!-- id: {entry.guid} --> ({entry.origin})" for entry in ties[draft.key]),
            )


def _entry(
    draft: NoteDraft,
    head: Head,
    match: Match | None,
    ids: NewIds,
    moment: Moment,
    file_names: Mapping[str, str],
) -> LedgerEntry:
    before = match[0] if match else None
    ordinals, retired = allocate_ordinals(
        draft.cloze_marks,
        before.ordinals if before else (),
        before.retired_ordinals if before else (),
        _renamed_keys(before, head.texts) if before and before.texts != head.texts else {},
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
        key=head.key,
        kind=head.kind,
        guid=guid,
        created_ms=created_ms,
        mod_s=mod_s,
        texts=head.texts,
        shipped=shipped,
        origin=origin,
        ordinals=ordinals,
        retired_ordinals=retired,
        explicit_id=head.explicit_id,
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
