"""What the package room refuses to hand to Anki."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.core.diagnostic import Span
from pipeline.core.ledger import NotetypeEntry
from pipeline.core.note import Media, Note, NoteKind
from pipeline.package import packed_file, write_package
from pipeline.package.refusal import cloze_numbers, refuse_media, refuse_notes

BASIC = Note(
    kind=NoteKind.BASIC,
    guid="g",
    created_ms=1_700_000_000_000,
    mod_s=1_700_000_000,
    deck="甲::乙",
    tags=("a::b",),
    fields=("問い\n", "\t答え", *[""] * 6),
    ordinals=(1,),
    span=Span(path="a.md", line=3),
)
ENTRIES = [NotetypeEntry(kind=kind, mod_s=1, schema="", design="") for kind in NoteKind]
CLOZE = replace(BASIC, kind=NoteKind.CLOZE, fields=("{{c1::甲}}{{c2::乙}}", *[""] * 7), ordinals=(1, 2))


def other(note: Note, number: int) -> Note:
    return replace(note, guid=f"g{number}", created_ms=note.created_ms + number)


def test_refuse_notes_pass() -> None:
    refuse_notes([BASIC, other(CLOZE, 100)])


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (replace(BASIC, guid=""), "no guid"),
        (replace(BASIC, deck=""), "no deck"),
        (replace(BASIC, fields=BASIC.fields[:-1]), "7 fields where its notetype has 8"),
        (replace(BASIC, fields=("a\x1fb", *BASIC.fields[1:])), "control character"),
        (replace(BASIC, fields=("a\x00", *BASIC.fields[1:])), "control character"),
        (replace(BASIC, fields=("a\x7f", *BASIC.fields[1:])), "control character"),
        (replace(BASIC, fields=("a\r\nb", *BASIC.fields[1:])), "control character"),
        (replace(BASIC, deck="a\x1fb"), "control character"),
        (replace(BASIC, tags=("a b",)), "white space"),
        (replace(BASIC, tags=("a\u3000b",)), "white space"),
        (replace(BASIC, tags=("",)), "white space"),
        (replace(BASIC, ordinals=()), "ordinals"),
        (replace(BASIC, ordinals=(1, 2)), "ordinals"),
        (replace(BASIC, ordinals=(1, 1)), "an ordinal twice"),
        (replace(CLOZE, ordinals=()), "ordinals"),
        (replace(CLOZE, ordinals=(1,)), "where Anki reads"),
        (replace(CLOZE, ordinals=(1, 2, 3)), "where Anki reads"),
        (replace(CLOZE, fields=("no cloze", *CLOZE.fields[1:]), ordinals=()), "no card"),
        (replace(CLOZE, fields=(CLOZE.fields[0], "{{c3::stray}}", *CLOZE.fields[2:])), "where Anki reads"),
    ],
)
def test_a_note_that_anki_would_lose_is_refused(note: Note, reason: str) -> None:
    with pytest.raises(ValueError, match=rf"a\.md:3:1.*{reason}"):
        refuse_notes([note])


@pytest.mark.parametrize(
    ("notes", "reason"),
    [
        ([BASIC, replace(BASIC, created_ms=1)], "two notes of one guid: g"),
        ([BASIC, replace(BASIC, guid="h")], "two notes of one id"),
        ([CLOZE, other(BASIC, 1)], "two cards of one id"),
    ],
)
def test_notes_that_anki_would_mix_up_are_refused(notes: list[Note], reason: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=reason):
        write_package(tmp_path / "x.apkg", files=[packed_file(notes, "")], media=(), notetypes=ENTRIES)
    assert not list(tmp_path.iterdir())


def test_guids_that_differ_in_case_are_two(tmp_path: Path) -> None:
    notes = [BASIC, replace(other(BASIC, 1), guid="G")]
    assert write_package(tmp_path / "x.apkg", files=[packed_file(notes, "")], media=(), notetypes=ENTRIES)


@pytest.mark.parametrize("name", ["", "a/b.png", "..\\b.png", "a:b.png", "a\n.png", "[a].png", 'a".png'])
def test_a_media_name_that_anki_would_change_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="media name"):
        refuse_media([Media(file_name=name, path=Path("a"))])


def test_two_media_of_one_name_are_refused_whatever_their_case() -> None:
    with pytest.raises(ValueError, match="two of one media name"):
        refuse_media([Media(file_name=name, path=Path("a")) for name in ("A.png", "a.png")])


def test_a_notetype_without_entry_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    entries = [entry for entry in ENTRIES if entry.kind is NoteKind.BASIC]
    with pytest.raises(ValueError, match=r"no notetype entry for .*cloze"):
        write_package(
            tmp_path / "x.apkg", files=[packed_file([BASIC, other(CLOZE, 100)], "")], media=(), notetypes=entries
        )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", set()),
        ("{{c1::a}} {{c1::b}} {{c12::c::hint}}", {1, 12}),
        ("{{c1::a {{c2::b}} c}}", {1, 2}),
        ("{{c1::a}} {{c2::left open {{c3::b}}", {1}),
        ("{{c0::a}}", set()),
        ("{{C1::a}} {{ c2::b}} {{c::d}} }}", set()),
    ],
)
def test_cloze_numbers_are_those_of_closed_clozes(text: str, numbers: set[int]) -> None:
    assert cloze_numbers(text) == numbers


@pytest.mark.parametrize("pages", [2, 40])
def test_a_disk_that_is_full_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    connect = sqlite3.connect

    def small(*arguments: Any, **options: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(*arguments, **options)
        db.execute(f"PRAGMA max_page_count = {pages}")
        return db

    monkeypatch.setattr("pipeline.package.collection.sqlite3.connect", small)
    notes = [replace(other(BASIC, 1000 * nth), fields=("問い" * 400, *BASIC.fields[1:])) for nth in range(100)]
    with pytest.raises(OSError, match="full"):
        write_package(tmp_path / "x.apkg", files=[packed_file(notes, "")], media=(), notetypes=ENTRIES)
    assert not list(tmp_path.iterdir())
