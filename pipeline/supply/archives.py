"""Checks and unpacks what was fetched."""

from __future__ import annotations

import base64
import hashlib
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from pipeline.core.errors import MachineError

AGAIN_HINT = "Run `make deck` again; if it stays so, ask whoever runs the registry or the proxy between."


def check_integrity(path: Path, integrity: str, title: str) -> None:
    """Raise MachineError unless the file has the hash that `integrity` (`sha512-` and base64, as npm has it) tells."""
    algorithm, _, wanted = integrity.partition("-")
    with path.open("rb") as opened:
        found = base64.b64encode(hashlib.file_digest(opened, algorithm).digest()).decode("ascii")
    if found != wanted:
        raise MachineError(f"what came for {title} is not what is pinned: its {algorithm} is {found}", AGAIN_HINT)


def unpack(archive: Path, folder: Path, choose: Callable[[str], str | None]) -> None:
    """Write members of a tar archive below `folder`.

    `choose` gives for the name of a member the path to write it to, relative to `folder`, or None to leave it out.
    Folders are made as needed. Anything chosen that is no plain file, or would land outside, is a MachineError.
    """
    with tarfile.open(archive) as tar:
        for member in tar:
            target = None if member.isdir() else choose(member.name)
            if target is None:
                continue
            path = PurePosixPath(target)
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or path.is_absolute() or ".." in path.parts:
                raise MachineError(f"refused to unpack {member.name} of {archive.name}", AGAIN_HINT)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with content, (folder / path).open("wb") as opened:
                shutil.copyfileobj(content, opened)
            (folder / path).chmod(0o755 if member.mode & 0o100 else 0o644)
