"""What a run says on a terminal, in a pipe, and when it is to be quiet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.core.ledger import BuildResult, Delta
from pipeline.lines import Ink, Piece, columns, plain_line
from pipeline.printing import print_lines
from pipeline.report import outcome_lines
from pipeline.report.terminal import excerpt
from tests.project import Project
from tests.terminal import seen_on_a_terminal

NOTES = "## 鍵\n**対称鍵**と**公開鍵**を使う。\n\n## 見出しだけ\n"


@pytest.fixture
def built(project: Project) -> Project:
    project.write("a.md", NOTES)
    assert project.run("build").exit_code == 0
    return project


def test_terminal_quiet_prints_errors_alone(project: Project) -> None:
    project.write("a.md", NOTES)
    quiet = project.run("build", "-q")
    assert (quiet.exit_code, quiet.output) == (0, "")
    project.write("b.md", "## 図\n![ ](nowhere.png)\n")
    quiet = project.run("build", "-q")
    assert quiet.exit_code == 1
    assert "error[image-missing]" in quiet.stderr
    assert "heading-only" not in quiet.stderr
    project.write("b.md", "")
    touched = project.run("touch", "-q", "a.md")
    assert (touched.exit_code, touched.output) == (0, "")


def test_terminal_summary_counts_cards_by_deck(project: Project) -> None:
    project.write("a.md", NOTES)
    project.write("b.md", "---\ndeck: 覚え書き::鍵\n---\n## 方式\n**AES**を使う。\n")
    lines = project.run("build").stdout.splitlines()
    assert lines[1:3] == ["    Notes         2 cards", "    覚え書き::鍵  1 card"]
    assert len({columns(line[: line.rindex(" c") - 1]) for line in lines[1:3]}) == 1


def test_terminal_summary_names_no_deck_where_there_is_one(built: Project) -> None:
    assert "cards" not in built.run("check").stdout.splitlines()[1]


def test_terminal_summary_tells_the_size_of_the_package(built: Project) -> None:
    built.package.unlink()
    outcome = built.run("build", "--format", "json")
    assert json.loads(outcome.stdout)["bytes"] == built.package.stat().st_size


def test_terminal_summary_tells_pictures_and_where_they_come_from() -> None:
    result = BuildResult(
        delta=Delta(),
        diagnostics=(),
        pictures_drawn=3,
        pictures_cached=9,
        images=1,
        media_bytes=480_000,
        wrote_package=True,
        package_bytes=1_200_000,
    )
    lines = [plain_line(line) for line in outcome_lines(result, Path("d.apkg"), wrote=True, verbose=False)]
    assert lines[0] == "Built d.apkg (1.2 MB): 0 notes, 0 cards."
    assert lines[1] == "  13 pictures (480 kB): 3 drawn, 9 from the cache, 1 of your own"


def test_terminal_a_new_look_is_told_though_no_note_changed(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.package import notetype

    read = notetype._design_text
    monkeypatch.setattr(notetype, "_design_text", lambda name: read(name) + "\n")
    monkeypatch.setattr("pipeline.sources.code_fingerprint", lambda: "that of another look")
    assert "The look of cloze cards changed" in built.run("status").stdout
    locked = built.run("build", "--locked")
    assert locked.exit_code == 3
    assert "1 unchanged, new look" in locked.stderr
    lines = built.run("build").stdout.splitlines()
    assert lines[1:3] == [
        "  1 unchanged, new look",
        "  The look of cloze cards changed: the import gives it to all of them, reviews stay.",
    ]
    assert "new look" not in built.run("check").stdout


@pytest.mark.parametrize("room", [20, 40, 60])
@pytest.mark.parametrize("column", [1, 30, 59, 60])
def test_terminal_source_line_keeps_the_caret_in_sight(room: int, column: int) -> None:
    source = "長い文が続く。" * 8 + "ab*c"
    shown, indent = excerpt(source, column, room)
    assert columns(shown) <= room
    assert indent < room
    at = next(index for index in range(len(shown) + 1) if columns(shown[:index]) == indent)
    assert shown[at] == source[column - 1]


@pytest.mark.process
def test_terminal_has_colours_and_no_line_that_wraps(project: Project) -> None:
    project.write("a.md", f"## 文\n{'とても長い文が続き、' * 12}**sts:*** と書かれている。\n")
    arguments = ("check", "--notes", str(project.notes_dir), "--output", str(project.package))
    seen = seen_on_a_terminal(*arguments)
    assert "\x1b[1;33mwarning[star-guessed]\x1b[0m" in seen
    plain = seen_on_a_terminal(*arguments, NO_COLOR="1")
    assert "\x1b[" not in plain
    source, caret = plain.splitlines()[1:3]
    assert columns(source) <= 80
    at = columns(caret) - 1
    index = next(index for index in range(len(source)) if columns(source[:index]) == at)
    assert source[index] == "*"


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, "{+new+} line\n"),
        ({"FORCE_COLOR": "1"}, "\x1b[32mnew\x1b[0m line\n"),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "{+new+} line\n"),
    ],
    ids=["piped", "forced", "forbidden"],
)
def test_terminal_colours_can_be_forced_and_forbidden(
    environment: dict[str, str], shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    print_lines([(Piece("new", Ink.ADDED), Piece(" line"))])
    assert capsys.readouterr().out == shown
