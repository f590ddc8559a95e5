"""The notes, what is remembered of them, and the pictures that are kept."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.doctor.finding import Finding, Places, advice, fault, well
from pipeline.lines import counted, sized


def check_notes(places: Places) -> Iterator[Finding]:
    from pipeline.config import read_config
    from pipeline.read import read_notes

    files, diagnostics = read_notes(places.notes_dir)
    config = read_config(places.notes_dir)
    for said in diagnostics:
        yield fault(f"{places.notes_dir / said.span.path}: {said.message}", said.hint)
    yield well(f"{counted(len(files), 'file')} in {places.notes_dir}, for the deck {config.deck}")


def check_ledger(places: Places) -> Iterator[Finding]:
    from pipeline.core.ledger import LEDGER_FILE
    from pipeline.identity import read_ledger

    path = places.notes_dir / LEDGER_FILE
    ledger, diagnostics = read_ledger(path)
    for damage in diagnostics:
        yield fault(f"{path}:{damage.span.line}: {damage.message}", damage.hint)
    if diagnostics:
        return
    if ledger is None:
        yield well(f"none yet; the first build writes {path}")
        return
    retired = sum(1 for entry in ledger.entries if entry.retired)
    said = f"{counted(len(ledger.entries) - retired, 'note')}, {retired:,} retired, in {path}"
    if _is_kept_in_git(places) is False:
        yield advice(
            f"{said}, which git does not keep",
            f"It holds the identity of every card: `git add {path}`, and commit it with the notes.",
        )
    else:
        yield well(said)


def check_cache(places: Places) -> Iterator[Finding]:
    from pipeline.job import Job
    from pipeline.render.cache import PictureCache

    folder = Job(notes_dir=places.notes_dir, output=places.output, cache=places.cache).picture_cache
    if not folder.exists():
        yield well(f"none kept yet in {folder}")
        return
    PictureCache(folder).prepare()
    sizes = [path.stat().st_size for path in folder.rglob("*.webp")]
    yield well(f"{counted(len(sizes), 'picture')} kept, {sized(sum(sizes))}, in {folder}")


def _is_kept_in_git(places: Places) -> bool | None:
    """Return whether git knows the ledger; None where the notes are in no repository, or there is no git."""
    from pipeline.core.ledger import LEDGER_FILE
    from pipeline.supply.commands import run

    inside = run(("git", "rev-parse", "--is-inside-work-tree"), cwd=places.notes_dir, limit_s=10)
    if inside.returncode:
        return None
    known = run(("git", "ls-files", "--error-unmatch", LEDGER_FILE), cwd=places.notes_dir, limit_s=10)
    return known.returncode == 0
