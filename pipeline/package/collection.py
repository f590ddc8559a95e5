"""Notes to the bytes of `collection.anki2`: genanki's collection with our identities in it.

genanki lays out the tables and the JSON of decks and notetypes. What it would number by the clock (ids, `mod`) and
guess by regular expression (the cards of a cloze) comes from the notes instead.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import genanki

from pipeline.core.digest import digest
from pipeline.core.note import FIELD_NAMES, NoteKind, NoteRow, PackedFile
from pipeline.package.notetype import SCHEMAS, card_css, templates
from pipeline.package.packed import ADDED_LOCALLY
from pipeline.package.pages import make_canonical
from pipeline.package.refusal import card_id

_ANKI_STOCK_IMAGE_OCCLUSION = 6
_OCCLUSION_FIELDS_OF_ANKI = 5
_NEW = (0, 0)  # type, queue
_NEVER_REVIEWED = (0,) * 8  # interval, factor, reps, lapses, left, original due and deck, flags

_CACHE_KIB = 16_384

Row = tuple[int | str, ...]


class DatedModel(genanki.Model):  # type: ignore[misc]
    """genanki's notetype with a `mod` of its own, fixed ids, and the marks of native image occlusion."""

    def __init__(self, kind: NoteKind, mod_s: int) -> None:
        schema = SCHEMAS[kind]
        question, answer = templates(kind)
        super().__init__(
            schema.notetype_id,
            schema.name,
            fields=[_field(kind, position) for position in range(len(schema.field_ids))],
            templates=[{"name": schema.template_name, "id": schema.template_id, "qfmt": question, "afmt": answer}],
            css=card_css(),
            model_type=genanki.Model.CLOZE if schema.is_cloze else genanki.Model.FRONT_BACK,
            sort_field_index=schema.sort_field,
        )
        self.kind = kind
        self.mod_s = mod_s

    @cached_property
    def _req(self) -> list[list[object]]:
        """When the one card of the template exists; Anki computes it anew."""
        return [[0, "any", [0]]]

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        """Return the notetype as the JSON of schema 11; `timestamp`, which is one for all, gives way to ours."""
        notetype: dict[str, Any] = super().to_json(self.mod_s, deck_id)
        if self.kind is NoteKind.OCCLUSION:
            # Without it Anki's mask editor does not open for the note.
            notetype["originalStockKind"] = _ANKI_STOCK_IMAGE_OCCLUSION
        return notetype


def _field(kind: NoteKind, position: int) -> dict[str, Any]:
    field: dict[str, Any] = {"name": FIELD_NAMES[kind][position], "id": SCHEMAS[kind].field_ids[position]}
    if kind is NoteKind.OCCLUSION and position < _OCCLUSION_FIELDS_OF_ANKI:
        # Anki finds the five fields by their tags; all but the last, Comments, cannot be deleted.
        field |= {"tag": position, "preventDeletion": position < _OCCLUSION_FIELDS_OF_ANKI - 1}
    return field


def _card_rows(row: NoteRow, due: int, deck_id: int, ordinals: Iterable[int]) -> Iterator[Row]:
    """Yield the rows of the table `cards`: one for each ordinal of ours, all new, waiting at the note's position.

    genanki would read the ordinals from the text, and miss those of nested clozes.
    """
    note_id, _, _, mod_s, *_ = row
    for ordinal in ordinals:
        identity = (card_id(note_id, ordinal), note_id, deck_id, ordinal - 1)
        yield (*identity, mod_s, ADDED_LOCALLY, *_NEW, due, *_NEVER_REVIEWED, "")


def write_collection(
    path: Path, files: Iterable[PackedFile], mods_s: Mapping[NoteKind, int], deck_description: str
) -> None:
    """Write a SQLite file in canonical form. `mods_s` holds the `mod` of every notetype that the notes use.

    Raises ValueError for two notes or cards of one id, and two notes of one guid, and OSError where the disk is full.
    """
    # Autocommit: VACUUM refuses to run inside a transaction. Without a name the database lies in memory as far as its
    # cache goes, and beyond that in a file that nobody else sees.
    with _disk_faults_told(path.parent), closing(sqlite3.connect("", isolation_level=None)) as db:
        # The page layout must not hang on how this SQLite was compiled.
        db.executescript("PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8';")
        db.execute(f"PRAGMA cache_size = {-_CACHE_KIB}")
        genanki.Package([]).write_to_db(db.cursor(), 0, iter(()))
        decks = _Decks()
        with _without_indexes(db):
            kinds = _fill_rows(db, files, decks)
        if missing := kinds - mods_s.keys():
            raise ValueError(f"no notetype entry for {sorted(kind.value for kind in missing)}")
        models = [DatedModel(kind, mods_s[kind]) for kind in NoteKind if kind in kinds]
        _fill_catalogue(db, models, decks.as_genanki(deck_description))
        _vacuum_into(db, path)


@contextmanager
def _disk_faults_told(folder: Path) -> Iterator[None]:
    """Raise OSError for what SQLite could not do: statements and rows are ours, so it is the disk."""
    try:
        yield
    except sqlite3.OperationalError as fault:
        raise OSError(errno.EIO, str(fault), str(folder)) from fault


class _Decks:
    """The decks of notes, each with an id."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def id_of(self, name: str) -> int:
        if name not in self._ids:
            self._ids[name] = _deck_id(name)
        return self._ids[name]

    def as_genanki(self, description: str) -> list[genanki.Deck]:
        """Return them with all ancestors: the importer takes no more than it reaches from a card, parent by parent."""
        names = {ancestor for name in self._ids for ancestor in accumulate(name.split("::"), "{}::{}".format)}
        decks = [genanki.Deck(_deck_id(name), name, "" if "::" in name else description) for name in sorted(names)]
        if len({deck.deck_id for deck in decks}) != len(decks):
            raise ValueError("two decks of one id")
        return decks


def _deck_id(name: str) -> int:
    """Return 13 digits, as Anki's own ids have; the importer matches by name and gives an id of its own."""
    return 10**12 + int(digest("deck-id", name), 16) % (9 * 10**12)


def _fill_catalogue(db: sqlite3.Connection, models: Iterable[DatedModel], decks: Iterable[genanki.Deck]) -> None:
    (known_decks,) = db.execute("SELECT decks FROM col").fetchone()
    all_decks = json.loads(known_decks) | {str(deck.deck_id): deck.to_json() for deck in decks}
    default_deck = 1
    all_models = {str(model.model_id): model.to_json(0, default_deck) for model in models}
    db.execute("UPDATE col SET decks = ?, models = ?", (json.dumps(all_decks), json.dumps(all_models)))


@contextmanager
def _without_indexes(db: sqlite3.Connection) -> Iterator[None]:
    """Take the indexes away and make them anew in the same order: to keep them up row by row takes twice the time."""
    indexes = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY rowid").fetchall()
    (version,) = db.execute("PRAGMA schema_version").fetchone()
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        db.execute(sql)
    db.execute(f"PRAGMA schema_version = {version}")  # it is written into the file


def _fill_rows(db: sqlite3.Connection, files: Iterable[PackedFile], decks: _Decks) -> set[NoteKind]:
    """Write the notes and their cards, and return the kinds of the notes."""
    kind_of = {schema.notetype_id: kind for kind, schema in SCHEMAS.items()}
    kinds: set[NoteKind] = set()
    guids: set[str] = set()
    due = 0
    db.execute("BEGIN")
    for file in files:
        for _, guid, *_ in file.rows:
            if guid in guids:
                raise ValueError(f"two notes of one guid: {guid}")
            guids.add(guid)
        kinds |= {kind_of[notetype] for _, _, notetype, *_ in file.rows}
        _insert(db, "notes", 11, file.rows)
        _insert(db, "cards", 18, _cards_of(file, due, decks))
        due += len(file.rows)
    db.execute("COMMIT")
    return kinds


def _cards_of(file: PackedFile, before: int, decks: _Decks) -> Iterator[Row]:
    for due, (row, (deck, ordinals)) in enumerate(zip(file.rows, file.cards, strict=True), before + 1):
        yield from _card_rows(row, due, decks.id_of(deck), ordinals)


def _insert(db: sqlite3.Connection, table: str, columns: int, rows: Iterable[Row]) -> None:
    try:
        db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * columns)})", rows)
    except sqlite3.IntegrityError as fault:
        raise ValueError(f"two {table} of one id") from fault


def _vacuum_into(db: sqlite3.Connection, path: Path) -> None:
    db.execute("PRAGMA synchronous = OFF")  # the file lives for a moment only
    db.execute("VACUUM INTO ?", (str(path),))
    with closing(sqlite3.connect(path)) as packed:
        roots = [root for (root,) in packed.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage")]
    make_canonical(path, roots)
