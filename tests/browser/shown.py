"""Decks made up for the page of the preview, without notes folder, rules or ledger."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace
from PIL import Image

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.ledger import Change, Delta, LedgerEntry
from pipeline.core.note import FIELD_NAMES, Media, Note, NoteDraft, NoteKind
from pipeline.core.section import Options, Section
from pipeline.preview import Shown

CREATED_MS = 1_700_000_000_000
STATUSES = {"new": "added", "changed": "updated", "moved": "moved", "unchanged": "unchanged"}


def shown_note(
    number: int,
    kind: NoteKind = NoteKind.CLOZE,
    *,
    file: str = "lambda.md",
    deck: str = "覚え書き::Lambda",
    tags: tuple[str, ...] = ("lambda",),
    rule: str = "bold",
    ordinals: tuple[int, ...] = (1,),
    **fields: str,
) -> tuple[Note, NoteDraft]:
    """Return a finished note that stands in line `number` of its file, and its draft."""
    by_name = {name.replace("_", " "): text for name, text in fields.items()}
    assert by_name.keys() <= set(FIELD_NAMES[kind])
    span = Span(path=file, line=number, end_line=number)
    note = Note(
        kind=kind,
        guid=f"guid-{file}-{number}",
        created_ms=CREATED_MS + 1000 * number,
        mod_s=1,
        deck=deck,
        tags=tags,
        fields=tuple(by_name.get(name, "") for name in FIELD_NAMES[kind]),
        ordinals=ordinals,
        span=span,
    )
    draft = NoteDraft(
        kind=kind, key=note.guid, deck=deck, tags=tags, fields=(), requests=(), rule=rule, span=span, explicit_id=None
    )
    return note, draft


def shown_deck(
    pairs: Iterable[tuple[Note, NoteDraft]],
    *,
    changes: dict[int, tuple[str, Change]] | None = None,
    retired: Iterable[LedgerEntry] = (),
    diagnostics: Iterable[Diagnostic] = (),
    media: Iterable[Media] = (),
) -> Shown:
    """Return a deck of notes; `changes` gives status and change of the notes whose place in the deck it names."""
    notes, drafts = zip(*pairs, strict=True)
    by_status: dict[str, list[Change]] = {}
    for at, note in enumerate(notes):
        status, change = (changes or {}).get(at) or ("unchanged", change_of(note))
        by_status.setdefault(STATUSES[status], []).append(replace(change, guid=note.guid, span=note.span))
    return Shown(
        deck="覚え書き",
        drafts=drafts,
        sections=tuple(_whole_file(file) for file in dict.fromkeys(note.span.path for note in notes)),
        notes=notes,
        entries=tuple(retired),
        delta=replace(Delta(), **{status: tuple(found) for status, found in by_status.items()}),
        diagnostics=tuple(diagnostics),
        media=tuple(media),
    )


def _whole_file(path: str) -> Section:
    """Return a section that holds all notes of a file."""
    span = Span(path=path, line=1, end_line=9999)
    return Section(path=path, title=(), level=2, ancestors=(), blocks=(), footnotes=(), options=Options(), span=span)


def change_of(note: Note, **values: object) -> Change:
    """Return a change of a note with the values that a test is about."""
    change = Change(guid=note.guid, note_id=note.created_ms, key=note.guid, span=note.span, why="same words")
    return replace(change, **values)


def retired_entry(guid: str, *texts: str) -> LedgerEntry:
    """Return what the ledger keeps of a note that is gone."""
    return LedgerEntry(
        key=guid,
        kind=NoteKind.CLOZE,
        guid=guid,
        created_ms=CREATED_MS - 1000,
        mod_s=1,
        texts=texts,
        shipped="",
        origin="old.md:7",
        retired=True,
    )


def white_picture(folder: Path, name: str, size: tuple[int, int] = (400, 200)) -> Media:
    """Return a white picture."""
    Image.new("RGB", size, "white").save(folder / name)
    return Media(file_name=name, path=folder / name)
