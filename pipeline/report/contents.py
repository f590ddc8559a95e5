"""What is in a package, for a reader and for programs. It is shown as text: what would steer a terminal is not."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.contents import Contents, PackedFile, PackedNote
from pipeline.lines import Ink, Line, Piece, clipped, columns, counted, padded, sized

_LISTED = 10
"""Lines of a kind that are shown unless all are asked for."""

_COLUMNS = 79
_TAG = re.compile(r"<[^>]*>")


def contents_lines(contents: Contents, path: Path, *, verbose: bool) -> Iterator[Line]:
    """Yield what a person wants to know of a package before an import, or after a build."""
    most = max(len(contents.notes), len(contents.media), len(contents.decks)) if verbose else _LISTED
    media_bytes = sum(max(file.size, 0) for file in contents.media)
    yield Piece(str(path), Ink.STRONG), Piece(f" ({sized(contents.size)}), in the format {contents.layout}")
    counts = (counted(len(contents.notes), "note"), counted(contents.cards, "card"))
    yield (Piece(f"  {', '.join(counts)}, {counted(len(contents.media), 'media file')} ({sized(media_bytes)})"),)
    used = [notetype for notetype in contents.notetypes if notetype.notes]
    yield from _part("Notetypes", [(own.name, counted(own.notes, "note"), ", ".join(own.fields)) for own in used], most)
    decks = [(own.name, counted(own.cards, "card"), _text(own.description)) for own in contents.decks]
    yield from _part("Decks", decks, most)
    yield from _part("Notes", [(note.guid, str(note.note_id), _words(note)) for note in contents.notes], most)
    yield from _part("Media", [(file.name, _size(file), "") for file in contents.media], most)
    if contents.oddities:
        yield ()
        yield from ((Piece("odd", Ink.DOUBTFUL), Piece(f": {_printable(oddity)}")) for oddity in contents.oddities)


def contents_json(contents: Contents) -> str:
    """Return what is in a package; keys are only ever added."""
    return json.dumps(
        {
            "version": 1,
            "format": contents.layout,
            "bytes": contents.size,
            "notes": [
                {"guid": note.guid, "note_id": note.note_id, "notetype_id": note.notetype_id, "mod": note.mod_s}
                for note in contents.notes
            ],
            "cards": contents.cards,
            "notetypes": [
                {
                    "id": own.notetype_id,
                    "name": own.name,
                    "fields": list(own.fields),
                    "templates": list(own.templates),
                    "mod": own.mod_s,
                    "notes": own.notes,
                }
                for own in contents.notetypes
            ],
            "decks": [{"name": own.name, "description": own.description, "cards": own.cards} for own in contents.decks],
            "media": [{"name": file.name, "bytes": file.size} for file in contents.media],
            "oddities": list(contents.oddities),
        },
        ensure_ascii=False,
        indent=2,
    )


def _part(title: str, rows: list[tuple[str, str, str]], most: int) -> Iterator[Line]:
    if not rows:
        return
    yield ()
    yield (Piece(title, Ink.STRONG),)
    shown = [(clipped(_printable(name), _COLUMNS // 2), told, _printable(rest)) for name, told, rest in rows[:most]]
    width = max(columns(name) for name, _, _ in shown)
    digits = max(columns(told) for _, told, _ in shown)
    for name, told, rest in shown:
        head = f"  {padded(name, width)}  {told:>{digits}}"
        yield Piece(head), Piece(clipped(f"  {rest}", max(_COLUMNS - columns(head), 20)) if rest else "", Ink.FAINT)
    if len(rows) > len(shown):
        yield (Piece(f"  … and {len(rows) - len(shown):,} more"),)


def _words(note: PackedNote) -> str:
    return _text(next((field for field in note.fields if _text(field)), ""))


def _text(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _size(file: PackedFile) -> str:
    return "missing" if file.size < 0 else sized(file.size)


def _printable(text: str) -> str:
    """Return `text` with all that is no letter, sign or space to see written as an escape."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
