"""Which files are read, in which order, and in what language they are."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.read import language_of, read_notes
from tests.project import Project


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Lambdaのエイリアスは不変のバージョンを指す。", "ja"),
        ("API Gateway, Lambda, DynamoDB, ElastiCache を使う", "ja"),
        ("不可变的版本号，而不是别名。", "zh"),
        ("별칭은 버전을 가리킨다.", "ko"),
        ("An alias points to a version.", "en"),
        ("An alias points to a version. " * 20 + "猫", "en"),
        ("", "en"),
    ],
)
def test_language_is_read_off_the_letters(text: str, language: str) -> None:
    assert language_of(text) == language


def test_read_takes_all_folders_in_one_order_and_no_hidden_one(project: Project) -> None:
    for path in ("b.md", "a/z.md", "a/deep/x.MD", ".obsidian/y.md", ".hidden.md", "a.txt"):
        project.write(path, "## x\ny\n")
    files, said = read_notes(project.notes_dir)
    assert [file.path for file in files] == ["a/deep/x.MD", "a/z.md", "b.md"]
    assert said == ()


def test_read_spells_names_without_control_characters_and_odd_bytes(project: Project) -> None:
    for name in ("a\x1fb.md", "a\nc.md", "\udc80.md"):
        project.write(name, "## x\ny\n")
    assert [file.path for file in read_notes(project.notes_dir)[0]] == ["?.md", "a?b.md", "a?c.md"]
    assert project.run("build").exit_code == 0


def test_read_gives_files_of_one_spelling_names_of_their_own(project: Project) -> None:
    for name in ("a\x1fb.md", "a\nb.md", "c · d.md", "c·d.md", "e › f.md", "e > f.md"):
        project.write(name, "## 鍵\n**鍵**を使う。\n")
    paths = [file.path for file in read_notes(project.notes_dir)[0]]
    assert paths == ["a?b.md", "a?b.md (2)", "c · d.md", "c·d.md (2)", "e > f.md", "e › f.md (2)"]
    assert project.run("build").exit_code == 0
    before = project.state()
    assert project.run("build", "--format", "json").exit_code == 0
    assert project.state() == before
    assert len(project.ledger_notes()) == len(paths)


def test_read_spells_names_composed(project: Project) -> None:
    project.write(unicodedata.normalize("NFD", "ガイド.md"), "## x\ny\n")
    files, _ = read_notes(project.notes_dir)
    assert [file.path for file in files] == [unicodedata.normalize("NFC", "ガイド.md")]
