"""What a run found out, put on the page of the preview instead of into a package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from msgspec.structs import replace

from pipeline.build import media_of
from pipeline.core.ledger import BuildResult, LedgerEntry
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.finish import finished_notes
from pipeline.job import Job
from pipeline.known import StageWatch, known_of
from pipeline.preview import Shown, write_preview


def preview(job: Job) -> BuildResult:
    """Write the page that shows every card, unless a fault stops the run. Package and ledger stay as they are."""
    watch = StageWatch()
    known = known_of(job, watch)
    if known.assignment is None:
        return known.outcome
    drafted, rendering = known.drafted, known.rendering
    with watch.stage("preview"):
        every = tuple(draft for chapter in known.chapters for draft in chapter)
        pairs = _drawn(every, known.assignment.entries, rendering.pending.keys())
        drafts = tuple(draft for draft, _ in pairs)
        notes = finished_notes(drafts, [entry for _, entry in pairs], rendering.file_names, rendering.regions)
        shown = Shown(
            deck=drafted.sources.config.deck,
            drafts=drafts,
            sections=drafted.sections,
            notes=notes,
            entries=known.assignment.ledger.entries,
            delta=known.assignment.delta,
            diagnostics=known.outcome.diagnostics,
            media=media_of(rendering.assets),
            drawing=tuple(rendering.pending.values()),
        )
        write_preview(job.preview_dir, shown)
    cards = Counter[str]()
    for note in notes:
        cards[note.deck] += len(note.ordinals)
    return replace(known.outcome, note_count=len(notes), cards=tuple(cards.items()), stage_seconds=tuple(watch.seconds))


def _drawn(
    drafts: Sequence[NoteDraft], entries: Sequence[LedgerEntry], pending: Set[str]
) -> list[tuple[NoteDraft, LedgerEntry]]:
    """Return the drafts that can be shown, each with its entry: without its picture a note of masks asks nothing."""
    return [
        (draft, entry)
        for draft, entry in zip(drafts, entries, strict=True)
        if draft.kind is not NoteKind.OCCLUSION or pending.isdisjoint(request.key for request in draft.requests)
    ]
