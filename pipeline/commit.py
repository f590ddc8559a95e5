"""All or nothing: ledger and package are written to temporary files beside their places and renamed at the very end."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    with _temporary(Path(tempfile.gettempdir()), "package") as package:
        sha256 = write_package(package)
        return Committed(package_sha256=sha256, package_bytes=package.stat().st_size)


def commit(*, package: Path, write_package: Callable[[Path], str], ledger: Path, ledger_text: str) -> Committed:
    """Put package and ledger in place. `write_package` fills the file it is given and returns its SHA-256.

    MachineError where a place cannot be written; both files are then as they were.
    """
    ledger_changes = ledger_differs(ledger, ledger_text)
    with _temporary(package.parent, "package") as new_package, _temporary(ledger.parent, "ledger") as new_ledger:
        sha256 = write_package(new_package)
        size = new_package.stat().st_size
        _write_synced(new_ledger, ledger_text)
        package_changes = not package.exists() or _sha256_of(package) != sha256
        if ledger_changes:
            # The ledger first: from it alone the next build makes the very same package again.
            new_ledger.replace(ledger)
        if package_changes:
            new_package.chmod(0o644)
            new_package.replace(package)
    return Committed(
        package_sha256=sha256, package_bytes=size, wrote_package=package_changes, wrote_ledger=ledger_changes
    )


def commit_ledger(ledger: Path, text: str) -> None:
    """Put the ledger alone in place, or leave it as it was and raise MachineError."""
    with _temporary(ledger.parent, "ledger") as new_ledger:
        _write_synced(new_ledger, text)
        new_ledger.replace(ledger)


@contextmanager
def _temporary(folder: Path, what: str) -> Iterator[Path]:
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
            "Check the free space; the last good deck and ledger are as they were.",
        ) from fault
    finally:
        path.unlink(missing_ok=True)


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
