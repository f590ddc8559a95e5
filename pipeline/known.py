"""The stages that write nothing, in their order: read → parse → draft → lint → render → match identities."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.chapters import Chapters
from pipeline.commit import sha256_of_ledger
from pipeline.core.diagnostic import Diagnostic, stops
from pipeline.core.drafted import Outline, SettledFile
from pipeline.core.errors import UsageError
from pipeline.core.ledger import LEDGER_FILE, Assignment, BuildResult, Delta, Ledger
from pipeline.core.note import NoteDraft
from pipeline.drafting import Drafted, draft_sources
from pipeline.identity import NOTHING_SETTLED, assign_identities, read_ledger
from pipeline.job import Job
from pipeline.lint import without_allowed
from pipeline.settling import settled_files
from pipeline.sharing import limit_diagnostics
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
def without_collector() -> Iterator[None]:
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
    """All that is known before anything is written. There is no assignment where a fault stops the run.

    `chapters` are the drafts by file; the files of the numbers in `settled` are what the last build has left.
    `ledger_read` is the digest of the ledger, None where there is none.
    """

    drafted: Drafted
    rendering: Rendering
    chapters: Chapters
    settled: Mapping[int, SettledFile]
    ledger_read: str | None
    outcome: BuildResult
    assignment: Assignment | None = None

    @property
    def keyed_outlines(self) -> tuple[tuple[str, Outline], ...]:
        """The outlines of the files with their keys in the memo, in the order of `chapters`."""
        return tuple(self.drafted.outlines.items())


@without_collector()
def known_of(job: Job, watch: StageWatch) -> Known:
    """Run all stages that write nothing."""
    with watch.stage("read"):
        sources = read_sources(job.notes_dir)
    with watch.stage("draft"):
        drafted = draft_sources(sources, job.memory if job.use_cache else None)
    with watch.stage("render"):
        rendering = _pictures(job, drafted)
    with watch.stage("match"):
        ledger_read = sha256_of_ledger(job.notes_dir / LEDGER_FILE)
        ledger, ledger_said = read_ledger(job.notes_dir / LEDGER_FILE)
        settled = settled_files(drafted, rendering, ledger_read)
        chapters = Chapters(drafted, rendering.regions)
        unseen = _unseen(chapters, settled, rendering)
        diagnostics = (*drafted.diagnostics, *unseen, *ledger_said, *rendering.diagnostics)
        assignment = None
        if not stops(diagnostics, strict=job.strict):
            assignment = identities(drafted, chapters, ledger, rendering.file_names, settled)
            diagnostics = (*diagnostics, *_said_at_last(drafted, assignment, rendering))
    return Known(
        drafted=drafted,
        rendering=rendering,
        chapters=chapters,
        settled=settled,
        ledger_read=ledger_read,
        outcome=BuildResult(
            delta=assignment.delta if assignment else Delta(),
            diagnostics=diagnostics,
            pictures_drawn=rendering.drawn,
            pictures_cached=rendering.cached,
            images=len(rendering.assets) - rendering.drawn - rendering.cached,
            media_bytes=sum(asset.path.stat().st_size for asset in rendering.assets),
            stage_seconds=tuple(watch.seconds),
        ),
        assignment=None if stops(diagnostics, strict=job.strict) else assignment,
    )


def identities(
    drafted: Drafted,
    chapters: Sequence[Sequence[NoteDraft]],
    ledger: Ledger | None,
    file_names: Mapping[str, str],
    settled: Mapping[int, SettledFile] = NOTHING_SETTLED,
) -> Assignment:
    """Return who each draft is, by the clock of now."""
    from pipeline.package import notetype_digests

    return assign_identities(
        chapters,
        ledger,
        now_s=clock_s(),
        deck=drafted.sources.config.deck,
        designs=notetype_digests(),
        file_names=file_names,
        settled=settled,
    )


def clock_s() -> int:
    """The build's clock in seconds; `SOURCE_DATE_EPOCH` sets it, as reproducible-builds.org has it."""
    pinned = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not pinned:
        return int(time.time())
    if not pinned.isdigit():
        raise UsageError(f"SOURCE_DATE_EPOCH is no number of seconds: {pinned!r}")
    return int(pinned)


def _pictures(job: Job, drafted: Drafted) -> Rendering:
    from pipeline.render import render_pictures

    return render_pictures(
        tuple(request for outline in drafted.outlines.values() for request in outline.requests),
        notes_dir=job.notes_dir,
        cache_dir=job.picture_cache,
        use_cache=job.use_cache,
        browser=job.browser,
        draw=job.draw,
        on_progress=lambda done, total: job.on_progress("Drawing pictures", done, total),
    )


def _unseen(chapters: Chapters, settled: Mapping[int, SettledFile], rendering: Rendering) -> tuple[Diagnostic, ...]:
    from pipeline.draft import unseen_answers

    looked_at = (chapters[nth] for nth in range(len(chapters)) if nth not in settled)
    return tuple(said for drafts in looked_at for said in unseen_answers(drafts, rendering.regions))


def _said_at_last(drafted: Drafted, assignment: Assignment, rendering: Rendering) -> tuple[Diagnostic, ...]:
    outlines = tuple(drafted.outlines.values())
    said = (*assignment.diagnostics, *limit_diagnostics(outlines, rendering.assets))
    return without_allowed(said, outlines)
