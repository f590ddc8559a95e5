"""Bad input: a clear message, the right exit code, and the last good deck, ledger and cache as they were."""

from __future__ import annotations

import errno
import importlib
import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import undrawn
from tests.project import Project

GOOD = "## 鍵\n**対称鍵**を使う。\n"


@pytest.fixture
def built(project: Project) -> Project:
    """A project with a good deck."""
    project.write("a.md", GOOD)
    assert project.run("build").exit_code == 0
    return project


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def spoil_encoding(project: Project) -> None:
    (project.notes_dir / "b.md").write_bytes("## 題\n".encode() + b"\xe3\x81")


def spoil_front_matter(project: Project) -> None:
    project.write("b.md", "---\ntags: [a\n---\n## 題\n本文\n")


def spoil_front_matter_key(project: Project) -> None:
    project.write("b.md", "---\ntag: a\n---\n## 題\n本文\n")


def spoil_setting(project: Project) -> None:
    project.write("deck.toml", 'deck = "A"\nskip_heading = ["x"]\n')


def spoil_setting_value(project: Project) -> None:
    project.write("deck.toml", 'deck = "A"\ntags = "x"\n')


def spoil_toml(project: Project) -> None:
    project.write("deck.toml", "deck = A\n")


def spoil_directive(project: Project) -> None:
    project.write("b.md", "## 題\n<!-- card: clozes -->\n本文\n")


def spoil_ids(project: Project) -> None:
    project.write("b.md", "## 題 {#x}\n本文\n\n## 他 {#x}\n本文\n")


def spoil_cloze(project: Project) -> None:
    project.write("b.md", "## 題\n{{c0::ない}}番号。\n")


def spoil_image(project: Project) -> None:
    project.write("b.md", "## 題\n![図](ない.png)\n")


def spoil_image_outside(project: Project) -> None:
    (project.root / "secret.png").write_bytes(b"x")
    project.write("b.md", "## 題\n![図](../secret.png)\n")


def spoil_image_format(project: Project) -> None:
    project.write("figure.tiff", "x")
    project.write("b.md", "## 題\n![図](figure.tiff)\n")


def spoil_ledger(project: Project) -> None:
    project.ledger.write_text(project.ledger.read_text(encoding="utf-8")[:-30], encoding="utf-8")


def age_ledger(project: Project) -> None:
    replaced(project.ledger, '"format": 1', '"format": 9')


def remove_notes(project: Project) -> None:
    (project.notes_dir / "a.md").unlink()


def link_out_of_notes(project: Project) -> None:
    (project.root / "secret.md").write_text("## 秘密\n他人のもの\n", encoding="utf-8")
    (project.notes_dir / "b.md").symlink_to(project.root / "secret.md")


def link_to_itself(project: Project) -> None:
    (project.notes_dir / "b.md").symlink_to(project.notes_dir / "b.md")


def link_to_nothing(project: Project) -> None:
    (project.notes_dir / "b.md").symlink_to(project.notes_dir / "gone.md")


def put_a_pipe(project: Project) -> None:
    os.mkfifo(project.notes_dir / "b.md")


@pytest.mark.parametrize(
    ("spoil", "exit_code", "message"),
    [
        (spoil_encoding, 1, r"b\.md:2:1: error\[not-utf8\]: byte 0xe3"),
        (spoil_front_matter, 1, r"b\.md:\d+:\d+: error\[front-matter-invalid\]"),
        (spoil_front_matter_key, 1, r"b\.md:2:1: error\[unknown-setting\][\s\S]*Did you mean `tags`"),
        (spoil_setting, 2, r"deck\.toml:2: unknown setting `skip_heading`[\s\S]*Did you mean `skip_headings`"),
        (spoil_setting_value, 2, r"deck\.toml:2: `tags` must be a list of texts"),
        (spoil_toml, 2, r"deck\.toml: .*line 1"),
        (spoil_directive, 1, r"b\.md:2:\d+: error\[invalid-setting\]"),
        (spoil_ids, 1, r"b\.md:4:1: error\[duplicate-id\]"),
        (spoil_cloze, 1, r"b\.md:2:1: error\[cloze-malformed\]"),
        (spoil_image, 1, r"b\.md:2:1: error\[image-missing\]"),
        (spoil_image_outside, 1, r"b\.md:2:1: error\[image-outside\]"),
        (spoil_image_format, 1, r"b\.md:2:1: error\[image-unsupported\]"),
        (spoil_ledger, 1, r"deck\.lock:\d+:1: error\[ledger-damaged\]"),
        (age_ledger, 1, r"deck\.lock:2:1: error\[ledger-newer\]"),
        (remove_notes, 2, r"holds no \.md file"),
        (link_out_of_notes, 1, r"b\.md:1:1: error\[unreadable\]"),
        (link_to_itself, 1, r"b\.md:1:1: error\[unreadable\].*symbolic links"),
        (link_to_nothing, 1, r"b\.md:1:1: error\[unreadable\]: cannot be read: No such file"),
        (put_a_pipe, 1, r"b\.md:1:1: error\[unreadable\].*pipe"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_fault_is_told_and_nothing_is_lost(
    built: Project, spoil: Callable[[Project], None], exit_code: int, message: str
) -> None:
    spoil(built)
    before = built.state()
    outcome = built.run("build")
    assert outcome.exit_code == exit_code, outcome.output
    assert re.search(message, outcome.stderr), outcome.stderr
    assert outcome.stdout == ""
    assert built.state() == before
    assert not list(built.root.rglob("*.part"))


def test_fault_folder_that_cannot_be_looked_into_retires_nothing(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built.write("closed/b.md", "## 題\n**本文**である。\n")
    assert built.run("build").exit_code == 0
    before = built.state()
    scan = os.scandir

    def scan_but_closed(path: str) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scan_but_closed)
    outcome = built.run("build")
    assert outcome.exit_code == 1
    assert "closed:1:1: error[unreadable]: cannot be read: Permission denied" in outcome.stderr
    assert built.state() == before


def test_fault_picture_that_shows_nothing_where_a_mask_should_lie(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = built.state()
    built.write("b.md", "# 表\n\n## 大きさ\n| 読み方 | 大きさ |\n|---|---|\n| 強い | **4 KB** まで |\n")
    monkeypatch.setattr(undrawn, "_cells", lambda source: ())
    with undrawn.undrawn_pictures():
        outcome = built.run("build")
    assert outcome.exit_code == 1
    assert "b.md:4:1: error[picture-failed]: the picture shows nothing in a place" in outcome.stderr
    assert built.state() == before


def test_fault_clock_that_goes_backwards_sends_edits_all_the_same(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    for text, now_s in (("公開鍵", 1_900_000_000), ("秘密鍵", 1_800_000_000), ("共通鍵", 1_850_000_000)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(now_s))
        built.write("a.md", GOOD.replace("対称鍵", text))
        assert built.run("build").exit_code == 0
        (note,) = built.ledger_notes()
        sent.append(note["mod"])
    assert sent == sorted(set(sent))


def test_fault_notes_edited_during_the_build_are_taken_by_the_next(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = importlib.import_module("pipeline.build")

    finish = stages.finished_notes

    def edit_and_finish(*given: Any) -> Any:
        built.write("a.md", GOOD.replace("対称鍵", "公開鍵"))
        return finish(*given)

    built.write("a.md", GOOD.replace("対称鍵", "秘密鍵"))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stages, "finished_notes", edit_and_finish)
        assert built.run("build").exit_code == 0
    dump = built.package.with_suffix(".txt")
    assert "秘密鍵" in dump.read_text(encoding="utf-8")
    assert built.run("build").exit_code == 0
    assert "公開鍵" in dump.read_text(encoding="utf-8")


def test_fault_cache_lost_in_the_middle_keeps_the_deck_and_the_next_build_works(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = importlib.import_module("pipeline.build")

    finish = stages.finished_notes

    def lose_cache_and_finish(*given: Any) -> Any:
        shutil.rmtree(built.package.parent / ".cache")
        return finish(*given)

    before = built.state()
    built.write("b.md", "# 表\n\n## 大きさ\n| 読み方 | 大きさ |\n|---|---|\n| 強い | **4 KB** まで |\n")
    with undrawn.undrawn_pictures():
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(stages, "finished_notes", lose_cache_and_finish)
            outcome = built.run("build")
        assert outcome.exit_code == 4, outcome.output
        assert built.state() == before
        assert built.run("build").exit_code == 0
    assert len(built.ledger_notes()) > 1


def test_fault_is_shown_without_what_lies_outside_and_without_orders_to_the_terminal(built: Project) -> None:
    link_out_of_notes(built)
    (built.root / "secret.md").write_text("swordfish\n", encoding="utf-8")
    built.write("c.md", "## \x1b[2J題\x9b31m\n<!-- card: \x1b]0;x\x07 -->\n本文\n")
    outcome = built.run("build")
    assert outcome.exit_code == 1
    assert "c.md:2" in outcome.stderr
    assert "swordfish" not in outcome.stderr
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", outcome.stderr)


def test_fault_output_folder_that_cannot_be_written_to_keeps_ledger_and_deck(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = built.state()
    built.write("a.md", GOOD.replace("対称鍵", "公開鍵"))
    real_open = os.open

    def read_only(path: Any, flags: int, *given: Any, **named: Any) -> int:
        if str(path).startswith(str(built.package.parent)) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real_open(path, flags, *given, **named)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(os, "open", read_only)
        outcome = built.run("build")
    assert outcome.exit_code == 4, outcome.output
    assert "Read-only file system" in outcome.stderr
    assert built.state() == before
    assert built.run("build").exit_code == 0
    assert built.state() != before


def test_fault_folders_linked_in_a_circle_are_read_once(built: Project) -> None:
    (built.notes_dir / "a").mkdir()
    (built.notes_dir / "a" / "up").symlink_to(built.notes_dir)
    (built.notes_dir / "round").symlink_to(built.notes_dir / "round")
    before = built.state()
    assert built.run("build").exit_code == 0
    assert built.state() == before


def test_fault_one_name_in_two_spellings_of_unicode_loses_no_note(built: Project) -> None:
    for form, text in (("NFC", "公開鍵"), ("NFD", "秘密鍵")):
        built.write(unicodedata.normalize(form, "ガイド.md"), f"## {text}\n**{text}**を使う。\n")  # type: ignore[arg-type]
    assert built.run("build").exit_code == 0
    dump = built.package.with_suffix(".txt").read_text(encoding="utf-8")
    assert "公開鍵" in dump
    assert "秘密鍵" in dump


@pytest.mark.process
def test_fault_ten_thousand_files_in_one_folder_are_built_and_found_unchanged(project: Project) -> None:
    project.notes_dir.mkdir(exist_ok=True)
    for number in range(10_000):
        (project.notes_dir / f"{number}.md").write_text("", encoding="utf-8")
    project.write("a.md", GOOD)
    assert project.run("build").exit_code == 0
    assert len(project.ledger_notes()) == 1
    before = project.state()
    assert project.run("build").exit_code == 0
    assert project.state() == before


def test_fault_no_notes_folder(project: Project) -> None:
    project.notes_dir.rmdir()
    outcome = project.run("build")
    assert outcome.exit_code == 2
    assert "there is no notes folder" in outcome.stderr


def test_fault_output_folder_cannot_be_written(built: Project) -> None:
    before = built.state()
    built.write("a.md", GOOD + "\n## 新\n追加。\n")
    (built.root / "blocked").write_text("a file where a folder should be", encoding="utf-8")
    outcome = built.run("build", "--output", str(built.root / "blocked" / "deck.apkg"))
    assert outcome.exit_code == 4
    assert "cannot be written: File exists at" in outcome.stderr
    assert built.state() == before


@pytest.mark.parametrize("name", ["collection.apkg", "backup-1.apkg", "deck.zip"])
def test_fault_output_name_that_anki_misreads(built: Project, name: str) -> None:
    outcome = built.run("build", "--output", str(built.root / "output" / name))
    assert outcome.exit_code == 2


def test_fault_unknown_verb_and_option(project: Project) -> None:
    assert project.run("biuld").exit_code == 2
    assert project.run("build", "--lock").exit_code == 2


def test_locked_refuses_a_change_and_accepts_none(built: Project) -> None:
    assert built.run("build", "--locked").exit_code == 0
    built.write("a.md", GOOD + "\n## 新\n追加。\n")
    before = built.state()
    outcome = built.run("build", "--locked")
    assert outcome.exit_code == 3
    assert "1 new" in outcome.stderr
    assert built.state() == before


def test_strict_makes_warnings_errors(project: Project) -> None:
    project.write("a.md", GOOD + "\n## 見出しだけ\n")
    assert project.run("build").exit_code == 0
    project.ledger.unlink()
    project.package.unlink()
    outcome = project.run("build", "--strict")
    assert outcome.exit_code == 1
    assert "heading-only" in outcome.stderr
    assert project.state() == {}


def test_allow_silences_a_warning_of_its_section(project: Project) -> None:
    project.write("a.md", GOOD + "\n## 見出しだけ\n<!-- allow: heading-only -->\n")
    outcome = project.run("build", "--strict")
    assert outcome.exit_code == 0, outcome.stderr


def test_second_build_says_that_nothing_changed(built: Project) -> None:
    times = {path: path.stat().st_mtime_ns for path in (built.package, built.ledger)}
    outcome = built.run("build")
    assert "Nothing changed" in outcome.stdout
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_check_writes_nothing(project: Project) -> None:
    project.write("a.md", GOOD)
    outcome = project.run("check")
    assert outcome.exit_code == 0
    assert "nothing was written" in outcome.stdout
    assert project.state() == {}


def test_lost_package_is_written_again_with_the_same_bytes(built: Project) -> None:
    before = built.state()
    built.package.unlink()
    assert built.run("build").exit_code == 0
    assert built.state() == before
