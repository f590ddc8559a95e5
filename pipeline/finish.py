"""Drafts and their identities to notes that can be packed. Pure: here the numbers and names are put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.core.ledger import LedgerEntry
from pipeline.core.markup import Regions, field_text, occlusion_text
from pipeline.core.note import FIELD_NAMES, Note, NoteDraft, NoteKind, Text
from pipeline.draft.html import escaped


def finished_notes(
    drafts: Sequence[NoteDraft], entries: Sequence[LedgerEntry], file_names: Mapping[str, str], regions: Regions
) -> tuple[Note, ...]:
    """Return the drafts with their numbers, names and masks, as they go into the package."""
    return tuple(_finished(draft, entry, file_names, regions) for draft, entry in zip(drafts, entries, strict=True))


def _finished(draft: NoteDraft, entry: LedgerEntry, file_names: Mapping[str, str], regions: Regions) -> Note:
    ordinals = dict(entry.ordinals)
    markup = dict(draft.fields) | {
        "Source": (Text(escaped(entry.origin)),),
        "Occlusion": (Text(occlusion_text(draft.masks, ordinals, regions)),),
    }
    return Note(
        kind=draft.kind,
        guid=entry.guid,
        created_ms=entry.created_ms,
        mod_s=entry.mod_s,
        deck=draft.deck,
        tags=draft.tags,
        fields=tuple(field_text(markup.get(name, ()), ordinals, file_names) for name in FIELD_NAMES[draft.kind]),
        ordinals=(1,) if draft.kind is NoteKind.BASIC else tuple(sorted(set(ordinals.values()))),
        span=draft.span,
    )
