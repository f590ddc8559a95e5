"""The tables of a collection of anybody's making, opened so that nothing in it can write, reach out or run for long."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.core.contents import DeckContents, NotetypeContents, PackedNote
from pipeline.core.errors import UsageError

_STEPS, _MOST_STEPS = 1_000_000, 2_000
"""SQLite is asked to go on after each so many instructions of its machine, and so often: minutes, where an honest
collection takes seconds."""

_TABLES = ("col", "notes", "cards")


class Rows(NamedTuple):
    """What the tables hold."""

    notetypes: tuple[NotetypeContents, ...]
    decks: tuple[DeckContents, ...]
    notes: tuple[PackedNote, ...]
    cards: int
    oddities: tuple[str, ...]


def read_rows(path: Path) -> Rows:
    """Return what the collection at `path` holds. UsageError where it is damaged or no collection."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            _guard(db)
            return _rows(db)
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise UsageError(
            f"the collection in the package is damaged: {fault}", "Download or export the package again."
        ) from fault


def _guard(db: sqlite3.Connection) -> None:
    db.executescript("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;")
    steps = iter(range(_MOST_STEPS))
    db.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
    # Where notes are a view, whoever made the package says what is run to see them.
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if missing := [name for name in _TABLES if name not in tables]:
        raise ValueError(f"it has no table {missing[0]}")


def _rows(db: sqlite3.Connection) -> Rows:
    models, decks = (json.loads(text) for text in db.execute("SELECT models, decks FROM col").fetchone())
    notes = tuple(_notes(db))
    cards = db.execute("SELECT nid, did, count(*) FROM cards GROUP BY nid, did").fetchall()
    return Rows(
        notetypes=tuple(_notetypes(models, Counter(note.notetype_id for note in notes))),
        decks=tuple(_decks(decks, cards)),
        notes=notes,
        cards=sum(count for _, _, count in cards),
        oddities=tuple(_oddities(notes, models, cards)),
    )


def _notes(db: sqlite3.Connection) -> Iterator[PackedNote]:
    for guid, note_id, notetype_id, mod_s, tags, fields in db.execute(
        "SELECT guid, id, mid, mod, tags, flds FROM notes ORDER BY id"
    ):
        yield PackedNote(
            guid=str(guid),
            note_id=int(note_id),
            notetype_id=int(notetype_id),
            mod_s=int(mod_s),
            tags=tuple(str(tags).split()),
            fields=tuple(str(fields).split("\x1f")),
        )


def _notetypes(models: Mapping[str, Any], notes: Counter[int]) -> Iterator[NotetypeContents]:
    for number, model in sorted(models.items(), key=lambda listed: str(listed[1]["name"])):
        yield NotetypeContents(
            notetype_id=int(number),
            name=str(model["name"]),
            fields=tuple(str(field["name"]) for field in model["flds"]),
            templates=tuple(str(template["name"]) for template in model["tmpls"]),
            mod_s=int(model["mod"]),
            notes=notes[int(number)],
        )


def _decks(decks: Mapping[str, Any], cards: list[tuple[int, int, int]]) -> Iterator[DeckContents]:
    """Yield the decks by name, but the default deck only where cards lie in it: every collection has it."""
    lying: Counter[int] = Counter()
    for _, deck_id, count in cards:
        lying[deck_id] += count
    for number, deck in sorted(decks.items(), key=lambda listed: str(listed[1]["name"])):
        if number != "1" or lying[1]:
            yield DeckContents(name=str(deck["name"]), description=str(deck.get("desc", "")), cards=lying[int(number)])


def _oddities(
    notes: tuple[PackedNote, ...], models: Mapping[str, Any], cards: list[tuple[int, int, int]]
) -> Iterator[str]:
    widths = {int(number): len(model["flds"]) for number, model in models.items()}
    asked = {note_id for note_id, _, _ in cards}
    if count := sum(1 for note in notes if note.note_id not in asked):
        yield f"notes without a card: {count:,}"
    if count := len(asked - {note.note_id for note in notes}):
        yield f"notes that cards are of, but the package lacks: {count:,}"
    if count := sum(1 for note in notes if widths.get(note.notetype_id) != len(note.fields)):
        yield f"notes whose fields are not those of their notetype, for which Anki refuses the package: {count:,}"
