"""The first notes of a new project build as they are, and teach what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.core.note import NoteKind
from pipeline.drafting import draft_notes
from tests.project import Project, invoke

ROOT = Path(__file__).parents[1]


def test_init_writes_notes_without_a_finding(tmp_path: Path) -> None:
    outcome = invoke("init", str(tmp_path / "my notes"))
    assert outcome.exit_code == 0
    assert f"build --notes '{tmp_path}/my notes'" in outcome.stdout
    drafted = draft_notes(tmp_path / "my notes")
    assert drafted.diagnostics == ()
    assert {draft.kind for draft in drafted.drafts} >= {NoteKind.BASIC, NoteKind.CLOZE}
    asked = [draft.span.line for draft in drafted.drafts]
    headings = [section.span for section in drafted.sections]
    silent = [own for own in headings if not any(own.line <= line <= own.end_line for line in asked)]
    lines = (tmp_path / "my notes" / "first-notes.md").read_text(encoding="utf-8").splitlines()
    assert [lines[own.line - 1] for own in silent] == ["## This section makes no card"]


@pytest.mark.parametrize("content", ["file", "folder"])
def test_init_writes_over_nothing(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "notes"
    if content == "file":
        folder.write_text("mine", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / "mine.md").write_text("mine", encoding="utf-8")
    outcome = invoke("init", str(folder))
    assert outcome.exit_code == 2
    assert "is there already" in outcome.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == (
        ["notes"] if content == "file" else ["mine.md", "notes"]
    )


@pytest.mark.browser
@pytest.mark.parametrize("name", ["notes", "my notes"])
def test_init_prints_a_command_that_works_as_it_is(tmp_path: Path, name: str) -> None:
    start = [sys.executable, str(ROOT / "build_deck.py"), "init", name]
    told = subprocess.run(start, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    subprocess.run(told.splitlines()[-1], shell=True, cwd=tmp_path, check=True)
    package = "output/deck.apkg" if name == "notes" else "output/my notes/deck.apkg"
    assert (tmp_path / package).exists()


@pytest.mark.browser
def test_init_notes_build_and_say_what_to_do_next(tmp_path: Path) -> None:
    project = Project(root=tmp_path)
    assert invoke("init", str(project.notes_dir)).exit_code == 0
    outcome = project.run("build", "--strict")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stdout.startswith(f"Built {project.package}")
