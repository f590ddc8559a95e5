"""Files that did not change are taken as the last build has packed them: the same deck, and none of its work again."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from pipeline.finish import finished_notes
from tests.anki.edits import EDITS
from tests.anki.notebook import Notebook
from tests.project import PNG, Project

EDITS_IN_A_ROW = 25


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose notes are finished from now on."""
    paths: list[str] = []

    def noted(drafts, *more):  # type: ignore[no-untyped-def]
        paths.extend(sorted({draft.span.path for draft in drafts}))
        return finished_notes(drafts, *more)

    monkeypatch.setattr("pipeline.build.finished_notes", noted)
    return paths


def built(project: Project) -> dict[str, bytes]:
    """Build as a person does, and return all that a build leaves."""
    result = project.run("build")
    assert result.exit_code == 0, result.output
    return project.state() | {"dump": project.package.with_suffix(".txt").read_bytes()}


def without_memory(project: Project, scratch: Path, then: dict[str, bytes]) -> dict[str, bytes]:
    """Return what the same build leaves on top of the ledger of `then`, where no build before it is remembered."""
    beside = Project(root=scratch)
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(project.notes_dir, beside.notes_dir)
    beside.ledger.write_bytes(then["deck.lock"])
    return built(beside)


def test_any_edit_gives_the_bytes_that_a_build_without_memory_gives(
    project: Project, tmp_path: Path, finished: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, notebook = Random(7), Notebook()
    for page in notebook.pages:
        page.sections += [notebook.new_section(chance) for _ in range(3)]
    afresh = 0
    then: dict[str, bytes] = {}
    for nth in range(EDITS_IN_A_ROW):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_800_000_000 + nth))
        for page in notebook.pages:
            project.write(page.name, page.text())
        now = built(project)
        afresh += len(finished)
        if then:
            assert now == without_memory(project, tmp_path / "beside", then), f"edit {nth}"
        del finished[:]
        then = now
        chance.choice(EDITS)(notebook, chance)
    assert afresh < EDITS_IN_A_ROW * len(notebook.pages) * 0.6


TEXTS = {
    "a.md": "## 鍵\n**対称鍵**を使う。\n",
    "b.md": "## 版\n**固定の版**を使う。\n",
    "c.md": "## 図\n**一つの点**である。\n\n![図](point.png)\n",
}


@pytest.fixture
def settled(project: Project) -> Project:
    """A project whose files are all settled."""
    (project.notes_dir / "point.png").write_bytes(PNG)
    for name, text in TEXTS.items():
        project.write(name, text)
    assert project.run("build").exit_code == 0
    return project


def guid_in(project: Project, name: str) -> str:
    (guid,) = [
        note["guid"] for note in project.ledger_notes() if note["origin"].startswith(name) and "retired" not in note
    ]
    return str(guid)


def test_only_the_edited_file_is_finished_again(settled: Project, finished: list[str]) -> None:
    settled.write("a.md", TEXTS["a.md"].replace("使う", "使い続ける"))
    built(settled)
    assert finished == ["a.md"]


def test_an_id_takes_a_note_out_of_a_settled_file(settled: Project, finished: list[str]) -> None:
    of_b = guid_in(settled, "b.md")
    settled.write("a.md", f"## 鍵\n<!-- id: {of_b} -->\n**非対称鍵**を使う。\n")
    built(settled)
    assert finished == ["a.md", "b.md"]
    assert guid_in(settled, "a.md") == of_b != guid_in(settled, "b.md")


def test_touched_notes_are_sent_again(settled: Project, finished: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert settled.run("touch", "a.md").exit_code == 0
    before = settled.package.read_bytes()
    built(settled)
    assert finished == list(TEXTS)
    assert settled.package.read_bytes() != before
    assert {note["mod"] for note in settled.ledger_notes()} == {1_577_836_800, 1_800_000_000}


def test_a_new_image_reaches_its_notes(settled: Project, finished: list[str]) -> None:
    names = [line for line in built(settled)["dump"].decode().splitlines() if "point" in line]
    (settled.notes_dir / "point.png").write_bytes(PNG[:-1])
    again = [line for line in built(settled)["dump"].decode().splitlines() if "point" in line]
    assert finished == ["c.md"]
    assert names and again and names != again


def test_a_ledger_of_another_branch_has_all_files_looked_at(settled: Project, finished: list[str]) -> None:
    old = settled.ledger.read_bytes()
    settled.write("a.md", TEXTS["a.md"].replace("使う", "使い続ける"))
    built(settled)
    settled.ledger.write_bytes(old)
    del finished[:]
    built(settled)
    assert finished == list(TEXTS)
