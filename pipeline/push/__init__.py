"""The push room: the notes of a package into an Anki that runs, by the add-on AnkiConnect.

In: the finished notes, the package they lie in, and the ledger. Out: what Anki holds of them afterwards, as read back
from it, since the add-on says of an import no more than that it was done. Anki imports the package itself, so the rules
of an import by hand hold here too.

Asks the package room for the names of notetypes and the identity room for the ledger, and speaks to nothing but the
add-on: it is the only room that opens a connection.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.push.arrival import Arrival, arrival_lines, push_notes
from pipeline.push.connect import KEY_VARIABLE, AnkiConnect
from pipeline.push.retired import (
    Leftovers,
    delete_notes,
    deletion_question,
    left_in_anki,
    leftover_hint,
    leftover_lines,
)

__all__ = [
    "KEY_VARIABLE",
    "AnkiConnect",
    "Arrival",
    "Leftovers",
    "arrival_lines",
    "delete_notes",
    "deletion_question",
    "left_in_anki",
    "leftover_hint",
    "leftover_lines",
    "open_import",
    "push_notes",
    "start_sync",
]


def open_import(anki: AnkiConnect, package: Path) -> None:
    """Have Anki open its import window for `package`, with the options that were last used there."""
    anki.asked("guiImportFile", object, path=str(package.resolve()))


def start_sync(anki: AnkiConnect) -> None:
    """Have Anki begin to sync, as its button does: where it has no account it asks for one."""
    anki.asked("sync", object)
