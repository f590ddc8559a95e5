"""Notes to the rows that Anki's table `notes` has of them."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence

from pipeline.core.note import Note, NoteRow, PackedFile
from pipeline.package.notetype import SCHEMAS
from pipeline.package.refusal import refuse_notes

ADDED_LOCALLY = -1
"""The update sequence number of what was never synced."""

_TAG = re.compile(r"<[^>]*>")


def packed_file(notes: Sequence[Note], text: str) -> PackedFile:
    """Return the notes of a file as they go into the package; `text` is what a reader gets to see of them.

    Raises ValueError for a note that Anki would lose or refuse.
    """
    refuse_notes(notes)
    return PackedFile(
        rows=tuple(map(_note_row, notes)), cards=tuple((note.deck, note.ordinals) for note in notes), text=text
    )


def _note_row(note: Note) -> NoteRow:
    """Return the row of the table `notes`. A note of genanki's for each would take longer than the table itself."""
    schema = SCHEMAS[note.kind]
    first = _words(note.fields[0])
    return (
        note.created_ms,
        note.guid,
        schema.notetype_id,
        note.mod_s,
        ADDED_LOCALLY,
        f" {' '.join(note.tags)} " if note.tags else "",
        "\x1f".join(note.fields),
        _words(note.fields[schema.sort_field]) if schema.sort_field else first,
        int(hashlib.sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16),
        0,  # flags
        "",  # data
    )


def _words(field: str) -> str:
    return html.unescape(_TAG.sub("", field))
