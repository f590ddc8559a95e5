"""Touched notes are sent once more, and nothing else changes."""

from __future__ import annotations

import json

import pytest

from pipeline.render import drawing
from tests.project import Project
from tests.stories.story import draw_blank

NOTES = """\
## 問い
答え。

## 値
- 幅: `5`
- 長さ: `10`
"""
CLOCK_S = 1_900_000_000


@pytest.fixture
def built(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    project.write("a.md", NOTES)
    project.write("b/c.md", "## 別の問い\n別の答え。\n")
    assert project.run("build").exit_code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(CLOCK_S))
    return project


def times(project: Project) -> dict[str, int]:
    return {note["origin"]: note["mod"] for note in project.ledger_notes()}


@pytest.mark.parametrize(
    ("names", "origins"),
    [
        (["a.md"], {"a.md:1", "a.md:5", "a.md:6"}),
        (["b"], {"b/c.md:1"}),
        (["a.md:2"], {"a.md:1"}),
        (["a.md:6", "b/c.md"], {"a.md:6", "b/c.md:1"}),
        (["a.md:4"], {"a.md:5", "a.md:6"}),
    ],
)
def test_touch_raises_the_time_of_the_wanted_notes_alone(built: Project, names: list[str], origins: set[str]) -> None:
    before, package = built.ledger.read_text(encoding="utf-8"), built.package.read_bytes()
    old = times(built)
    outcome = built.run("touch", *names)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout.startswith(f"Touched {len(origins)} note")
    assert "overwritten" in outcome.stdout
    now = times(built)
    assert {origin for origin in now if now[origin] != old[origin]} == origins
    assert {now[origin] for origin in origins} == {CLOCK_S}
    assert built.package.read_bytes() == package
    ledger = json.loads(built.ledger.read_text(encoding="utf-8"))
    untouched = json.loads(before)
    for note, was in zip(ledger["notes"], untouched["notes"], strict=True):
        note["mod"] = was["mod"]
    assert ledger == untouched


def test_touch_finds_a_line_that_was_pushed_down_since_the_build(built: Project) -> None:
    built.write("a.md", "\n\n\n" + NOTES)
    built.run("touch", "a.md:4")
    assert [origin for origin, mod in times(built).items() if mod == CLOCK_S] == ["a.md:1"]


def test_touch_finds_a_diagram_without_drawing_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_blank(monkeypatch)
    project.write("a.md", "## 流れ\n\n```mermaid\ngraph LR\n  A[甲の店] -->|渡す| B[乙の店]\n```\n")
    assert project.run("build").exit_code == 0
    before = [note["mod"] for note in project.ledger_notes()]
    monkeypatch.setattr(drawing, "draw_missing", lambda *_: pytest.fail("something was drawn"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(CLOCK_S))
    assert project.run("touch", "a.md").exit_code == 0
    assert len(before) == 2
    assert [note["mod"] for note in project.ledger_notes()] == [CLOCK_S, CLOCK_S]


def test_touch_goes_on_from_the_last_change_where_the_clock_is_behind(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built.run("touch", "b")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    built.run("touch", "b")
    assert times(built)["b/c.md:1"] == CLOCK_S + 1


def test_touched_notes_are_sent_by_the_next_build_and_only_by_it(built: Project) -> None:
    built.run("touch", "b")
    touched = times(built)
    first = built.build()
    assert [note.mod_s for note in first.notes if note.span.path == "b/c.md"] == [CLOCK_S]
    assert first.wrote_package
    assert not first.wrote_ledger
    assert times(built) == touched
    assert not built.build().wrote_package


@pytest.mark.parametrize(
    ("name", "message"),
    [("b/d.md", "Did you mean `b/c.md`?"), ("new.md", "no note of new.md was sent yet")],
)
def test_touch_of_what_is_not_there_is_wrong_use(built: Project, name: str, message: str) -> None:
    built.write("new.md", "## まだ\n送っていない。\n")
    before = built.state()
    outcome = built.run("touch", "a.md", name)
    assert outcome.exit_code == 2
    assert message in outcome.stderr
    assert built.state() == before


def test_touch_before_the_first_build_is_wrong_use(project: Project) -> None:
    project.write("a.md", NOTES)
    assert project.run("touch", "a.md").exit_code == 2
    assert project.state() == {}


def test_touch_leaves_a_damaged_ledger_alone(built: Project) -> None:
    built.ledger.write_text(built.ledger.read_text(encoding="utf-8")[:-30], encoding="utf-8")
    before = built.state()
    outcome = built.run("touch", "a.md")
    assert outcome.exit_code == 1
    assert "error[ledger-damaged]" in outcome.stderr
    assert built.state() == before
