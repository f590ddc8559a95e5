"""Files that only save time: each is whole or counts as not there, and where none can be written it goes without."""

from __future__ import annotations

import hashlib
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
    """Keep `content` in `path`. What two builds at once leave is what one of them kept, or counts as not there.

    The temporary file has one name for all, so that what a killed build left behind goes with the next.
    """
    # A full disk or a folder of somebody else costs time with the next build, and is no reason to fail this one.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.part")
        new.write_bytes(hashlib.sha256(content).digest() + content)
        new.replace(path)
