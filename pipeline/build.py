"""The one list of stages, in order, and the only module that knows all rooms.

read → parse → draft → lint → render → match identities → package → commit. Ledger and package are written last, to
temporary files that are then renamed; any fault leaves both as they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from pipeline.commit import Committed, commit, commit_ledger, sha256_of_ledger, sha256_of_lines, tried
from pipeline.core.diagnostic import Diagnostic, stops
from pipeline.core.drafted import SettledFile
from pipeline.core.errors import LockedError, UsageError
from pipeline.core.ledger import LEDGER_FILE, Assignment, BuildResult
from pipeline.core.note import Media, Note, PackedFile
from pipeline.core.picture import PictureKind, RenderedAsset
from pipeline.drafting import draft_notes
from pipeline.finish import finished_notes
from pipeline.identity import ledger_lines, read_ledger, touch_entries
from pipeline.job import Job
from pipeline.known import Known, StageWatch, clock_s, identities, known_of, without_collector
from pipeline.last_build import OF_THE_PAST, Ending, remember_ending, results_digest
from pipeline.places import place_named
from pipeline.settling import pictures_digest
from pipeline.sharing import deck_description


@without_collector()
def build(job: Job) -> BuildResult:
    """Run the whole pipeline. Faults in notes are in the result; DeckError is raised for faults of use and machine."""
    job.check_output()
    watch = StageWatch()
    known = known_of(job, watch)
    if known.assignment is None or not job.packs:
        return known.outcome
    with watch.stage("package"):
        packing = _Packing(job, known, known.assignment)
        committed = packing.put_in_place()
    return replace(
        known.outcome,
        notes=tuple(packing.told),
        note_count=packing.notes,
        cards=tuple(packing.cards.items()),
        stage_seconds=tuple(watch.seconds),
        package_sha256=committed.package_sha256,
        package_bytes=committed.package_bytes,
        wrote_package=committed.wrote_package,
        wrote_ledger=committed.wrote_ledger,
    )


@without_collector()
def touch(notes_dir: Path, names: Sequence[str]) -> tuple[int, tuple[Diagnostic, ...]]:
    """Have the next build send the notes at the places of `names` as changed now, and return how many they are.

    Only the ledger is written. Where a fault would stop a build, nothing is, and the diagnostics say why.
    """
    drafted = draft_notes(notes_dir)
    ledger_read = sha256_of_ledger(notes_dir / LEDGER_FILE)
    ledger, ledger_said = read_ledger(notes_dir / LEDGER_FILE)
    diagnostics = (*drafted.diagnostics, *ledger_said)
    if stops(diagnostics, strict=False):
        return 0, diagnostics
    if ledger is None:
        raise UsageError(f"there is no {LEDGER_FILE} in {notes_dir}: no note was sent yet", "Build first.")
    drafts, sections = drafted.drafts, drafted.sections
    entries = tuple(zip(drafts, identities(drafted, [drafts], ledger, {}).entries, strict=True))
    known = {entry.guid for entry in ledger.entries}
    guids: set[str] = set()
    for name in names:
        place = place_named(name, notes_dir, sections, drafts)
        own = known & {entry.guid for draft, entry in entries if place.holds(draft.span)}
        if not own:
            raise UsageError(f"no note of {name} was sent yet", "New notes arrive with the next build and import.")
        guids |= own
    commit_ledger(notes_dir / LEDGER_FILE, ledger_lines(touch_entries(ledger, guids, clock_s())), ledger_read)
    return len(guids), diagnostics


def media_of(assets: Sequence[RenderedAsset]) -> tuple[Media, ...]:
    return tuple(Media(file_name=asset.file_name, path=asset.path) for asset in assets)


class _Packing:
    """Puts the notes into a package, file by file, and counts them meanwhile: `cards` by deck."""

    def __init__(self, job: Job, known: Known, assignment: Assignment) -> None:
        self._job = job
        self._known = known
        self._assignment = assignment
        self.notes = 0
        self.cards: Counter[str] = Counter()
        self.told: list[Note] = []

    def put_in_place(self) -> Committed:
        """Write package, dump and ledger, or nothing where the job writes nothing."""
        job, ledger = self._job, self._job.notes_dir / LEDGER_FILE
        if job.locked:
            self._check_lock()
        if not job.writes:
            return tried(self._write)
        committed = commit(
            package=job.output,
            write=self._write,
            ledger=ledger,
            ledger_lines=ledger_lines(self._assignment.ledger),
            ledger_read=self._known.ledger_read,
        )
        self._known.drafted.memo.settle_under(committed.ledger_sha256)
        remember_ending(job, self._ending(committed))
        return committed

    def _check_lock(self) -> None:
        from pipeline.status import delta_line

        if self._known.ledger_read != sha256_of_lines(ledger_lines(self._assignment.ledger)):
            raise LockedError(
                f"{self._job.notes_dir / LEDGER_FILE} would change, and --locked forbids it:"
                f" {delta_line(self._assignment.delta)}",
                "Build without --locked, look at the change and commit the ledger together with the notes.",
            )

    def _write(self, package: Path, dump: TextIO) -> str:
        from pipeline.package import write_package

        return write_package(
            package,
            files=self._files(dump),
            media=media_of(self._known.rendering.assets),
            notetypes=self._assignment.ledger.notetypes,
            deck_description=deck_description(self._known.drafted.sources.config, self._assignment.ledger),
        )

    def _files(self, dump: TextIO) -> Iterator[PackedFile]:
        between = ""
        for nth in range(len(self._known.chapters)):
            file = self._packed(nth)
            if file.rows:
                dump.write(f"{between}{file.text}")
                between = "\n"
            self.notes += len(file.rows)
            for deck, ordinals in file.cards:
                self.cards[deck] += len(ordinals)
            yield file

    def _packed(self, nth: int) -> PackedFile:
        """Return the notes of a file: as the last build has packed them where it is settled, and they are there."""
        memo, (key, outline) = self._known.drafted.memo, self._known.keyed_outlines[nth]
        if nth in self._known.settled and not self._job.tells_notes and (packed := memo.settled_notes(key)):
            return packed
        from pipeline.package import packed_file
        from pipeline.report import dump_text

        drafts, entries = self._known.chapters[nth], self._assignment.by_file[nth]
        rendering = self._known.rendering
        notes = finished_notes(drafts, entries, rendering.file_names, rendering.regions)
        if self._job.tells_notes:
            self.told += notes
        packed = packed_file(notes, dump_text(notes))
        if self._job.writes and self._job.use_cache:
            places = tuple((entry.guid, draft.span) for entry, draft in zip(entries, drafts, strict=True))
            memo.settle(key, SettledFile(pictures=pictures_digest(outline, rendering), places=places), packed)
        return packed

    def _ending(self, committed: Committed) -> Ending:
        known = self._known
        names = known.rendering.file_names
        requests = (own for _, outline in known.keyed_outlines for own in outline.requests)
        return Ending(
            sources=known.drafted.sources.digest(),
            results=results_digest(
                ledger=committed.ledger_sha256, package=committed.package_sha256, dump=committed.dump_sha256
            ),
            images=tuple((own.source, names[own.key]) for own in requests if own.kind is PictureKind.IMAGE),
            notes=self.notes,
            cards=self.cards.total(),
            diagnostics=tuple(said for said in known.outcome.diagnostics if said.code not in OF_THE_PAST),
        )
