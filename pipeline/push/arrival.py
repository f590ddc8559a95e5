"""What an import brought: read from Anki before and after, since the add-on only says that it was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from pipeline.core.note import FIELD_NAMES, Note
from pipeline.lines import Ink, Line, Piece, counted
from pipeline.push.connect import AnkiConnect, HeldNote

_LISTED = 10
"""Notes that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What became of the notes of a package in Anki. `empty_cards` is how many cards Anki has that they no longer ask.

    Each note is in exactly one of the first four; those that Anki has otherwise than they were sent are `refused`.
    """

    added: tuple[Note, ...]
    changed: tuple[Note, ...]
    same: tuple[Note, ...]
    refused: tuple[Note, ...]
    empty_cards: int


def push_notes(anki: AnkiConnect, notes: Sequence[Note], package: Path) -> Arrival:
    """Have Anki import `package`, which holds `notes`, and return what it holds of them then."""
    note_ids = [note.created_ms for note in notes]
    before = anki.notes(note_ids)
    anki.asked("importPackage", bool, path=str(package.resolve()))
    return arrived(notes, before, anki.notes(note_ids))


def arrived(notes: Sequence[Note], before: Mapping[int, HeldNote], after: Mapping[int, HeldNote]) -> Arrival:
    """Return what lies between two readings of the same notes."""
    taken = [note for note in notes if _is_as_sent(note, after)]
    refused = [note for note in notes if not _is_as_sent(note, after)]
    known = [note for note in taken if note.created_ms in before]
    extra = (len(after[note.created_ms].cards) - len(note.ordinals) for note in taken)
    return Arrival(
        added=tuple(note for note in taken if note.created_ms not in before),
        changed=tuple(note for note in known if not _is_as_sent(note, before)),
        same=tuple(note for note in known if _is_as_sent(note, before)),
        refused=tuple(refused),
        empty_cards=sum(max(count, 0) for count in extra),
    )


def _is_as_sent(note: Note, held_notes: Mapping[int, HeldNote]) -> bool:
    """Return whether Anki has the fields and tags of a note. Fields and tags that the learner added do not count."""
    held = held_notes.get(note.created_ms)
    if held is None:
        return False
    names = FIELD_NAMES[note.kind]
    if any(name not in held.fields for name in names):
        return False
    # Anki composes every character, and writes a tag as it first met it.
    fields = all(
        normalize("NFC", held.fields[name].value) == normalize("NFC", sent)
        for name, sent in zip(names, note.fields, strict=True)
    )
    return fields and {_folded(tag) for tag in note.tags} <= {_folded(tag) for tag in held.tags}


def _folded(tag: str) -> str:
    return normalize("NFC", tag).casefold()


_FIRST_PUSH = (
    "  The add-on imports with all options on, and Anki offers these the next time, too: look at them",
    "  before you import the deck of somebody else.",
)


def arrival_lines(arrival: Arrival) -> Iterator[Line]:
    """Yield what a person wants to know of a push, and what is left to do by hand."""
    groups = ((arrival.added, "new"), (arrival.changed, "changed"), (arrival.same, "as they were"))
    told = [f"{len(notes):,} {word}" for notes, word in groups if notes]
    if arrival.refused:
        told.append(f"{len(arrival.refused):,} not taken")
    yield Piece("Pushed", Ink.GOOD), Piece(f" into Anki: {', '.join(told) or 'no notes'}.")
    if arrival.refused:
        yield from _refused_lines(arrival.refused)
    if arrival.added and not (arrival.changed or arrival.same):
        yield from ((Piece(text),) for text in _FIRST_PUSH)
    if arrival.empty_cards:
        yield (Piece(f"  {counted(arrival.empty_cards, 'card')} left with no question: Tools › Empty Cards in Anki."),)


def _refused_lines(refused: Sequence[Note]) -> Iterator[Line]:
    yield (Piece("  Anki keeps a note that was edited, tagged or marked there after your change:", Ink.DOUBTFUL),)
    places = list(dict.fromkeys(f"{note.span.path}:{note.span.line}" for note in refused))
    yield from ((Piece(f"    {place}"),) for place in places[:_LISTED])
    if len(places) > _LISTED:
        yield (Piece(f"    … and {len(places) - _LISTED:,} more"),)
    yield (Piece(f"  To overwrite it with your notes: `touch {places[0]}`, then `push` again."),)
