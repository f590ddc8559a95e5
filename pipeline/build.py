"""The one list of stages, in order, and the only module that knows all rooms.

read → parse → draft → lint → render → match identities → package → commit. Ledger and package are written last, to
temporary files that are then renamed; any fault leaves both as they were.
"""

from __future__ import annotations

import hashlib
import html
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.config import Config, read_config
from pipeline.core.diagnostic import Diagnostic, Severity
from pipeline.core.errors import LockedError, MachineError, UsageError
from pipeline.core.markup import field_text
from pipeline.core.model import (
    FIELD_NAMES,
    Assignment,
    BuildResult,
    Delta,
    LedgerEntry,
    Media,
    Note,
    NoteDraft,
    NoteKind,
    RenderedAsset,
    RenderRequest,
    Section,
    Text,
)
from pipeline.identity import LEDGER_FILE, assign_identities, ledger_text, read_ledger
from pipeline.lint import lint_drafts, without_allowed
from pipeline.read import read_notes

OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one run is asked to do."""

    notes_dir: Path
    output: Path
    use_cache: bool = True
    locked: bool = False
    strict: bool = False
    writes: bool = True
    browser: str | None = None
    on_progress: OnProgress = lambda what, done, total: None

    @property
    def cache_dir(self) -> Path:
        return self.output.parent / ".cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The notes read, parsed and drafted: all that needs no browser and no ledger."""

    config: Config
    sections: tuple[Section, ...]
    drafts: tuple[NoteDraft, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Watch:
    """Seconds by stage."""

    seconds: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds.append((name, time.perf_counter() - start))


def draft_notes(notes_dir: Path, watch: _Watch | None = None) -> Drafted:
    """Read, parse, draft and lint the notes below `notes_dir`."""
    from pipeline.draft import draft_sections
    from pipeline.parse import parse_file

    watch = watch or _Watch()
    with watch.stage("read"):
        files, said = read_notes(notes_dir)
        config = read_config(notes_dir)
        diagnostics = list(said)
    sections: list[Section] = []
    with watch.stage("parse"):
        for file in files:
            own, said = parse_file(file.path, file.text, config.defaults)
            sections.extend(own)
            diagnostics.extend(said)
    with watch.stage("draft"):
        drafts, said = draft_sections(sections, config)
        diagnostics.extend(said)
        diagnostics.extend(lint_drafts(drafts))
    return Drafted(
        config=config,
        sections=tuple(sections),
        drafts=drafts,
        diagnostics=without_allowed(diagnostics, sections),
    )


def build(job: Job) -> BuildResult:
    """Run the whole pipeline. Faults in notes are in the result; DeckError is raised for faults of use and machine."""
    _check_output(job)
    watch = _Watch()
    drafted = draft_notes(job.notes_dir, watch)
    diagnostics = list(drafted.diagnostics)
    old_ledger, said = read_ledger(job.notes_dir / LEDGER_FILE)
    diagnostics.extend(said)
    with watch.stage("render"):
        assets, said, drawn, cached = _pictures(job, drafted.drafts)
        diagnostics.extend(said)
    if stops(diagnostics, strict=job.strict):
        return _result(Delta(), diagnostics, drawn=drawn, cached=cached, watch=watch)
    file_names = {asset.request_key: asset.file_name for asset in assets}
    with watch.stage("match"):
        assignment = assign_identities(
            drafted.drafts,
            old_ledger,
            now_s=_clock_s(),
            deck=drafted.config.deck,
            designs=_designs(),
            file_names=file_names,
        )
        notes = finished_notes(drafted.drafts, assignment.entries, file_names)
    with watch.stage("package"):
        sha256, wrote_package, wrote_ledger = _commit(job, drafted.config, notes, assets, assignment)
    return _result(
        assignment.delta,
        diagnostics,
        notes=notes,
        drawn=drawn,
        cached=cached,
        watch=watch,
        sha256=sha256,
        wrote_package=wrote_package,
        wrote_ledger=wrote_ledger,
    )


def _result(
    delta: Delta,
    diagnostics: Sequence[Diagnostic],
    *,
    drawn: int,
    cached: int,
    watch: _Watch,
    notes: tuple[Note, ...] = (),
    sha256: str = "",
    wrote_package: bool = False,
    wrote_ledger: bool = False,
) -> BuildResult:
    return BuildResult(
        delta=delta,
        diagnostics=tuple(diagnostics),
        notes=notes,
        pictures_drawn=drawn,
        pictures_cached=cached,
        stage_seconds=tuple(watch.seconds),
        package_sha256=sha256,
        wrote_package=wrote_package,
        wrote_ledger=wrote_ledger,
    )


def stops(diagnostics: Sequence[Diagnostic], *, strict: bool) -> bool:
    """Return whether the diagnostics keep the build from writing: an error does, under `strict` a warning too."""
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(said.severity in stopping for said in diagnostics)


def _check_output(job: Job) -> None:
    name = job.output.name
    if job.output.suffix != ".apkg":
        raise UsageError(f"the output {job.output} is no .apkg file", "Name it like output/deck.apkg.")
    if name == "collection.apkg" or name.startswith("backup-"):
        raise UsageError(
            f"Anki takes a file named {name} for a backup and would replace the whole collection with it",
            "Choose another name, such as deck.apkg.",
        )
    if job.output.is_dir():
        raise UsageError(f"the output {job.output} is a folder", "Name a file in it, such as deck.apkg.")


def _clock_s() -> int:
    """The build's clock in seconds; `SOURCE_DATE_EPOCH` sets it, as reproducible-builds.org has it."""
    pinned = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not pinned:
        return int(time.time())
    if not pinned.isdigit():
        raise UsageError(f"SOURCE_DATE_EPOCH is no number of seconds: {pinned!r}")
    return int(pinned)


def _designs() -> tuple[tuple[NoteKind, str, str], ...]:
    from pipeline.package import notetype_digests

    return notetype_digests()


def _pictures(
    job: Job, drafts: Sequence[NoteDraft]
) -> tuple[tuple[RenderedAsset, ...], tuple[Diagnostic, ...], int, int]:
    requests: dict[str, RenderRequest] = {}
    for draft in drafts:
        for request in draft.requests:
            requests.setdefault(request.key, request)
    if not requests:
        return (), (), 0, 0
    from pipeline.render import render_pictures

    rendering = render_pictures(
        tuple(requests.values()),
        notes_dir=job.notes_dir,
        cache_dir=job.cache_dir,
        use_cache=job.use_cache,
        browser=job.browser,
        on_progress=lambda done, total: job.on_progress("Drawing pictures", done, total),
    )
    return rendering.assets, rendering.diagnostics, rendering.drawn, rendering.cached


def finished_notes(
    drafts: Sequence[NoteDraft], entries: Sequence[LedgerEntry], file_names: Mapping[str, str]
) -> tuple[Note, ...]:
    """Return the drafts with their numbers and names, as they go into the package."""
    return tuple(_finished(draft, entry, file_names) for draft, entry in zip(drafts, entries, strict=True))


def _finished(draft: NoteDraft, entry: LedgerEntry, file_names: Mapping[str, str]) -> Note:
    ordinals = dict(entry.ordinals)
    markup = dict(draft.fields) | {"Source": (Text(html.escape(entry.origin)),)}
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


def _commit(
    job: Job, config: Config, notes: tuple[Note, ...], assets: Sequence[RenderedAsset], assignment: Assignment
) -> tuple[str, bool, bool]:
    """Write package and ledger to temporary files, then put both in place; return digest and what was replaced."""
    from pipeline.package import write_package
    from pipeline.report import delta_line, dump_text

    ledger_path = job.notes_dir / LEDGER_FILE
    text = ledger_text(assignment.ledger)
    ledger_changes = _text_of(ledger_path) != text
    if job.locked and ledger_changes:
        raise LockedError(
            f"{ledger_path} would change, and --locked forbids it: {delta_line(assignment.delta)}",
            "Build without --locked, look at the change and commit the ledger together with the notes.",
        )
    media = tuple(Media(file_name=asset.file_name, path=asset.path) for asset in assets)
    folder = job.output.parent if job.writes else Path(tempfile.gettempdir())
    with _places(folder, "package") as package, _places(job.notes_dir if job.writes else folder, "ledger") as ledger:
        sha256 = write_package(
            package,
            notes=notes,
            media=media,
            notetypes=assignment.ledger.notetypes,
            deck_description=config.description,
        )
        if not job.writes:
            return sha256, False, False
        _write_synced(ledger, text)
        package_changes = not job.output.exists() or _sha256_of(job.output) != sha256
        if ledger_changes:
            # The ledger first: with it alone the next build makes the very same package again.
            ledger.replace(ledger_path)
        if package_changes:
            package.replace(job.output)
        job.output.with_suffix(".txt").write_text(dump_text(notes), encoding="utf-8")
    return sha256, package_changes, ledger_changes


@contextmanager
def _places(folder: Path, what: str) -> Iterator[Path]:
    """Give a temporary file in `folder`, and take it away again unless it was renamed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{what}-", suffix=".part", dir=folder)
    except OSError as fault:
        raise MachineError(
            f"cannot write into {folder}: {fault.strerror}",
            "Check its permissions and the free space; nothing was changed.",
        ) from fault
    os.close(number)
    path = Path(name)
    try:
        yield path
    except OSError as fault:
        raise MachineError(
            f"cannot write {fault.filename or folder}: {fault.strerror}",
            "The last good deck and ledger are as they were.",
        ) from fault
    finally:
        path.unlink(missing_ok=True)


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
