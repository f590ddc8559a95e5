"""Files that only save time: each is whole or counts as not there, and where none can be written it goes without."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_SHA256_BYTES = 32


def read_kept(path: Path) -> bytes | None:
    """Return what was kept in `path`, None where it is missing, torn or changed."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    kept = content[_SHA256_BYTES:]
    return kept if hashlib.sha256(kept).digest() == content[:_SHA256_BYTES] else None


def keep(path: Path, content: bytes) -> None:
    """Keep `content` in `path`. Of two builds that do so at once, the last one wins and each file is whole."""
    # A full disk or a folder of somebody else costs time with the next build, and is no reason to fail this one.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(hashlib.sha256(content).digest())
                stream.write(content)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
