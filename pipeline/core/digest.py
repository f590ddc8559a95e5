"""The one canonical hash of the project: length-prefixed and tagged with its domain."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

Hashable = str | bytes | int | None | Sequence["Hashable"]


def digest(domain: str, *parts: Hashable) -> str:
    """Return the SHA-256 of `parts` as 64 hex digits, distinct for every domain and every nesting of the parts."""
    state = hashlib.sha256()
    state.update(_encode(domain))
    state.update(_encode(parts))
    return state.hexdigest()


def _encode(part: Hashable) -> bytes:
    if part is None:
        return _frame(b"n", b"")
    if isinstance(part, int):
        return _frame(b"i", str(int(part)).encode("ascii"))
    if isinstance(part, str):
        # Lone surrogates can stand in text that came from odd file names; they must hash, not raise.
        return _frame(b"s", part.encode("utf-8", "surrogatepass"))
    if isinstance(part, bytes):
        return _frame(b"b", part)
    return _frame(b"t", b"".join(_encode(inner) for inner in part))


def _frame(tag: bytes, payload: bytes) -> bytes:
    return tag + str(len(payload)).encode("ascii") + b":" + payload
