"""What became of each notes file in the last build, so that only a file that changed is parsed, drafted and finished.

A database with a row for each file: a build of any size holds the outlines alone, and reads sections and notes when
their turn comes. The memo may only save time: it is asked by a digest of all that a file's notes follow from, what
cannot be read counts as not there, and what a build did not ask for is not there for the next one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Set
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.core.drafted import DraftedFile, Gist, Outline, SettledFile
from pipeline.core.note import NoteDraft, PackedFile
from pipeline.core.section import Section

T = TypeVar("T")

_CANNOT_BE_READ = (ValueError, RecursionError)
"""What msgspec raises for bytes of another type, and for values that it cannot write, such as half a surrogate pair."""

_SEAL_BYTES = 16

_PATIENCE_S = 1.0
"""For a build of the same deck at the same time, which may keep the database for longer: then it is done without."""

_TABLES = """
PRAGMA auto_vacuum = FULL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS drafted (key TEXT PRIMARY KEY, outline BLOB, gist BLOB, drafts BLOB, sections BLOB);
CREATE TABLE IF NOT EXISTS settled (key TEXT PRIMARY KEY, file BLOB, packed BLOB);
CREATE TABLE IF NOT EXISTS ledger (sha256 TEXT);
"""
"""Without `synchronous` a power cut may leave a torn database; that is what the seals are for."""


class Packed(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A drafted file as msgpack, in the parts that are read one without the other."""

    outline: bytes
    gist: bytes
    drafts: bytes
    sections: bytes


def packed(drafted: DraftedFile) -> Packed | None:
    """Return `drafted` as msgpack, None where it cannot be written."""
    try:
        return Packed(
            outline=_ENCODER.encode(drafted.outline),
            gist=_ENCODER.encode(drafted.gist),
            drafts=_ENCODER.encode(drafted.drafts),
            sections=_ENCODER.encode(drafted.sections),
        )
    except _CANNOT_BE_READ:
        return None


_ENCODER = msgspec.msgpack.Encoder()
_OUTLINE = msgspec.msgpack.Decoder(Outline)
_GIST = msgspec.msgpack.Decoder(Gist)
_DRAFTS = msgspec.msgpack.Decoder(tuple[NoteDraft, ...])
_SECTIONS = msgspec.msgpack.Decoder(tuple[Section, ...])
_SETTLED = msgspec.msgpack.Decoder(SettledFile)
_PACKED = msgspec.msgpack.Decoder(PackedFile)


class Memo:
    """The drafted files by their keys, in `folder` for the next build too; without one for this build alone."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "drafts.sqlite" if folder else None
        self._db = _opened(self._path) if self._path else _database("")
        self._loose: dict[str, DraftedFile] = {}

    def __del__(self) -> None:
        with suppress(AttributeError):  # where Ctrl-C came before there was one
            self._db.close()

    def outlines(self, keys: Set[str]) -> dict[str, Outline]:
        """Return the outlines that are kept of the files of `keys`."""
        return self._kept(_OUTLINE, "SELECT key, outline FROM drafted", keys)

    def gist(self, key: str) -> Gist | None:
        """Return the gist of a file, None where it is not there (any more)."""
        if loose := self._loose.get(key):
            return loose.gist
        return self._part(_GIST, "SELECT gist FROM drafted WHERE key = ?", key)

    def drafts(self, key: str) -> tuple[NoteDraft, ...] | None:
        """Return the notes of a file, None where they are not there (any more)."""
        if loose := self._loose.get(key):
            return loose.drafts
        return self._part(_DRAFTS, "SELECT drafts FROM drafted WHERE key = ?", key)

    def sections(self, key: str) -> tuple[Section, ...] | None:
        """Return the sections of a file, None where they are not there (any more)."""
        if loose := self._loose.get(key):
            return loose.sections
        return self._part(_SECTIONS, "SELECT sections FROM drafted WHERE key = ?", key)

    def remember(self, key: str, drafted: DraftedFile) -> None:
        """Keep a file. One that no bytes can tell of is kept for this build alone."""
        parts = packed(drafted)
        if parts is None:
            self._loose[key] = drafted
        else:
            self._put_drafted(key, parts)

    def take_in(self, key: str, parts: Packed) -> Outline | None:
        """Keep what another process has `packed`, and return its outline; None where it cannot be read."""
        try:
            outline = _OUTLINE.decode(parts.outline)
        except _CANNOT_BE_READ:
            return None
        self._put_drafted(key, parts)
        return outline

    def _put_drafted(self, key: str, parts: Packed) -> None:
        sealed = (_sealed(key, part) for part in (parts.outline, parts.gist, parts.drafts, parts.sections))
        self._write("INSERT OR REPLACE INTO drafted VALUES (?, ?, ?, ?, ?)", key, *sealed)

    def forget_all_but(self, keys: Set[str]) -> None:
        """Have nothing kept but the files of `keys`, and what was remembered kept for good."""
        for table in ("drafted", "settled"):
            for known in self._rows(f"SELECT key FROM {table}", str):
                if known not in keys:
                    self._write(f"DELETE FROM {table} WHERE key = ?", known)
        self._save()

    def settled(self, keys: Set[str], ledger: str) -> dict[str, SettledFile]:
        """Return what the last build made of the files of `keys`, nothing if its ledger had another digest."""
        if self._rows("SELECT sha256 FROM ledger", str) != [ledger]:
            return {}
        return self._kept(_SETTLED, "SELECT key, file FROM settled", keys)

    def settled_notes(self, key: str) -> PackedFile | None:
        """Return the notes of a file as the last build has packed them, None where they are not there (any more)."""
        return self._part(_PACKED, "SELECT packed FROM settled WHERE key = ?", key)

    def settle(self, key: str, settled: SettledFile, notes: PackedFile) -> None:
        """Keep what this build made of a file; it counts from `settle_under` on."""
        with suppress(*_CANNOT_BE_READ):
            parts = (_sealed(key, _ENCODER.encode(part)) for part in (settled, notes))
            self._write("INSERT OR REPLACE INTO settled VALUES (?, ?, ?)", key, *parts)

    def settle_under(self, ledger: str) -> None:
        """Have all that is settled count under the ledger of this digest."""
        self._write("DELETE FROM ledger")
        self._write("INSERT INTO ledger VALUES (?)", ledger)
        self._save()

    def _kept(self, decoder: msgspec.msgpack.Decoder[T], query: str, keys: Set[str]) -> dict[str, T]:
        """Return by its key what can be read of the rows that `query` asks for."""
        rows = self._rows(query, lambda key, raw: (key, _read(decoder, key, raw) if key in keys else None))
        return {key: part for key, part in rows if part is not None}

    def _part(self, decoder: msgspec.msgpack.Decoder[T], query: str, key: str) -> T | None:
        (part,) = self._rows(query, lambda raw: _read(decoder, key, raw), key) or (None,)
        return part

    def _rows(self, query: str, read: Callable[..., T], *values: str) -> list[T]:
        try:
            return [read(*row) for row in self._db.execute(query, values)]
        except sqlite3.Error as fault:
            self._go_on_without(fault)
            return []

    def _write(self, statement: str, *values: str | bytes) -> None:
        try:
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(statement, values)
        except sqlite3.Error as fault:
            self._go_on_without(fault)

    def _save(self) -> None:
        try:
            self._db.commit()
        except sqlite3.Error as fault:
            self._go_on_without(fault)

    def _go_on_without(self, fault: sqlite3.Error) -> None:
        """Keep the rest for this build alone; a database that no other build is busy with begins anew with the next."""
        self._db.close()
        if self._path and getattr(fault, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            with suppress(OSError):
                self._path.unlink()
        self._path = None
        self._db = _database("")


def _opened(path: Path) -> sqlite3.Connection:
    """Return the database at `path`, or one for this build alone where there can be none."""
    with suppress(OSError, sqlite3.Error):
        path.parent.mkdir(parents=True, exist_ok=True)
        return _database(str(path))
    return _database("")


def _database(name: str) -> sqlite3.Connection:
    """Open a database; one without a name lies in a temporary file, which nobody else sees and which goes with it."""
    # Who closes it may be another thread than the one that has built, never one beside it.
    db = sqlite3.connect(name, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
    try:
        db.executescript(_TABLES)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _sealed(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).digest()[:_SEAL_BYTES] + content


def _read(decoder: msgspec.msgpack.Decoder[T], key: str, raw: object) -> T | None:
    """Return what was sealed under `key`, None where the bytes are others or of no use any more."""
    if not isinstance(raw, bytes) or _sealed(key, raw[_SEAL_BYTES:]) != raw:
        return None
    try:
        return decoder.decode(raw[_SEAL_BYTES:])
    except _CANNOT_BE_READ:
        return None
