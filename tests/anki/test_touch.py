"""What the learner changed inside Anki: kept against an older edit, overwritten once the note is touched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.notes import NoteId

from tests.anki.learner import Learner
from tests.project import Project

pytestmark = pytest.mark.anki

NOTES = "## 問い\n答え。\n\n## 別の問い\n別の答え。\n"


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    made = Learner(tmp_path / "anki")
    yield made
    made.close()


def build_at(project: Project, monkeypatch: pytest.MonkeyPatch, clock_s: int) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(clock_s))
    project.build()


def test_touch_brings_an_edit_to_a_note_that_was_edited_in_anki(
    project: Project, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = int(time.time())
    project.write("a.md", NOTES)
    note_id = NoteId(project.build().notes[0].created_ms)
    learner.take(project.package)
    own = learner.col.get_note(note_id)
    own["Back"] = "私の答え。"
    learner.col.update_note(own)

    project.write("a.md", NOTES.replace("\n答え。", "\n正しい答え。"))
    build_at(project, monkeypatch, now_s - 3600)
    refused = learner.take(project.package)
    assert (len(refused.updated), len(refused.duplicate)) == (0, 2)
    assert learner.col.get_note(note_id)["Back"] == "私の答え。"

    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(now_s + 60))
    assert project.run("touch", "a.md:2").exit_code == 0
    build_at(project, monkeypatch, now_s + 60)
    taken = learner.take(project.package)
    assert (len(taken.updated), len(taken.duplicate)) == (1, 1)
    assert "正しい答え。" in learner.col.get_note(note_id)["Back"]


def test_retired_notes_are_found_by_the_search_that_the_build_prints(project: Project, learner: Learner) -> None:
    sections = [f"## 問い{number}\n答え{number}は**語{number}**。\n" for number in range(1500)]
    project.write("a.md", "\n".join(sections))
    project.build()
    learner.take(project.package)
    project.write("a.md", sections[7])
    search = project.run("build").stdout.splitlines()[-1]
    assert search.startswith("nid:")
    found = learner.col.find_notes(search)
    assert len(found) == 1499
    learner.col.remove_notes(found)
    assert len(learner.col.find_notes("")) == 1
