"""One input, one package: the same bytes on every run, and what stands in them."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from msgspec.structs import replace

from pipeline.core.diagnostic import Span
from pipeline.core.ledger import NotetypeEntry
from pipeline.core.note import FIELD_NAMES, Media, Note, NoteKind
from pipeline.package import packed_file, write_package

ROOT = Path(__file__).parents[2]
ENTRIES = tuple(NotetypeEntry(kind=kind, mod_s=1_700_000_000, schema="", design="") for kind in NoteKind)
CARD_COLUMNS = "id, nid, ord, mod, usn, type, queue, due, ivl, reps"


def sample_notes(count: int = 40) -> list[Note]:
    """Return notes of all three kinds in several decks, with text long enough for overflow pages."""
    notes = []
    for number in range(count):
        kind = list(NoteKind)[number % 3]
        first = f"問い{number}" if kind is NoteKind.BASIC else f"{{{{c1::甲{number}}}}}と{{{{c3::乙}}}}"
        fields = [first, f"<p>答え {number}</p>" + "長い本文。" * (number % 7) * 150]
        notes.append(
            Note(
                kind=kind,
                guid=f"guid-{number}",
                created_ms=1_700_000_000_000 + 1000 * number,
                mod_s=1_700_000_000 + number,
                deck=f"覚え書き::章{number % 4}",
                tags=("b", "a") if number % 2 else (),
                fields=(*fields, *[""] * (len(FIELD_NAMES[kind]) - 2)),
                ordinals=(1,) if kind is NoteKind.BASIC else (1, 3),
                span=Span(path="a.md", line=number + 1),
            )
        )
    return notes


def sample_media(folder: Path) -> list[Media]:
    """Return twelve files of other sizes and times each."""
    media = []
    for number in range(12):
        path = folder / f"source-{number}"
        path.write_bytes(bytes([number]) * 1000 * number)
        media.append(Media(file_name=f"picture-{number}.png", path=path))
    return media


def write_sample(folder: Path) -> str:
    """Write the sample package and return its digest; also run by other interpreters."""
    folder.mkdir(exist_ok=True)
    return write_package(
        folder / "x.apkg", files=[packed_file(sample_notes(), "")], media=sample_media(folder), notetypes=ENTRIES
    )


def collection_of(package: Path, folder: Path) -> sqlite3.Connection:
    with ZipFile(package) as archive:
        return sqlite3.connect(archive.extract("collection.anki2", folder))


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    assert write_sample(tmp_path) == hashlib.sha256((tmp_path / "x.apkg").read_bytes()).hexdigest()


def test_time_place_and_order_of_media_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = write_sample(tmp_path / "one")
    folder = tmp_path / "two"
    folder.mkdir()
    media = sample_media(folder)
    for medium in media:
        os.utime(medium.path, (1, 1))
        medium.path.chmod(0o600)
    random.Random(1).shuffle(media)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    again = write_package(Path("y.apkg"), files=[packed_file(sample_notes(), "")], media=media, notetypes=ENTRIES[::-1])
    assert again == expected


@pytest.mark.parametrize(
    "world",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    ],
)
def test_hash_seed_zone_and_locale_do_not_count(tmp_path: Path, world: dict[str, str]) -> None:
    script = (
        "import os, pathlib, sys; os.umask(0o077); from tests.unit.test_package_bytes import write_sample;"
        "print(write_sample(pathlib.Path(sys.argv[1])))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "other"],
        cwd=ROOT,
        env={**os.environ, **world},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert shown == write_sample(tmp_path / "here")


def test_every_argument_counts(tmp_path: Path) -> None:
    notes, path = sample_notes(), tmp_path / "x.apkg"
    variants = [
        notes,
        notes[:-1],
        [notes[1], notes[0], *notes[2:]],
        [replace(notes[0], mod_s=1), *notes[1:]],
        [replace(notes[0], tags=("neu",)), *notes[1:]],
        [replace(notes[0], deck="別"), *notes[1:]],
    ]
    digests = {
        write_package(path, files=[packed_file(variant, "")], media=(), notetypes=ENTRIES) for variant in variants
    }
    digests.add(
        write_package(path, files=[packed_file(notes, "")], media=(), notetypes=ENTRIES, deck_description="説明")
    )
    later = [replace(entry, mod_s=entry.mod_s + 1) for entry in ENTRIES]
    digests.add(write_package(path, files=[packed_file(notes, "")], media=(), notetypes=later))
    digests.add(write_package(path, files=[packed_file(notes, "")], media=sample_media(tmp_path), notetypes=ENTRIES))
    assert len(digests) == len(variants) + 3


def test_members_are_stored_without_time_or_owner(tmp_path: Path) -> None:
    write_sample(tmp_path)
    with ZipFile(tmp_path / "x.apkg") as archive:
        assert archive.testzip() is None
        members = archive.infolist()
        names = json.loads(archive.read("media"))
        for index, name in names.items():
            number = int(name.removeprefix("picture-").removesuffix(".png"))
            assert archive.read(index) == bytes([number]) * 1000 * number
    assert [member.filename for member in members] == ["collection.anki2", "media", *map(str, range(12))]
    assert [names[str(index)] for index in range(12)] == sorted(f"picture-{number}.png" for number in range(12))
    for member in members:
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
        assert (member.create_system, member.external_attr) == (3, 0o100644 << 16)
        assert (member.compress_type, member.extra) == (ZIP_STORED, b"")


def test_rows_carry_our_identity_and_the_place_in_the_document(tmp_path: Path) -> None:
    notes = sample_notes()
    write_sample(tmp_path)
    with closing(collection_of(tmp_path / "x.apkg", tmp_path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("SELECT id, guid, mod, flds FROM notes ORDER BY id").fetchall() == [
            (note.created_ms, note.guid, note.mod_s, "\x1f".join(note.fields)) for note in notes
        ]
        assert db.execute(f"SELECT {CARD_COLUMNS} FROM cards ORDER BY id").fetchall() == [
            (note.created_ms + ordinal - 1, note.created_ms, ordinal - 1, note.mod_s, -1, 0, 0, due, 0, 0)
            for due, note in enumerate(notes, 1)
            for ordinal in note.ordinals
        ]


def test_the_collection_carries_no_clock(tmp_path: Path) -> None:
    write_sample(tmp_path)
    with closing(collection_of(tmp_path / "x.apkg", tmp_path)) as db:
        assert db.execute("SELECT crt, mod, scm, ver FROM col").fetchall() == [
            (1411124400, 1425279151694, 1425279151690, 11)
        ]
        models, decks = map(json.loads, db.execute("SELECT models, decks FROM col").fetchone())
    assert {model["mod"] for model in models.values()} == {1_700_000_000}
    assert {deck["name"]: len(identity) for identity, deck in decks.items() if identity != "1"} == dict.fromkeys(
        ["覚え書き", *(f"覚え書き::章{number}" for number in range(4))], 13
    )
