"""All or nothing: what `commit` leaves where something goes wrong half-way."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path
from typing import TextIO

import pytest

from pipeline.commit import Committed, commit, commit_ledger
from pipeline.core.errors import MachineError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "deck.lock").write_text("old", encoding="utf-8")
    return tmp_path


def written(package: Path, dump: TextIO) -> str:
    package.write_bytes(b"package")
    dump.write("dump")
    return sha256("package")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def put(folder: Path, *, ledger_read: str = "old", ledger_text: str = "new") -> Committed:
    return commit(
        package=folder / "output" / "deck.apkg",
        write=written,
        ledger=folder / "notes" / "deck.lock",
        ledger_lines=iter([ledger_text.encode()]),
        ledger_read=sha256(ledger_read),
    )


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}


def test_commit_puts_all_in_place(folder: Path) -> None:
    assert put(folder) == Committed(
        package_sha256=sha256("package"),
        package_bytes=7,
        dump_sha256=sha256("dump"),
        ledger_sha256=sha256("new"),
        wrote_package=True,
        wrote_ledger=True,
    )
    assert contents(folder) == {"deck.lock": "new", "deck.apkg": "package", "deck.txt": "dump"}
    assert not put(folder, ledger_read="new").wrote_package


def test_commit_refuses_where_the_ledger_is_another_by_now(folder: Path) -> None:
    for call in (
        lambda: put(folder, ledger_read="older"),
        lambda: commit_ledger(folder / "notes" / "deck.lock", [b"new"], sha256("older")),
    ):
        with pytest.raises(MachineError, match="while this build ran"):
            call()
        assert contents(folder) == {"deck.lock": "old"}


def test_commit_takes_a_ledger_that_another_build_made_the_same(folder: Path) -> None:
    assert not put(folder, ledger_read="older", ledger_text="old").wrote_ledger


def test_commit_clears_what_a_killed_build_left_and_follows_no_link(folder: Path) -> None:
    victim = folder / "victim"
    victim.write_text("mine", encoding="utf-8")
    (folder / "output").mkdir()
    for part in (folder / "notes" / ".deck.lock.part", folder / "output" / ".deck.apkg.part"):
        part.symlink_to(victim)
    put(folder)
    assert contents(folder) == {"deck.lock": "new", "deck.apkg": "package", "deck.txt": "dump", "victim": "mine"}


def test_commit_changes_nothing_where_the_dump_cannot_be_written(folder: Path) -> None:
    (folder / "output" / ".deck.txt.part").mkdir(parents=True)
    with pytest.raises(MachineError, match="cannot be written"):
        put(folder)
    assert contents(folder) == {"deck.lock": "old"}


def test_commit_changes_nothing_where_the_disk_is_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipeline.commit.os.fsync", full)
    with pytest.raises(MachineError, match="No space left"):
        put(folder)
    assert contents(folder) == {"deck.lock": "old"}
