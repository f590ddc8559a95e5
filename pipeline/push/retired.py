"""Notes that are gone from the folder, yet still in Anki: a package cannot delete them, the add-on can."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.ledger import LEDGER_FILE, LedgerEntry
from pipeline.identity import read_ledger
from pipeline.lines import Ink, Line, Piece, clipped, columns, counted
from pipeline.package.notetype import SCHEMAS
from pipeline.push.connect import AnkiConnect, HeldNote
from pipeline.status import readable

_COLUMNS = 79


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """The retired notes that Anki still has, with all their cards and those of them that are being learned.

    `doubtful` stand under the number of a retired note, but are not surely ours: they are never deleted.
    """

    entries: tuple[LedgerEntry, ...] = ()
    cards: int = 0
    learned_cards: int = 0
    doubtful: tuple[LedgerEntry, ...] = ()


def left_in_anki(anki: AnkiConnect, notes_dir: Path) -> Leftovers:
    """Return what Anki still has of the notes that the ledger of a build that has just been done calls retired."""
    ledger, _ = read_ledger(notes_dir / LEDGER_FILE)
    retired = {entry.created_ms: entry for entry in ledger.entries if entry.retired} if ledger else {}
    held = anki.notes(list(retired))
    ours = {note_id: note for note_id, note in held.items() if _is_ours(retired[note_id], note)}
    return Leftovers(
        entries=tuple(retired[note_id] for note_id in ours),
        cards=sum(len(note.cards) for note in ours.values()),
        learned_cards=_learned(anki, list(ours)),
        doubtful=tuple(retired[note_id] for note_id in held if note_id not in ours),
    )


def _learned(anki: AnkiConnect, note_ids: Sequence[int]) -> int:
    """Return how many cards of the notes were answered at least once."""
    if not note_ids:  # an empty list is no search
        return 0
    return len(anki.asked("findCards", list[int], query=f"nid:{','.join(map(str, note_ids))} -is:new"))


def delete_notes(anki: AnkiConnect, leftovers: Leftovers) -> None:
    """Delete the notes in Anki, with their cards. Anki can undo it until it is closed or synced."""
    anki.asked("deleteNotes", object, notes=[entry.created_ms for entry in leftovers.entries])


def _is_ours(entry: LedgerEntry, note: HeldNote) -> bool:
    """Return whether a note is the one of the ledger. The add-on tells no guid; notetype and file stand for it."""
    source = note.fields.get("Source")
    return (
        note.model_name == SCHEMAS[entry.kind].name
        and source is not None
        and _file_of(html.unescape(source.value)) == _file_of(entry.origin)
    )


def _file_of(origin: str) -> str:
    return origin.rpartition(":")[0]


def leftover_hint(leftovers: Leftovers) -> Iterator[Line]:
    """Yield a line where Anki still has notes that are gone from the folder."""
    if leftovers.entries:
        count = counted(len(leftovers.entries), "note")
        yield (
            Piece(f"  {count} no longer in your notes, yet in Anki: `push --delete-retired` shows which, and asks."),
        )


def leftover_lines(leftovers: Leftovers) -> Iterator[Line]:
    """Yield every note that would be deleted, with where it stood and its words."""
    if not leftovers.entries:
        yield (Piece("Anki has no note that is gone from your notes."),)
    else:
        notes, cards = counted(len(leftovers.entries), "note"), counted(leftovers.cards, "card")
        learned = f"{leftovers.learned_cards:,} of them learned"
        yield (Piece(f"No longer in your notes: {notes} with {cards}, {learned}.", Ink.STRONG),)
    for entry in sorted(leftovers.entries, key=_place):
        place = f"  {entry.origin}  "
        yield Piece(place), Piece(clipped(readable(entry.texts[0]), max(_COLUMNS - columns(place), 30)))
    if leftovers.doubtful:
        yield (Piece("Left alone, since notetype or source are others by now:", Ink.DOUBTFUL),)
        yield (Piece(f"  nid:{','.join(str(entry.created_ms) for entry in leftovers.doubtful)}"),)


def deletion_question(leftovers: Leftovers) -> str:
    """Return what is asked before they are deleted."""
    return f"Delete {counted(len(leftovers.entries), 'note')} in Anki, reviews and all?"


def _place(entry: LedgerEntry) -> tuple[str, int]:
    path, _, line = entry.origin.rpartition(":")
    return path, int(line)
