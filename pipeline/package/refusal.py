"""What must never reach Anki: each rule names what its importer would do with such a package.

A refusal is a ValueError: the rooms before this one have let something through that they promise not to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.core.note import FIELD_NAMES, Media, Note, NoteKind

# Anki drops control characters, and U+001F parts the fields of a note: a stray one fails the whole import.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SYNCED_BYTES = 100 * 2**20
"""Of one media file: AnkiWeb syncs no larger one."""

_CLOZE_EDGE = re.compile(r"\{\{c(\d+)::|\}\}")
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f"*/:<>?\[\\\]^|]')


def refuse_notes(notes: Iterable[Note]) -> None:
    """Raise ValueError for a note that Anki would lose or refuse."""
    for note in notes:
        if fault := _fault(note):
            raise ValueError(f"note {note.guid} ({note.span}): {fault}")


def refuse_media(media: Sequence[Media]) -> None:
    """Raise ValueError for a name that Anki would change, or that two files share where case does not count."""
    for medium in media:
        if not is_plain_name(medium.file_name):
            raise ValueError(f"media name that Anki would change: {medium.file_name!r}")
    seen: set[str] = set()
    for name in (medium.file_name.casefold() for medium in media):
        if name in seen:
            raise ValueError(f"two of one media name: {name}")
        seen.add(name)


def is_plain_name(file_name: str) -> bool:
    """Return whether Anki takes a media name as it is."""
    return bool(file_name) and not _NOT_IN_FILE_NAMES.search(file_name)


def card_id(note_id: int, ordinal: int) -> int:
    """Return the id of the card of `ordinal`: the same on every device, however often the note is imported."""
    return note_id + ordinal - 1


def cloze_numbers(text: str) -> set[int]:
    """Return the numbers that Anki makes cards of in `text`: those of closed clozes, nested ones too, but never 0.

    A cloze that is left open is plain text for Anki, with all that stands inside.
    """
    numbers: set[int] = set()
    open_numbers: list[int] = []
    inner: set[int] = set()
    for edge in _CLOZE_EDGE.finditer(text):
        if edge[1] is not None:
            open_numbers.append(int(edge[1]))
        elif open_numbers:
            inner.add(open_numbers.pop())
            if not open_numbers:
                numbers |= inner
                inner = set()
    return numbers - {0}


def _fault(note: Note) -> str:
    if not note.guid or not note.deck:
        return "it has no guid or no deck"
    if len(note.fields) != len(FIELD_NAMES[note.kind]):
        return f"{len(note.fields)} fields where its notetype has {len(FIELD_NAMES[note.kind])}"
    if _CONTROL.search("\n".join((note.guid, note.deck, *note.tags, *note.fields))):
        return "a control character in its text"
    if any(tag.split() != [tag] for tag in note.tags):
        return "a tag that is empty or holds white space"
    return _ordinals_fault(note)


def _ordinals_fault(note: Note) -> str:
    if len(set(note.ordinals)) != len(note.ordinals):
        return "an ordinal twice"
    if note.kind is NoteKind.BASIC:
        expected = {1}
    else:
        # Anki looks into all fields: a card of a number that stands in the wrong field would be empty, but made.
        expected = {number for text in note.fields if "{{c" in text for number in cloze_numbers(text)}
    if not expected:
        return "it has no card"
    if set(note.ordinals) != expected:
        return f"ordinals {sorted(note.ordinals)} where Anki reads {sorted(expected)}"
    return ""
