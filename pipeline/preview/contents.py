"""What the page knows of a deck, as JSON: the notes as Anki gets them, and what was found out about each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeVar

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.ledger import Change, Delta, LedgerEntry
from pipeline.core.note import FIELD_NAMES, Media, Note, NoteDraft, NoteKind
from pipeline.core.section import Section
from pipeline.package import card_css, templates
from pipeline.places import place_of_line
from pipeline.report import diagnostic_json
from pipeline.status import moved_text, readable
from pipeline.word_diff import word_diff

Json = dict[str, Any]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a run found out. `notes` stand in the order of `drafts`, one each; `entries` are those of the new ledger.

    The pictures of `drawing` are not there yet, and notes that ask nothing without theirs are missing until they are.
    """

    deck: str
    drafts: tuple[NoteDraft, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    entries: tuple[LedgerEntry, ...]
    delta: Delta
    diagnostics: tuple[Diagnostic, ...]
    media: tuple[Media, ...]
    drawing: tuple[str, ...] = ()


def has_maths(shown: Shown) -> bool:
    """Return whether a note holds what MathJax draws."""
    return any("\\(" in text or "\\[" in text for note in shown.notes for text in note.fields)


def contents_json(shown: Shown, *, mathjax: str) -> str:
    """Return all that the page shows of a deck; `mathjax` is where the page finds it, "" if it needs none."""
    return json.dumps(
        {
            "name": shown.deck,
            "css": card_css(),
            "notetypes": {kind.value: _notetype_json(kind) for kind in NoteKind},
            "mathjax": mathjax,
            "drawing": shown.drawing,
            "entries": _entries(shown),
            "retired": _retired(shown),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _notetype_json(kind: NoteKind) -> Json:
    question, answer = templates(kind)
    return {"question": question, "answer": answer, "fields": FIELD_NAMES[kind]}


def _entries(shown: Shown) -> list[Json]:
    """Return the notes, and between them the findings that belong to none, in the order of the notes folder."""
    own, loose = _findings(shown)
    changes = dict(_changes(shown.delta))
    entries = [
        _note_json(note, draft, changes[note.guid], own.get(draft.key, ()))
        for note, draft in zip(shown.notes, shown.drafts, strict=True)
    ]
    entries += [
        {"kind": "finding", "finding": diagnostic_json(said), "file": said.span.path, "line": said.span.line}
        for said in loose
    ]
    return sorted(entries, key=lambda entry: (entry["file"], entry["line"]))


def _note_json(note: Note, draft: NoteDraft, changed: tuple[str, Change], findings: Iterable[Diagnostic]) -> Json:
    status, change = changed
    return {
        "kind": note.kind.value,
        "guid": note.guid,
        "noteId": note.created_ms if status != "new" else 0,  # the build that sends it gives it one
        "deck": note.deck,
        "tags": note.tags,
        "fields": _without_empty_tail(note.fields),
        "ordinals": note.ordinals,
        "rule": draft.rule,
        "file": note.span.path,
        "line": note.span.line,
        "status": status,
        "findings": [diagnostic_json(said) for said in findings],
        **(_change_json(status, change) if status != "unchanged" else {}),
    }


def _without_empty_tail(fields: Sequence[str]) -> Sequence[str]:
    filled = max((at for at, text in enumerate(fields, 1) if text), default=0)
    return fields[:filled]


def _change_json(status: str, change: Change) -> Json:
    sides = zip_longest(("Q", "A"), change.before, change.after, fillvalue="") if change.before else ()
    several = max(len(change.before), len(change.after)) > 1
    return {
        "why": change.why,
        "moved": moved_text(change) if status == "moved" else "",
        "lost": change.lost_ordinals,
        "diff": [
            {
                "label": label if several else "",
                "pieces": [(piece.ink.value, readable(piece.text)) for piece in word_diff(before, after)],
            }
            for label, before, after in sides
            if before != after
        ],
    }


def _changes(delta: Delta) -> Iterator[tuple[str, tuple[str, Change]]]:
    for status, changes in (
        ("new", delta.added),
        ("changed", delta.updated),
        ("moved", delta.moved),
        ("unchanged", delta.unchanged),
    ):
        for change in changes:
            yield change.guid, (status, change)


def _retired(shown: Shown) -> list[Json]:
    """Return the notes that are gone: those that go with this build first, then those of earlier ones."""
    fresh = {change.guid for change in shown.delta.retired}
    gone = [entry for entry in shown.entries if entry.retired]
    if shown.drawing:  # a note that waits for its picture is not gone
        gone = [entry for entry in gone if entry.guid not in fresh]
    gone.sort(key=lambda entry: entry.guid not in fresh)
    return [
        {
            "guid": entry.guid,
            "noteId": entry.created_ms,
            "file": file,
            "line": int(line or 1),
            "words": [readable(text) for text in entry.texts],
            "isFresh": entry.guid in fresh,
        }
        for entry in gone
        for file, _, line in (entry.origin.rpartition(":"),)
    ]


def _findings(shown: Shown) -> tuple[Mapping[str, list[Diagnostic]], list[Diagnostic]]:
    """Return the diagnostics of each note by the key of its draft, and those that belong to no note."""
    sections = _by_file((section.span.path, section) for section in shown.sections)
    drafts = _by_file((draft.span.path, draft) for draft in shown.drafts)
    own: dict[str, list[Diagnostic]] = {}
    loose: list[Diagnostic] = []
    for said in shown.diagnostics:
        file = said.span.path
        place = place_of_line(file, said.span.line, sections.get(file, []), drafts.get(file, []))
        keys = [draft.key for draft in drafts.get(file, []) if place and place.holds(draft.span)]
        for key in keys:
            own.setdefault(key, []).append(said)
        if not keys:
            loose.append(said)
    return own, loose


def _by_file(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for file, value in pairs:
        found.setdefault(file, []).append(value)
    return found
