"""All or nothing: ledger and package are written to temporary files beside their places and renamed at the very end."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import MachineError


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """Digest and size of the package, and what was replaced on disk; what is the same already is left alone."""

    package_sha256: str
    package_bytes: int
    wrote_package: bool = False
    wrote_ledger: bool = False


def ledger_differs(ledger: Path, text: str) -> bool:
    """Return whether `text` is not what the ledger holds now."""
    return not ledger.exists() or ledger.read_text(encoding="utf-8") != text


def tried(write_package: Callable[[Path], str]) -> Committed:
    """Write the package to a temporary file only, and throw it away."""
    with _faults_told(), tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "deck.apkg"
        return Committed(package_sha256=write_package(package), package_bytes=package.stat().st_size)


def ledger_as_read(ledger: Path) -> bytes | None:
    """Return what the ledger holds, for `commit` to see that nobody writes it meanwhile; None where there is none."""
    try:
        return ledger.read_bytes()
    except OSError:
        return None


def commit(
    *,
    package: Path,
    write_package: Callable[[Path], str],
    dump_text: str,
    ledger: Path,
    ledger_text: str,
    ledger_read: bytes | None,
) -> Committed:
    """Put ledger and package in place, and the readable dump beside the package.

    `write_package` fills the file it is given and returns its SHA-256. `ledger_read` is what the ledger held when the
    build read it. MachineError where it holds something else by now, or where a place cannot be written; all files are
    then as they were.
    """
    dump = package.with_suffix(".txt")
    with (
        _faults_told(),
        _locked(ledger.parent),
        _temporary(package) as new_package,
        _temporary(dump) as new_dump,
        _temporary(ledger) as new_ledger,
    ):
        sha256 = write_package(new_package)
        size = new_package.stat().st_size
        new_package.chmod(0o644)
        _write_synced(new_dump, dump_text)
        package_changes = not package.exists() or _sha256_of(package) != sha256
        ledger_changes = _put_ledger(ledger, new_ledger, ledger_text, ledger_read)
        # The ledger first: from it alone the next build makes the very same package again.
        if package_changes:
            new_package.replace(package)
        new_dump.replace(dump)
    return Committed(
        package_sha256=sha256, package_bytes=size, wrote_package=package_changes, wrote_ledger=ledger_changes
    )


def commit_ledger(ledger: Path, text: str, ledger_read: bytes | None) -> None:
    """Put the ledger alone in place, or leave it as it was and raise MachineError; `ledger_read` as in `commit`."""
    with _faults_told(), _locked(ledger.parent), _temporary(ledger) as new_ledger:
        _put_ledger(ledger, new_ledger, text, ledger_read)


def _put_ledger(ledger: Path, new_ledger: Path, text: str, ledger_read: bytes | None) -> bool:
    """Put the ledger in place and on the disk. Return whether it changed."""
    present = ledger_as_read(ledger)
    if present == text.encode("utf-8"):
        return False
    if present != ledger_read:
        # What the other build has shipped is remembered there alone, and must not be forgotten.
        raise MachineError(
            f"{ledger} was written by somebody else while this build ran; nothing was changed",
            "Another build, `touch` or git did that. Build again.",
        )
    _write_synced(new_ledger, text)
    new_ledger.replace(ledger)
    _sync_folder(ledger.parent)
    return True


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


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
