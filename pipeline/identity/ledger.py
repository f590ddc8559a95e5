"""The ledger as text: JSON with one note a line, sorted by guid, so that git merges it by line.

Reading is strict. A ledger that cannot be read whole is an error that names the place, never a fresh start: with it
the history of every card would be lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.ledger import Ledger, LedgerEntry, NotetypeEntry
from pipeline.core.note import NoteKind

FORMAT = 1

_FIRST_LINES = 3
"""Lines before the first notetype: the brace, the format, the opening of the list."""


_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>")


_Number = Annotated[int, msgspec.Meta(ge=1)]


class _Notetype(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    kind: NoteKind
    mod: int
    schema: str
    design: str


class _Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    guid: str
    id: int
    mod: int
    kind: NoteKind
    key: str
    origin: str
    shipped: str
    texts: list[str]
    clozes: dict[str, _Number] = {}
    retired_clozes: dict[str, _Number] = {}
    name: str | None = None
    retired: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    format: int
    notetypes: list[_Notetype]
    notes: list[_Note]


class _DamageError(Exception):
    """What is wrong with a ledger, and on which line (counted from 1)."""

    def __init__(self, message: str, line: int = 1, code: str = "ledger-damaged") -> None:
        super().__init__(message)
        self.line = line
        self.code = code


def read_ledger(path: Path) -> tuple[Ledger | None, tuple[Diagnostic, ...]]:
    """Return the ledger, None where there is no file yet; damage is a diagnostic and never a fresh start."""
    try:
        return _ledger_of(path.read_bytes()), ()
    except FileNotFoundError:
        return None, ()
    except (OSError, UnicodeDecodeError) as fault:
        return None, (_diagnostic(path, _DamageError(f"cannot be read: {fault}")),)
    except _DamageError as damage:
        return None, (_diagnostic(path, damage),)


def ledger_lines(ledger: Ledger) -> Iterator[bytes]:
    """Yield the bytes of `deck.lock` line by line; equal ledgers give equal bytes."""
    notetypes = (
        _Notetype(kind=own.kind, mod=own.mod_s, schema=own.schema, design=own.design)
        for own in sorted(ledger.notetypes, key=lambda own: own.kind.value)
    )
    yield b'{\n"format": %d,\n"notetypes": [\n' % FORMAT
    yield from _records(notetypes)
    yield b'],\n"notes": [\n'
    yield from _records(map(_note_of, sorted(ledger.entries, key=lambda entry: entry.guid)))
    yield b"]\n}\n"


def _records(records: Iterable[_Notetype | _Note]) -> Iterator[bytes]:
    """Yield a line for each record; the comma that parts it from the one before stands at the end of that line."""
    encode, spaced = msgspec.json.Encoder().encode, msgspec.json.format
    end = b""
    for record in records:
        yield end + spaced(encode(record), indent=0)
        end = b",\n"
    yield end and b"\n"


def _note_of(entry: LedgerEntry) -> _Note:
    return _Note(
        guid=entry.guid,
        id=entry.created_ms,
        mod=entry.mod_s,
        kind=entry.kind,
        key=entry.key,
        origin=entry.origin,
        shipped=entry.shipped,
        texts=list(entry.texts),
        clozes=dict(entry.ordinals),
        retired_clozes=dict(entry.retired_ordinals),
        name=entry.explicit_id,
        retired=entry.retired,
    )


def _entry_of(note: _Note) -> LedgerEntry:
    return LedgerEntry(
        key=note.key,
        kind=note.kind,
        guid=note.guid,
        created_ms=note.id,
        mod_s=note.mod,
        texts=tuple(note.texts),
        shipped=note.shipped,
        origin=note.origin,
        ordinals=tuple(note.clozes.items()),
        retired_ordinals=tuple(note.retired_clozes.items()),
        explicit_id=note.name,
        retired=note.retired,
    )


def _ledger_of(content: bytes) -> Ledger:
    file = _whole_file(content)
    if file is None:
        file = _file_of(content.decode("utf-8"))
        _check_whole(file)
    return Ledger(
        notetypes=tuple(
            NotetypeEntry(kind=own.kind, mod_s=own.mod, schema=own.schema, design=own.design) for own in file.notetypes
        ),
        entries=tuple(_entry_of(note) for note in file.notes),
    )


def _whole_file(content: bytes) -> _File | None:
    """Return the file where nothing is wrong with it, and None where something may be: that is then looked for."""
    try:
        file = msgspec.json.decode(content, type=_File)
    except (ValueError, RecursionError):
        return None
    notes = file.notes
    living = [(note.kind, note.key) for note in notes if not note.retired]
    is_whole = (
        file.format == FORMAT
        and len({note.guid for note in notes}) == len({note.id for note in notes}) == len(notes)
        and len(set(living)) == len(living)
        and all(_numbers_are_whole(note) for note in notes)
    )
    return file if is_whole else None


def _file_of(text: str) -> _File:
    """Return the file, read slowly; _DamageError tells on which line it is damaged."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(_MERGE_MARKS):
            raise _DamageError("holds the marks of an unfinished git merge", number)
    try:
        loose = json.loads(text)
    except ValueError as fault:
        place = fault.lineno if isinstance(fault, json.JSONDecodeError) else 1
        raise _DamageError(f"is no whole JSON: {fault}", place) from fault
    found = loose.get("format") if isinstance(loose, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise _DamageError(f"has format {found}, this version reads up to {FORMAT}", 2, "ledger-newer")
    if found != FORMAT:
        raise _DamageError(f"has no `format` of {FORMAT}", 2)
    try:
        return msgspec.convert(loose, _File)
    except msgspec.ValidationError as fault:
        raise _DamageError(str(fault), _line_of(str(fault), loose)) from fault


def _line_of(message: str, loose: dict[str, object]) -> int:
    """Return the line of the record that msgspec names by its path, such as `$.notes[3].mod`."""
    match = re.search(r"\$\.(notetypes|notes)\[(\d+)\]", message)
    if match is None:
        return 1
    notetypes = loose.get("notetypes")
    before = _FIRST_LINES + (len(notetypes) + 2 if match[1] == "notes" and isinstance(notetypes, list) else 0)
    return before + int(match[2]) + 1


def _check_whole(file: _File) -> None:
    """What git cannot see when it merges lines: two notes with one guid, one id or one place."""
    first_note_line = _FIRST_LINES + len(file.notetypes) + 2 + 1
    seen: dict[tuple[str, object], str] = {}
    for position, note in enumerate(file.notes):
        if not _numbers_are_whole(note):
            raise _DamageError(f"note {note.guid} gives one cloze number twice", first_note_line + position)
        claims: list[tuple[str, object]] = [("guid", note.guid), ("id", note.id)]
        if not note.retired:
            claims.append(("key", (note.kind, note.key)))
        for claim in claims:
            if claim in seen:
                raise _DamageError(
                    f"notes {seen[claim]} and {note.guid} have the same {claim[0]}", first_note_line + position
                )
            seen[claim] = note.guid


def _numbers_are_whole(note: _Note) -> bool:
    """Only what the author numbered alike may share a number."""
    if not note.retired_clozes and len(note.clozes) <= 1:
        return True  # as of most notes
    pairs = (*note.clozes.items(), *note.retired_clozes.items())
    numbers = [number for key, number in pairs if not key.startswith(f"c{number}::")]
    return len(numbers) == len(set(numbers))


def _diagnostic(path: Path, damage: _DamageError) -> Diagnostic:
    hint = (
        "update the tool; the file is left as it is"
        if damage.code == "ledger-newer"
        else f"take the last good one back: git checkout -- {path.name} (it holds the identity of every card)"
    )
    return Diagnostic(
        code=damage.code, message=f"{path.name} {damage}", span=Span(path=path.name, line=damage.line), hint=hint
    )
