"""The end of the last build, remembered so that a build of the same notes can say at once that nothing changed.

Contents are compared and never times of files. What is remembered is what the build has read, not what lies on disk
when it ends: an edit made meanwhile is news to the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

import msgspec

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.digest import digest
from pipeline.core.errors import DeckError
from pipeline.core.ledger import LEDGER_FILE
from pipeline.job import Job
from pipeline.kept import keep, read_kept
from pipeline.sources import read_sources

Image = tuple[str, str]
"""An image of the notes: its path relative to them, and its name in Anki, which follows from its bytes."""


OF_THE_PAST = frozenset({"identity-tied", "cache-damaged"})
"""What is said of the step from one build to the next: a build that has nothing to do does not say it again."""


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """What a build said at its end, and digests of all that it came from and left behind."""

    sources: str
    results: str
    images: tuple[Image, ...]
    notes: int
    cards: int
    diagnostics: tuple[Diagnostic, ...]


def results_digest(*, ledger: str, package: str, dump: str) -> str:
    """Return the digest of what a build leaves behind, from the SHA-256 of each file."""
    return digest("results", ledger, package, dump)


def remember_ending(job: Job, ending: Ending) -> None:
    """Keep the end of a build that has put its results in place."""
    keep(_place(job), msgspec.msgpack.encode(ending))


def unchanged_since(job: Job) -> Ending | None:
    """Return the end of the last build of `job` if a build now would read the same and end the same, else None."""
    try:
        ending = msgspec.msgpack.decode(read_kept(_place(job)) or b"", type=Ending)
        hashing = _Hashing(job)
        hashing.start()
        sources = read_sources(job.notes_dir)
        same = not sources.unread and (sources.digest(), hashing.digest()) == (ending.sources, ending.results)
        return ending if same and _same_images(job.notes_dir, ending.images) else None
    except (DeckError, OSError, ValueError, RecursionError):
        return None  # the build itself tells what is wrong


class _Hashing(Thread):
    """Hashes the results of the last build while the notes are read: that takes as long, and needs no interpreter."""

    def __init__(self, job: Job) -> None:
        super().__init__(name="hashing", daemon=True)
        self._job = job
        self._digest = ""

    def run(self) -> None:
        with suppress(OSError):
            self._digest = results_digest(
                ledger=_sha256_in(self._job.notes_dir / LEDGER_FILE),
                package=_sha256_in(self._job.output),
                dump=_sha256_in(self._job.dump),
            )

    def digest(self) -> str:
        """Return the digest of the results, "" where one cannot be read."""
        self.join()
        return self._digest


def _place(job: Job) -> Path:
    return job.memory / "last-build.msgpack"


def _sha256_in(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _same_images(notes_dir: Path, images: Sequence[Image]) -> bool:
    if not images:
        return True
    from pipeline.render import image_name

    root = notes_dir.resolve()
    paths = [(root / source).resolve() for source, _ in images]
    return all(path.is_relative_to(root) for path in paths) and all(
        image_name(source, path.read_bytes()) == name for path, (source, name) in zip(paths, images, strict=True)
    )
