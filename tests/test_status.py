"""What a person is told of changes: before a build by `status`, after it in short."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.core.diagnostic import Span
from pipeline.core.ledger import Change, Delta
from pipeline.lines import plain_line
from pipeline.status import short_lines, status_lines
from tests.project import Project
from tests.terminal import seen_on_a_terminal

NOTES = """\
# Lambda

## なぜ外に書くのか？
次の呼び出しで、前に作った接続をそのまま使い回せるから。

## 別名
エイリアスは**バージョン**を指し、**別のエイリアス**は指せない。

## 既定値
TimeoutSecondsは**99999999**である。
"""


@pytest.fixture
def built(project: Project) -> Project:
    project.write("a.md", NOTES)
    assert project.run("build").exit_code == 0
    return project


def status(project: Project, *options: str) -> str:
    outcome = project.run("status", "--output", str(project.package), *options)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def status_delta(project: Project) -> dict[str, Any]:
    delta: dict[str, Any] = json.loads(status(project, "--format", "json"))["delta"]
    return delta


def test_status_tells_an_edit_word_by_word(built: Project) -> None:
    built.write("a.md", NOTES.replace("使い回せる", "使いまわせる"))
    assert status(built).splitlines() == [
        "1 changed",
        "  a.md:3  Lambda › なぜ外に書くのか?  (same question)",
        "      A  …、前に作った接続をそのまま使い[-回-]{+まわ+}せるから。",
        "",
        "2 unchanged",
    ]
    (change,) = status_delta(built)["updated"]
    assert change["before"][1] == "次の呼び出しで、前に作った接続をそのまま使い回せるから。"
    assert change["after"][1] == "次の呼び出しで、前に作った接続をそのまま使いまわせるから。"


def test_status_tells_which_clozes_are_lost_and_which_words_hidden(built: Project) -> None:
    built.write("a.md", NOTES.replace("**別のエイリアス**は", "別の名前は"))
    told = status(built)
    assert "[バージョン]を指し、[-[-]別の[-エイリアス]-]{+名前+}は指せない。\n" in told
    assert "      no longer asked: c2\n" in told
    assert status_delta(built)["updated"][0]["lost_ordinals"] == [2]


def test_status_says_so_where_the_words_are_the_same(built: Project) -> None:
    built.write("a.md", NOTES.replace("# Lambda", "---\ntags: [aws]\n---\n# Lambda"))
    told = status(built)
    assert told.count("same words; the look, tags, pictures or heading path changed") == 3
    assert "[-" not in told


def test_status_tells_a_renamed_heading_as_a_move(built: Project) -> None:
    built.write("a.md", NOTES.replace("## 別名", "## エイリアス"))
    told = status(built)
    assert "1 moved\n  a.md:7  Lambda › エイリアス  (" in told
    assert "      別名 → エイリアス\n" in told
    (change,) = status_delta(built)["moved"]
    assert change["old_key"].startswith("a.md › Lambda › 別名 · ")
    assert change["key"].startswith("a.md › Lambda › エイリアス · ")


def test_status_tells_a_move_to_another_file(built: Project) -> None:
    head, tail = NOTES.split("## 既定値")
    built.write("a.md", head)
    built.write("b.md", f"# Lambda\n\n## 既定値{tail}")
    told = status(built)
    assert "1 moved\n  b.md:4  Lambda › 既定値  (" in told
    assert "      a.md → b.md\n      TimeoutSecondsは[99999999]である。\n" in told


def test_status_tells_what_is_retired_and_new(built: Project) -> None:
    built.write("a.md", NOTES.split("## 既定値", maxsplit=1)[0] + "## 料金\n呼び出しの回数と時間で決まる。\n")
    told = status(built)
    assert (
        "1 retired\n  a.md:10  Lambda › 既定値  (no longer in the notes)\n      TimeoutSecondsは[99999999]である。"
        in told
    )
    assert "1 new\n  a.md:9  Lambda › 料金\n      Q  料金\n      A  呼び出しの回数と時間で決まる。\n" in told
    delta = status_delta(built)
    assert [change["line"] for change in (*delta["retired"], *delta["added"])] == [10, 9]
    assert delta["unchanged"] == 2


def test_status_counts_unchanged_notes_and_names_them_when_asked(built: Project) -> None:
    assert status(built) == "3 unchanged\n"
    assert "  a.md:7  Lambda › 別名" in status(built, "-v")


def test_status_writes_nothing(project: Project) -> None:
    project.write("a.md", NOTES)
    assert "3 new" in status(project)
    assert project.state() == {}
    cache = project.package.parent / ".cache"
    written = {path for path in project.root.rglob("*") if path.is_file() and cache not in path.parents}
    assert written == {project.notes_dir / "a.md"}


def test_status_of_a_damaged_ledger_is_its_diagnostic(built: Project) -> None:
    built.ledger.write_text(built.ledger.read_text(encoding="utf-8")[:-30], encoding="utf-8")
    for form in ("text", "json"):
        outcome = built.run("status", "--output", str(built.package), "--format", form)
        assert outcome.exit_code == 1
        assert "error[ledger-damaged]" in outcome.stderr
    assert [said["code"] for said in json.loads(outcome.stdout)["diagnostics"]] == ["ledger-damaged"]


@pytest.mark.process
def test_status_is_coloured_on_a_terminal_only(built: Project) -> None:
    built.write("a.md", NOTES.replace("使い回せる", "使いまわせる"))
    arguments = ("status", "--notes", str(built.notes_dir), "--output", str(built.package))
    coloured = seen_on_a_terminal(*arguments)
    assert "\x1b[9;31m回\x1b[0m\x1b[32mまわ\x1b[0m" in coloured
    assert "[-" not in coloured
    for plain in (seen_on_a_terminal(*arguments, NO_COLOR="1"), status(built)):
        assert "使い[-回-]{+まわ+}せる" in plain
        assert "\x1b" not in plain


def change(line: int, **sides: Any) -> Change:
    wanted = {"before": ("⟦前⟧の語",), "after": ("⟦後⟧の語",), "old_key": "a.md › A · bold", "why": "same place"}
    return Change(
        guid=str(line), note_id=line, key="a.md › A · bold", span=Span(path="a.md", line=line), **(wanted | sides)
    )


@pytest.mark.parametrize(
    ("old_key", "move"),
    [
        ("b.md › A · bold", "b.md → a.md"),
        ("a.md › B · bold", "B → A"),
        ("b.md › B · bold", "b.md › B → a.md › A"),
        ("a.md › B › A · bold", "a.md › B → a.md"),
    ],
)
def test_status_tells_a_move_by_what_differs(old_key: str, move: str) -> None:
    lines = [plain_line(line) for line in status_lines(Delta(moved=(change(1, old_key=old_key),)), verbose=False)]
    assert lines[2] == f"      {move}"


def test_short_list_ends_after_ten_lines_and_is_whole_when_asked() -> None:
    delta = Delta(updated=tuple(change(line) for line in range(1, 15)))
    short = [plain_line(line) for line in short_lines(delta, verbose=False)]
    assert short[0] == "    changed  a.md:1  [[-前-]{+後+}]の語"
    assert short[10:] == ["    … and 4 more"]
    assert len(list(short_lines(delta, verbose=True))) == 14


def test_short_list_is_left_out_where_all_is_new(project: Project) -> None:
    project.write("a.md", NOTES)
    assert len(project.run("build").stdout.splitlines()) == 3


def test_build_tells_its_changes_and_what_it_leaves_in_anki(built: Project) -> None:
    ids = {note["origin"]: note["id"] for note in built.ledger_notes()}
    edited = NOTES.split("## 既定値", maxsplit=1)[0].replace("**別のエイリアス**は", "別の名前は")
    built.write("a.md", edited[edited.index("## 別名") :])
    lines = built.run("build").stdout.splitlines()
    assert lines[1] == "  1 moved, 2 retired"
    assert [line.split()[:2] for line in lines[2:5]] == [
        ["moved", "a.md:2"],
        ["retired", "a.md:3"],
        ["retired", "a.md:10"],
    ]
    assert "Tools › Empty Cards" in lines[6]
    assert lines[6].startswith("1 cloze ")
    assert "Notes › Delete" in lines[8]
    search = lines[9].removeprefix("nid:").split(",")
    assert sorted(search) == sorted(str(ids[origin]) for origin in ("a.md:3", "a.md:10"))
