"""The readable dump of a package."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.note import FIELD_NAMES, Note


def dump_text(notes: Iterable[Note]) -> str:
    """Return notes as readable text: each with its identity and its fields as Anki gets them."""
    return "\n".join(map(_note_text, notes))


def _note_text(note: Note) -> str:
    cards = ",".join(str(ordinal) for ordinal in note.ordinals)
    lines = [
        f"[{note.guid}] {note.kind.value} id={note.created_ms} mod={note.mod_s} cards={cards}",
        f"Deck: {note.deck}",
    ]
    if note.tags:
        lines.append(f"Tags: {' '.join(note.tags)}")
    lines.extend(f"{name}: {text}" for name, text in zip(FIELD_NAMES[note.kind], note.fields, strict=True) if text)
    return "\n".join(lines) + "\n"
