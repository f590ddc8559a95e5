"""A desktop Anki with AnkiConnect, without its windows: a real collection behind the add-on's protocol.

The add-on itself is in no package registry, so it is no part of the tests. Once it was run in a real Anki and what it
said was recorded (tests/fixtures/anki-connect.json); what stands here is held to that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.errors import NotFoundError
from anki.notes import NoteId


class Desktop:
    """`windows` are what it was asked to show."""

    def __init__(self, folder: Path, key: str | None = None) -> None:
        self.col = Collection(str(folder / "collection.anki2"))
        self.key = key
        self.windows: list[str] = []

    def answer(self, body: bytes) -> bytes:
        """Do what is asked for, and say what AnkiConnect says of it."""
        return json.dumps(self.reply(json.loads(body))).encode()

    def reply(self, wish: dict[str, Any]) -> dict[str, Any]:
        if wish.get("key") != self.key:
            return {"result": None, "error": "valid api key must be provided"}
        action = getattr(self, f"on_{wish['action']}", None)
        if action is None:
            return {"result": None, "error": "unsupported action"}
        try:
            return {"result": action(**wish["params"]), "error": None}
        except Exception as fault:  # noqa: BLE001, as the add-on has it
            return {"result": None, "error": str(fault)}

    def on_version(self) -> int:
        return 6

    def on_importPackage(self, path: str) -> bool:  # noqa: N802
        options = ImportAnkiPackageOptions(merge_notetypes=True, with_scheduling=True, with_deck_configs=True)
        self.col.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
        self.col.models._clear_cache()
        return True

    def on_findNotes(self, query: str) -> list[int]:  # noqa: N802
        return list(self.col.find_notes(query))

    def on_findCards(self, query: str) -> list[int]:  # noqa: N802
        return list(self.col.find_cards(query))

    def on_notesInfo(self, notes: list[int]) -> list[dict[str, Any]]:  # noqa: N802
        return [self.note_info(note_id) for note_id in notes]

    def note_info(self, note_id: int) -> dict[str, Any]:
        try:
            note = self.col.get_note(NoteId(note_id))
        except NotFoundError:
            return {}
        notetype = note.note_type()
        assert notetype is not None
        return {
            "noteId": note.id,
            "tags": note.tags,
            "fields": {name: {"value": value, "order": order} for order, (name, value) in enumerate(note.items())},
            "modelName": notetype["name"],
            "cards": list(note.card_ids()),
        }

    def on_deleteNotes(self, notes: list[int]) -> None:  # noqa: N802
        self.col.remove_notes([NoteId(note_id) for note_id in notes])

    def on_guiImportFile(self, path: str) -> None:  # noqa: N802
        self.windows.append(path)

    def on_sync(self) -> None:
        self.windows.append("sync")
