"""A real Anki collection, and packages for it to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.decks import DeckId
from anki.import_export_pb2 import ImportResponse
from anki.notes import Note as AnkiNote
from anki.notes import NoteId

from pipeline.core.diagnostic import Span
from pipeline.core.ledger import NotetypeEntry
from pipeline.core.note import FIELD_NAMES, Media, Note, NoteKind
from pipeline.package import packed_file, write_package

if TYPE_CHECKING:  # the module cannot be imported before anki.collection, which sorting would do
    from anki.cards import Card

MakeNote = Callable[..., Note]
CREATED_MS = 1_700_000_000_000
MOD_S = 1_700_000_000


class Importer:
    """One user's collection. Every import goes with the options that Anki offers by default."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "deck.apkg"
        self.col = Collection(str(folder / "collection.anki2"))

    def bring(
        self,
        notes: Sequence[Note],
        *,
        media: Sequence[Media] = (),
        notetype_mod_s: int = MOD_S,
        deck_description: str = "",
    ) -> ImportResponse.Log:
        """Pack `notes`, import the package, and return Anki's log."""
        entries = [NotetypeEntry(kind=kind, mod_s=notetype_mod_s, schema="", design="") for kind in NoteKind]
        write_package(
            self.package,
            files=[packed_file(notes, "")],
            media=media,
            notetypes=entries,
            deck_description=deck_description,
        )
        request = ImportAnkiPackageRequest(package_path=str(self.package), options=ImportAnkiPackageOptions())
        log = self.col.import_anki_package(request).log
        self.col.models._clear_cache()  # an import does not clear Python's copy of the notetypes
        return log

    def answer_all(self) -> None:
        """Answer every card that is waiting with "Easy"."""
        for deck in self.col.decks.all_names_and_ids():
            self.col.decks.select(DeckId(deck.id))
            while (card := self.col.sched.getCard()) is not None:
                card.start_timer()
                self.col.sched.answerCard(card, 4)

    def query(self, sql: str) -> list[Sequence[int | str]]:
        """Return the rows that `sql` selects."""
        assert self.col.db is not None
        return self.col.db.all(sql)

    def note(self, note: Note) -> AnkiNote:
        """Return what the collection holds of `note`."""
        return self.col.get_note(NoteId(note.created_ms))

    def cards(self, note: Note) -> list[Card]:
        """Return the cards of `note` by ordinal."""
        return sorted(self.note(note).cards(), key=lambda card: card.ord)


@pytest.fixture
def importer(tmp_path: Path) -> Iterator[Importer]:
    user = Importer(tmp_path)
    yield user
    user.col.close()


@pytest.fixture
def make_note() -> MakeNote:
    """Return a maker of notes: field texts by name, and a number that sets the note's identity apart."""

    def make(
        number: int,
        kind: NoteKind = NoteKind.BASIC,
        *,
        ordinals: tuple[int, ...] = (1,),
        mod_s: int = MOD_S,
        deck: str = "覚え書き::AWS",
        tags: tuple[str, ...] = ("aws",),
        **fields: str,
    ) -> Note:
        by_name = {name.replace("_", " "): text for name, text in fields.items()}
        assert by_name.keys() <= set(FIELD_NAMES[kind])
        return Note(
            kind=kind,
            guid=f"guid-{number}",
            created_ms=CREATED_MS + 1000 * number,
            mod_s=mod_s,
            deck=deck,
            tags=tags,
            fields=tuple(by_name.get(name, "") for name in FIELD_NAMES[kind]),
            ordinals=ordinals,
            span=Span(path="lambda.md", line=number),
        )

    return make
