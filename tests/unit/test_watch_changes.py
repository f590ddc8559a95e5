"""Which changes of the notes folder the watch sees."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.watch.changes import FolderWatch, counts

Wait = Callable[[], None]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder behind a link, with a file in it."""
    (tmp_path / "real" / "sub").mkdir(parents=True)
    (tmp_path / "real" / "a.md").write_text("一", encoding="utf-8")
    (tmp_path / "notes").symlink_to(tmp_path / "real")
    return tmp_path / "notes"


@pytest.fixture
def change_is_seen(notes: Path, tmp_path: Path) -> Iterator[Wait]:
    """Wait until a change is seen; the watch is at work when a test begins."""
    seen = threading.Event()

    def wait() -> None:
        assert seen.wait(timeout=20)
        seen.clear()

    before = set(threading.enumerate())
    with FolderWatch(notes, output=tmp_path / "output", on_change=seen.set):
        wait()
        yield wait
    assert set(threading.enumerate()) == before


def test_watch_sees_edits_new_files_and_deleted_ones(notes: Path, change_is_seen: Wait) -> None:
    (notes / "a.md").write_text("二", encoding="utf-8")
    change_is_seen()
    (notes / "sub" / "new.md").write_text("三", encoding="utf-8")
    change_is_seen()
    (notes / "deck.toml").write_text("", encoding="utf-8")
    change_is_seen()
    (notes / "sub" / "new.md").unlink()
    change_is_seen()
    (notes / "sub").rename(notes / "moved")
    change_is_seen()


def test_watch_sees_an_editor_that_writes_beside_and_renames(notes: Path, change_is_seen: Wait) -> None:
    part = notes / ".a.md.part"
    part.write_text("二", encoding="utf-8")
    part.replace(notes / "a.md")
    change_is_seen()


def test_watch_outlives_its_folder(notes: Path, change_is_seen: Wait) -> None:
    real = notes.resolve()
    real.rename(real.with_name("away"))
    change_is_seen()
    real.mkdir()
    change_is_seen()
    (notes / "b.md").write_text("四", encoding="utf-8")
    change_is_seen()


def test_watch_follows_a_link_to_another_folder(notes: Path, change_is_seen: Wait) -> None:
    other = notes.with_name("other")
    other.mkdir()
    notes.unlink()
    notes.symlink_to(other)
    change_is_seen()
    change_is_seen()  # the new watch begins
    (other / "b.md").write_text("五", encoding="utf-8")
    change_is_seen()


@pytest.mark.parametrize(
    ("name", "may_change_a_card"),
    [
        ("a.md", True),
        ("sub/picture.png", True),
        ("deck.toml", True),
        ("deck.lock", True),
        ("sub", True),
        (".a.md.swp", False),
        (".git/index", False),
        ("a.md~", False),
        ("a.md.swp", False),
        ("#a.md#", False),
        ("output/preview/deck.js", False),
    ],
)
def test_watch_passes_over_what_is_no_note(name: str, may_change_a_card: bool) -> None:
    root = Path("/notes")
    assert counts(root / name, root, root / "output" / "preview") is may_change_a_card
