"""All or nothing: ledger and package are written to temporary files beside their places and renamed at the very end."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from pipeline.core.errors import MachineError


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """Digests of what a build leaves behind, the size of the package, and what was replaced on disk.

    What is the same already is left alone.
    """

    package_sha256: str
    package_bytes: int
    dump_sha256: str = ""
    ledger_sha256: str = ""
    wrote_package: bool = False
    wrote_ledger: bool = False


Write = Callable[[Path, TextIO], str]
"""Fills the file of the package, flushed to the disk, and the readable dump; returns the SHA-256 of the former."""


def sha256_of_ledger(ledger: Path) -> str | None:
    """Return the SHA-256 of what the ledger holds, None where there is none."""
    try:
        return _sha256_of(ledger)
    except OSError:
        return None


def sha256_of_lines(lines: Iterable[bytes]) -> str:
    """Return the SHA-256 of a file of `lines`."""
    state = hashlib.sha256()
    for line in lines:
        state.update(line)
    return state.hexdigest()


def tried(write: Write) -> Committed:
    """Write package and dump to temporary files only, and throw them away."""
    with _faults_told(), tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "deck.apkg"
        with _text_file(package.with_suffix(".txt")) as dump:
            sha256 = write(package, dump)
        return Committed(package_sha256=sha256, package_bytes=package.stat().st_size)


def commit(
    *, package: Path, write: Write, ledger: Path, ledger_lines: Iterable[bytes], ledger_read: str | None
) -> Committed:
    """Put ledger and package in place, and the readable dump beside the package.

    `ledger_read` is the SHA-256 of the ledger that the build has read, None where there was none. MachineError where it
    is another by now, or where a place cannot be written; all files are then as they were.
    """
    dump = package.with_suffix(".txt")
    with (
        _faults_told(),
        _locked(ledger.parent),
        _temporary(package) as new_package,
        _temporary(dump) as new_dump,
        _temporary(ledger) as new_ledger,
    ):
        with _text_file(new_dump) as stream:
            sha256 = write(new_package, stream)
            _synced(stream)
        size = new_package.stat().st_size
        new_package.chmod(0o644)
        dump_sha256 = _sha256_of(new_dump)
        package_changes = not _is_already(package, size, sha256)
        ledger_sha256, ledger_changes = _put_ledger(ledger, new_ledger, ledger_lines, ledger_read)
        # The ledger first: from it alone the next build makes the very same package again.
        if package_changes:
            new_package.replace(package)
        new_dump.replace(dump)
    return Committed(
        package_sha256=sha256,
        package_bytes=size,
        dump_sha256=dump_sha256,
        ledger_sha256=ledger_sha256,
        wrote_package=package_changes,
        wrote_ledger=ledger_changes,
    )


def commit_ledger(ledger: Path, lines: Iterable[bytes], ledger_read: str | None) -> None:
    """Put the ledger alone in place, or leave it as it was and raise MachineError; `ledger_read` as in `commit`."""
    with _faults_told(), _locked(ledger.parent), _temporary(ledger) as new_ledger:
        _put_ledger(ledger, new_ledger, lines, ledger_read)


def _put_ledger(ledger: Path, new_ledger: Path, lines: Iterable[bytes], ledger_read: str | None) -> tuple[str, bool]:
    """Put the ledger in place and on the disk. Return its SHA-256, and whether it changed."""
    with new_ledger.open("wb") as stream:
        stream.writelines(lines)
    new_ledger.chmod(0o644)
    sha256, present = _sha256_of(new_ledger), sha256_of_ledger(ledger)
    if present == sha256:
        return sha256, False
    if present != ledger_read:
        # What the other build has shipped is remembered there alone, and must not be forgotten.
        raise MachineError(
            f"{ledger} was written by somebody else while this build ran; nothing was changed",
            "Another build, `touch` or git did that. Build again.",
        )
    with new_ledger.open("r+b") as stream:
        _synced(stream)
    new_ledger.replace(ledger)
    _sync_folder(ledger.parent)
    return sha256, True


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        place = f" at {fault.filename}" if fault.filename else ""
        raise MachineError(
            f"the deck cannot be written: {fault.strerror}{place}",
            "Check the permissions and the free space; the last good deck and ledger are as they were.",
        ) from fault


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time commit below `folder`. The system takes the lock away from one that is killed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network disks know no locks; there the look at what the ledger holds has to do.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _temporary(place: Path) -> Iterator[Path]:
    """Give a temporary file beside `place`, and take it away again unless it was renamed.

    Its name is always the same, so that one which a killed build left behind goes with the next.
    """
    path = place.with_name(f".{place.name}.part")
    place.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Bring a rename to the disk, so that no power cut leaves the package without its ledger."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _text_file(path: Path) -> Iterator[TextIO]:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        yield stream
    path.chmod(0o644)


def _synced(stream: IO[str] | IO[bytes]) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _is_already(path: Path, size: int, sha256: str) -> bool:
    return path.exists() and path.stat().st_size == size and _sha256_of(path) == sha256


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
