"""What is in a package: our own, and whatever somebody made to do harm."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.errors import UsageError
from pipeline.package import reading, rows
from pipeline.package.reading import read_package
from tests.project import PNG, Project, invoke

NOTES = "## 鍵\n**対称鍵**と**公開鍵**を使う。\n\n## なぜ？\n安全だから。\n"


@pytest.fixture
def built(project: Project) -> Project:
    project.write("a.md", NOTES + "\n![図](点.png)\n")
    (project.notes_dir / "点.png").write_bytes(PNG)
    project.write("deck.toml", 'deck = "覚え書き::鍵"\n')
    assert project.run("build").exit_code == 0
    return project


def inspect(package: Path, *options: str) -> str:
    outcome = invoke("inspect", str(package), *options)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def test_inspect_tells_what_a_build_has_made(built: Project) -> None:
    told = inspect(built.package).splitlines()
    assert told[0].endswith("in the format of every Anki")
    assert told[1] == f"  2 notes, 3 cards, 1 media file ({len(PNG)} bytes)"
    assert "  Notedeck Basic  1 note  Front, Back, Context, Source, Search, Spare 1, Spare…" in told
    assert "  覚え書き      0 cards" in told
    assert "  覚え書き::鍵  3 cards" in told
    guids = {note["guid"] for note in built.ledger_notes()}
    assert {line.split()[0] for line in told[told.index("Notes") + 1 :][:2]} == guids
    assert not [line for line in told if line.startswith("odd")]


def test_inspect_tells_programs_the_same(built: Project) -> None:
    told = json.loads(inspect(built.package, "--format", "json"))
    ledger = {(note["guid"], note["id"], note["mod"]) for note in built.ledger_notes()}
    assert {(note["guid"], note["note_id"], note["mod"]) for note in told["notes"]} == ledger
    assert told["cards"] == 3
    assert told["media"] == [{"name": told["media"][0]["name"], "bytes": len(PNG)}]
    assert told["bytes"] == built.package.stat().st_size


def members(package: Path) -> dict[str, bytes]:
    with ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(package: Path, files: dict[str, bytes]) -> Path:
    with ZipFile(package, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return package


def changed(package: Path, sql: str) -> Path:
    """Run SQL on the collection of a package."""
    files = members(package)
    collection = package.with_name("collection.anki2")
    collection.write_bytes(files["collection.anki2"])
    with closing(sqlite3.connect(collection)) as db:
        db.executescript(sql)
    return packed(package, files | {"collection.anki2": collection.read_bytes()})


@pytest.mark.parametrize(
    ("sql", "oddity"),
    [
        ("UPDATE notes SET guid = 'one'", "guids of more than one note: one"),
        ("DELETE FROM cards", "notes without a card: 2"),
        ("DELETE FROM notes", "notes that cards are of, but the package lacks: 2"),
        (
            "UPDATE notes SET flds = 'one field'",
            "notes whose fields are not those of their notetype, for which Anki refuses the package: 2",
        ),
        (
            "UPDATE notes SET flds = '<img src=\"gone.png\">' || flds",
            "media that notes show, but the package lacks: gone.png",
        ),
    ],
)
def test_inspect_tells_what_is_odd_in_the_collection(built: Project, sql: str, oddity: str) -> None:
    assert f"odd: {oddity}\n" in inspect(changed(built.package, sql))


@pytest.mark.parametrize(
    ("files", "oddity"),
    [
        ({"media": b'{"0": "a:b.png"}'}, "media with names that Anki would change: a:b.png"),
        ({"media": b'{"0": "../x.png"}'}, "media with names that Anki would change: ../x.png"),
        ({"media": b'{"7": "x.png"}'}, "media that are listed, but not there: x.png"),
        ({"../../evil": b""}, "files with a path in their name, for which Anki refuses the package: ../../evil"),
        ({"media": b'{"0": "\\u001b[2Jx.png"}'}, "media with names that Anki would change: \\x1b[2Jx.png"),
    ],
)
def test_inspect_tells_what_is_odd_in_the_archive(built: Project, files: dict[str, bytes], oddity: str) -> None:
    before = set(built.root.parent.rglob("*"))
    told = inspect(packed(built.package, members(built.package) | files))
    assert f"odd: {oddity}\n" in told
    assert "\x1b" not in told
    assert set(built.root.parent.rglob("*")) == before


def not_a_zip(package: Path) -> None:
    package.write_bytes(b"no zip")


def cut_short(package: Path) -> None:
    package.write_bytes(package.read_bytes()[:-200])


def no_collection(package: Path) -> None:
    packed(package, {"media": b"{}"})


def no_database(package: Path) -> None:
    packed(package, members(package) | {"collection.anki2": b"SQLite format 3\0" + b"\xff" * 5000})


def a_view_for_a_table(package: Path) -> None:
    changed(package, "ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n;")


def odd_types(package: Path) -> None:
    changed(package, "UPDATE notes SET mod = 'yesterday'")


def no_models(package: Path) -> None:
    changed(package, "UPDATE col SET models = '[]'")


def deep_list_of_media(package: Path) -> None:
    packed(package, members(package) | {"media": b"[" * 200_000})


def newest_format(package: Path) -> None:
    packed(package, members(package) | {"collection.anki21b": b"\x28\xb5\x2f\xfd"})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (not_a_zip, "is no whole Anki package: File is not a zip file"),
        (cut_short, "is no whole Anki package"),
        (no_collection, "yet no Anki package: it holds no collection"),
        (no_database, "the collection in the package is damaged"),
        (a_view_for_a_table, "the collection in the package is damaged: it has no table notes"),
        (odd_types, "the collection in the package is damaged"),
        (no_models, "the collection in the package is damaged"),
        (deep_list_of_media, "its list of media cannot be read"),
        (newest_format, "hint: Import it, and export the deck again with “Support older Anki versions” ticked."),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_inspect_says_what_is_wrong_with_a_package(built: Project, spoil: Callable[[Path], None], message: str) -> None:
    spoil(built.package)
    outcome = invoke("inspect", str(built.package))
    assert outcome.exit_code == 2
    assert message in outcome.stderr
    assert outcome.stdout == ""


def test_inspect_unpacks_no_bomb(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = members(built.package) | {"collection.anki2": b"\0" * 30_000_000}
    package = packed(built.package, bomb)
    assert package.stat().st_size < 100_000
    monkeypatch.setattr(reading, "LARGEST_BYTES", 20_000_000)
    outcome = invoke("inspect", str(package))
    assert outcome.exit_code == 2
    assert "unpacks to more than 20,000,000 bytes: this is no honest package" in outcome.stderr


def test_inspect_stops_a_collection_that_never_ends(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_STEPS", 10)
    monkeypatch.setattr(rows, "_MOST_STEPS", 2)
    outcome = invoke("inspect", str(built.package))
    assert outcome.exit_code == 2
    assert "damaged: interrupted" in outcome.stderr


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 255)), min_size=1, max_size=20))
def test_inspect_of_damaged_bytes_is_never_a_crash(built: Project, places: list[tuple[int, int]]) -> None:
    package = built.root / "damaged.apkg"
    content = bytearray(built.package.read_bytes())
    for place, value in places:
        content[place % len(content)] = value
    package.write_bytes(content)
    try:
        read_package(package)
    except UsageError as fault:
        assert fault.message


def test_inspect_of_a_file_that_is_not_there(project: Project) -> None:
    outcome = invoke("inspect", "nowhere.apkg")
    assert outcome.exit_code == 2
    assert "there is no file nowhere.apkg" in outcome.stderr
