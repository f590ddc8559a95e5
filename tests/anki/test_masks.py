"""Masked tables in the real Anki: its own mask editor reads them, each card asks one cell and tells no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.core.note import Note, NoteKind
from tests.anki.learner import Learner
from tests.anki.notebook import plain
from tests.project import Project

pytestmark = [pytest.mark.anki, pytest.mark.browser]

NOTES = """\
## 呼び出し方の違いは？

| 方式 | 上限 | 失敗すると | [sound:a] |
| --- | --- | --- | --- |
| AWS::同期 | **6 MB** | 呼び手に**例外**が返る | ${a.{b}} |
| [latex] | 256 KB | 二度まで<br>やり直す | ○ |
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Note]:
    project = Project(root=tmp_path_factory.mktemp("masks"))
    project.write("a.md", NOTES)
    (note,) = (note for note in project.build().notes if note.kind is NoteKind.OCCLUSION)
    return project, note


@pytest.fixture
def learner(tmp_path: Path, built: tuple[Project, Note]) -> Iterator[Learner]:
    made = Learner(tmp_path / "anki")
    made.take(built[0].package)
    yield made
    made.close()


def test_masks_open_in_the_editor_of_anki(learner: Learner, built: tuple[Project, Note]) -> None:
    _, note = built
    opened = learner.col._backend.get_image_occlusion_note(note_id=note.created_ms).note
    shapes = [(occlusion.ordinal, shape.shape) for occlusion in opened.occlusions for shape in occlusion.shapes]
    assert sorted(shapes) == [(number, "rect") for number in (0, 1, 2, 3, 4, 5)]
    assert opened.occlude_inactive
    assert opened.image_file_name.startswith("table-")
    assert len(opened.image_data) > 1000


def test_masks_ask_one_cell_and_cover_the_others(learner: Learner, built: tuple[Project, Note]) -> None:
    _, note = built
    asked = {
        "AWS::同期 × 上限": "6 MB",
        "AWS::同期 × 失敗すると": "例外",
        "AWS::同期 × [sound:a]": "${a.{b}}",
        "[latex] × 上限": "256 KB",
        "[latex] × 失敗すると": "二度までやり直す",
    }
    sides = {card: pair for card, nid, *pair in learner.faces() if nid == note.created_ms}
    assert len(sides) == len(asked)
    for (question, answer), (prompt, cell) in zip(sides.values(), asked.items(), strict=True):
        front, back = plain(question.partition("<script>")[0]), plain(answer.partition("<script>")[0])
        assert prompt in front
        assert not any(text in front for text in asked.values())
        assert f"{prompt} {cell}" in back
        assert re.findall(r'<span class="cloze"[^>]*>(.*?)</span>', answer) != []
        assert len(re.findall(r'<div class="cloze" [^>]*data-ordinal="[1-5]"', question)) == 1
        assert len(re.findall(r'<div class="cloze" [^>]*data-ordinal="0"', question)) == 1
        assert len(re.findall(r'<div class="cloze-inactive" [^>]*data-occludeinactive="1"', question, re.I)) == 4


def test_masks_are_found_by_the_words_of_the_table(learner: Learner, built: tuple[Project, Note]) -> None:
    _, note = built
    assert note.created_ms in learner.col.find_notes("256 二度まで")
