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
    if isinstance(part, str):
        # Lone surrogates can stand in text that came from odd file names; they must hash, not raise.
        payload = part.encode("utf-8", "surrogatepass")
        return b"s%d:%b" % (len(payload), payload)
    if part is None:
        return b"n0:"
    if isinstance(part, int):
        payload = b"%d" % part
        return b"i%d:%b" % (len(payload), payload)
    if isinstance(part, bytes):
        return b"b%d:%b" % (len(part), part)
    payload = b"".join(map(_encode, part))
    return b"t%d:%b" % (len(payload), payload)
