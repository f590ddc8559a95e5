"""The one list of stages, in order, and the only module that knows all rooms.

read → parse → draft → lint → render → match identities → package → commit. Ledger and package are written last, to
temporary files that are then renamed; any fault leaves both as they were.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.commit import Committed, commit, commit_ledger, ledger_as_read, ledger_differs, tried
from pipeline.core.diagnostic import Diagnostic, stops
from pipeline.core.errors import LockedError, UsageError
from pipeline.core.ledger import LEDGER_FILE, Assignment, BuildResult, Delta, Ledger
from pipeline.core.note import Media, Note, NoteDraft
from pipeline.core.picture import PictureKind, RenderedAsset
from pipeline.drafting import Drafted, draft_notes, draft_sources
from pipeline.finish import finished_notes
from pipeline.identity import assign_identities, ledger_text, read_ledger, touch_entries
from pipeline.job import Job
from pipeline.last_build import OF_THE_PAST, Ending, remember_ending, results_digest, sha256_of
from pipeline.lint import without_allowed
from pipeline.places import place_named
from pipeline.sharing import deck_description, limit_diagnostics
from pipeline.sources import read_sources

if TYPE_CHECKING:
    from pipeline.render import Rendering


@dataclass(slots=True)
class StageWatch:
    """Seconds by stage."""

    seconds: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds.append((name, time.perf_counter() - start))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Look for no garbage: a build makes millions of small values in no cycle, and the search takes a third of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known before anything is written. There is no assignment where a fault stops the run."""

    drafted: Drafted
    rendering: Rendering
    outcome: BuildResult
    ledger_read: bytes | None
    assignment: Assignment | None = None


@_without_collector()
def build(job: Job) -> BuildResult:
    """Run the whole pipeline. Faults in notes are in the result; DeckError is raised for faults of use and machine."""
    job.check_output()
    watch = StageWatch()
    known = known_of(job, watch)
    if known.assignment is None or not job.packs:
        return known.outcome
    with watch.stage("package"):
        notes = finished_notes(
            known.drafted.drafts, known.assignment.entries, known.rendering.file_names, known.rendering.regions
        )
        committed = _put_in_place(job, known, notes, known.assignment)
    return replace(
        known.outcome,
        notes=notes,
        stage_seconds=tuple(watch.seconds),
        package_sha256=committed.package_sha256,
        package_bytes=committed.package_bytes,
        wrote_package=committed.wrote_package,
        wrote_ledger=committed.wrote_ledger,
    )


@_without_collector()
def known_of(job: Job, watch: StageWatch) -> Known:
    """Run all stages that write nothing."""
    with watch.stage("read"):
        sources = read_sources(job.notes_dir)
    with watch.stage("draft"):
        drafted = draft_sources(sources, job.memory if job.use_cache else None)
    ledger_read = ledger_as_read(job.notes_dir / LEDGER_FILE)
    old_ledger, ledger_said = read_ledger(job.notes_dir / LEDGER_FILE)
    with watch.stage("render"):
        rendering = _pictures(job, drafted.drafts)
        drafted = _with_labels(drafted, rendering)
    diagnostics = (*drafted.diagnostics, *ledger_said, *rendering.diagnostics)
    outcome = BuildResult(
        delta=Delta(),
        diagnostics=diagnostics,
        pictures_drawn=rendering.drawn,
        pictures_cached=rendering.cached,
        images=len(rendering.assets) - rendering.drawn - rendering.cached,
        media_bytes=sum(asset.path.stat().st_size for asset in rendering.assets),
    )
    if stops(diagnostics, strict=job.strict):
        outcome = replace(outcome, stage_seconds=tuple(watch.seconds))
        return Known(drafted=drafted, rendering=rendering, outcome=outcome, ledger_read=ledger_read)
    with watch.stage("match"):
        assignment = _identities(drafted, old_ledger, rendering.file_names)
    said = (*assignment.diagnostics, *limit_diagnostics(drafted.drafts, rendering.assets))
    diagnostics = (*diagnostics, *without_allowed(said, drafted.sections))
    return Known(
        drafted=drafted,
        rendering=rendering,
        assignment=None if stops(diagnostics, strict=job.strict) else assignment,
        outcome=replace(outcome, delta=assignment.delta, diagnostics=diagnostics, stage_seconds=tuple(watch.seconds)),
        ledger_read=ledger_read,
    )


def _with_labels(drafted: Drafted, rendering: Rendering) -> Drafted:
    """Return `drafted` with what only the pictures tell of their diagrams."""
    from pipeline.draft import unseen_answers, with_labels

    drafts = with_labels(drafted.drafts, rendering.regions)
    return Drafted(
        sources=drafted.sources,
        sections=drafted.sections,
        drafts=drafts,
        diagnostics=(*drafted.diagnostics, *unseen_answers(drafts, rendering.regions)),
    )


def _identities(drafted: Drafted, old_ledger: Ledger | None, file_names: Mapping[str, str]) -> Assignment:
    from pipeline.package import notetype_digests

    return assign_identities(
        drafted.drafts,
        old_ledger,
        now_s=_clock_s(),
        deck=drafted.sources.config.deck,
        designs=notetype_digests(),
        file_names=file_names,
    )


@_without_collector()
def touch(notes_dir: Path, names: Sequence[str]) -> tuple[int, tuple[Diagnostic, ...]]:
    """Have the next build send the notes at the places of `names` as changed now, and return how many they are.

    Only the ledger is written. Where a fault would stop a build, nothing is, and the diagnostics say why.
    """
    drafted = draft_notes(notes_dir)
    ledger_read = ledger_as_read(notes_dir / LEDGER_FILE)
    ledger, ledger_said = read_ledger(notes_dir / LEDGER_FILE)
    diagnostics = (*drafted.diagnostics, *ledger_said)
    if stops(diagnostics, strict=False):
        return 0, diagnostics
    if ledger is None:
        raise UsageError(f"there is no {LEDGER_FILE} in {notes_dir}: no note was sent yet", "Build first.")
    entries = tuple(zip(drafted.drafts, _identities(drafted, ledger, {}).entries, strict=True))
    known = {entry.guid for entry in ledger.entries}
    guids: set[str] = set()
    for name in names:
        place = place_named(name, notes_dir, drafted.sections, drafted.drafts)
        own = known & {entry.guid for draft, entry in entries if place.holds(draft.span)}
        if not own:
            raise UsageError(f"no note of {name} was sent yet", "New notes arrive with the next build and import.")
        guids |= own
    commit_ledger(notes_dir / LEDGER_FILE, ledger_text(touch_entries(ledger, guids, _clock_s())), ledger_read)
    return len(guids), diagnostics


def _clock_s() -> int:
    """The build's clock in seconds; `SOURCE_DATE_EPOCH` sets it, as reproducible-builds.org has it."""
    pinned = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not pinned:
        return int(time.time())
    if not pinned.isdigit():
        raise UsageError(f"SOURCE_DATE_EPOCH is no number of seconds: {pinned!r}")
    return int(pinned)


def _pictures(job: Job, drafts: Sequence[NoteDraft]) -> Rendering:
    from pipeline.render import render_pictures

    # One request may stand on several notes of a section; it is told of once.
    requests = dict.fromkeys(request for draft in drafts for request in draft.requests)
    return render_pictures(
        tuple(requests),
        notes_dir=job.notes_dir,
        cache_dir=job.picture_cache,
        use_cache=job.use_cache,
        browser=job.browser,
        draw=job.draw,
        on_progress=lambda done, total: job.on_progress("Drawing pictures", done, total),
    )


def media_of(assets: Sequence[RenderedAsset]) -> tuple[Media, ...]:
    return tuple(Media(file_name=asset.file_name, path=asset.path) for asset in assets)


def _put_in_place(job: Job, known: Known, notes: tuple[Note, ...], assignment: Assignment) -> Committed:
    from pipeline.package import write_package
    from pipeline.report import dump_text
    from pipeline.status import delta_line

    ledger, text = job.notes_dir / LEDGER_FILE, ledger_text(assignment.ledger)
    if job.locked and ledger_differs(ledger, text):
        raise LockedError(
            f"{ledger} would change, and --locked forbids it: {delta_line(assignment.delta)}",
            "Build without --locked, look at the change and commit the ledger together with the notes.",
        )
    write = partial(
        write_package,
        notes=notes,
        media=media_of(known.rendering.assets),
        notetypes=assignment.ledger.notetypes,
        deck_description=deck_description(known.drafted.sources.config, assignment.ledger),
    )
    if not job.writes:
        return tried(write)
    dump = dump_text(notes)
    committed = commit(
        package=job.output,
        write_package=write,
        dump_text=dump,
        ledger=ledger,
        ledger_text=text,
        ledger_read=known.ledger_read,
    )
    results = results_digest(ledger=sha256_of(text), package=committed.package_sha256, dump=sha256_of(dump))
    remember_ending(job, _ending(known, notes, results))
    return committed


def _ending(known: Known, notes: Sequence[Note], results: str) -> Ending:
    names = known.rendering.file_names
    requests = dict.fromkeys(request for draft in known.drafted.drafts for request in draft.requests)
    return Ending(
        sources=known.drafted.sources.digest(),
        results=results,
        images=tuple((own.source, names[own.key]) for own in requests if own.kind is PictureKind.IMAGE),
        notes=len(notes),
        cards=sum(len(note.ordinals) for note in notes),
        diagnostics=tuple(said for said in known.outcome.diagnostics if said.code not in OF_THE_PAST),
    )
