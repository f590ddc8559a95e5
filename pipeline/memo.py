"""What became of each notes file in the last build, so that only a file that changed is parsed and drafted again.

The memo may only save time: it is asked by a digest of all that a file's notes follow from, an entry that cannot be
read counts as not there, and what a build did not ask for is left out of the next memo.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.core.drafted import DraftedFile
from pipeline.kept import keep, read_kept

_CANNOT_BE_READ = (ValueError, RecursionError)
"""What msgspec raises for bytes of another type, and for values that it cannot write, such as half a surrogate pair."""


class DraftMemo:
    """The drafted files in one folder by their keys; without a folder it is empty and stays so."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "drafts.msgpack" if folder else None
        self._old = _entries_of(self._path) if self._path else {}
        self._used: dict[str, msgspec.Raw] = {}
        self._has_news = False

    def recall(self, key: str) -> DraftedFile | None:
        """Return what was kept under `key`, None where nothing was or it cannot be read."""
        raw = self._old.get(key)
        return None if raw is None else self._read(key, raw)

    def take_in(self, key: str, raw: bytes) -> DraftedFile | None:
        """Return what another process has `packed`, and have it kept under `key`; None where it cannot be read."""
        self._has_news = True
        return self._read(key, msgspec.Raw(raw))

    def _read(self, key: str, raw: msgspec.Raw) -> DraftedFile | None:
        try:
            drafted = _DECODER.decode(raw)
        except _CANNOT_BE_READ:
            return None
        self._used[key] = raw
        return drafted

    def remember(self, key: str, drafted: DraftedFile) -> None:
        """Have `drafted` kept under `key` by the next `save`."""
        if raw := packed(drafted):
            self._used[key] = msgspec.Raw(raw)
            self._has_news = True

    def save(self) -> None:
        """Keep what was recalled and remembered, and nothing else."""
        if self._path and (self._has_news or len(self._used) < len(self._old)):
            keep(self._path, msgspec.msgpack.encode(self._used))


def packed(drafted: DraftedFile) -> bytes:
    """Return `drafted` as msgpack, nothing where it cannot be written."""
    try:
        return msgspec.msgpack.encode(drafted)
    except _CANNOT_BE_READ:
        return b""


_DECODER = msgspec.msgpack.Decoder(DraftedFile)


def _entries_of(path: Path) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.msgpack.decode(read_kept(path) or b"", type=dict[str, msgspec.Raw])
    except _CANNOT_BE_READ:
        return {}
