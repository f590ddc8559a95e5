"""From notes to the real Anki: what a build promises, seen in a collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.models import NotetypeId

from tests.anki.learner import Learner
from tests.project import Project

pytestmark = pytest.mark.anki

NOTES = """\
## なぜハンドラーの外に書くのか？
次の呼び出しで接続を使い回せるから。

## 別名
エイリアスは不変の**バージョン**を指し、**別のエイリアス**は指せない。

## 既定値
- TimeoutSeconds: 99999999
- 心拍: `HeartbeatSeconds`
- ARN: `arn:aws:s3:::bucket`

## 波括弧
末尾に`${stageVariables.alias}`を付けて{{c1::`{"a": {"b": 1}}`}}とする。

## 括弧付き
$x^{2}$は{{c2::二乗::何}}で、型は**AWS::S3::Bucket**で、[sound:x.mp3]も\\(y\\)もただの文字。

## appspec.ymlは**ソースのルート**に置く
"""


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    made = Learner(tmp_path / "anki")
    yield made
    made.close()


def counts(log: Any) -> tuple[int, int, int, int]:
    return len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting)


def test_pipeline_first_import_all_new_then_all_duplicate(project: Project, learner: Learner) -> None:
    project.write("a.md", NOTES)
    result = project.build()
    total = len(result.notes)
    assert counts(learner.take(project.package)) == (total, 0, 0, 0)
    assert counts(learner.take(project.package)) == (0, 0, total, 0)
    assert len(learner.cards()) == sum(len(note.ordinals) for note in result.notes)


def test_pipeline_one_edit_updates_one_note_and_keeps_its_reviews(project: Project, learner: Learner) -> None:
    project.write("a.md", NOTES)
    learner.take((project.build(), project.package)[1])
    learner.review_all()
    before = learner.reps()
    project.write("a.md", NOTES.replace("次の呼び出しで接続を使い回せるから", "接続を使い回せるから"))
    total = len(project.build().notes)
    assert counts(learner.take(project.package)) == (0, 1, total - 1, 0)
    assert learner.reps() == before
    assert set(before.values()) == {1}


def test_pipeline_new_cloze_adds_a_card_and_moves_no_history(project: Project, learner: Learner) -> None:
    project.write("a.md", NOTES)
    project.build()
    learner.take(project.package)
    learner.review_all()
    before = learner.reps()
    project.write("a.md", NOTES.replace("**別のエイリアス**は指せない", "**別のエイリアス**は**決して**指せない"))
    project.build()
    assert counts(learner.take(project.package))[:2] == (0, 1)
    after = learner.reps()
    assert {card: after[card] for card in before} == before
    assert sorted(after.values())[:2] == [0, 1]


def test_pipeline_new_look_arrives_without_touching_a_note(
    project: Project, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.package import notetype

    project.write("a.md", NOTES)
    total = len(project.build().notes)
    learner.take(project.package)
    read = notetype._design_text
    monkeypatch.setattr(notetype, "_design_text", lambda name: read(name) + "\n<!-- .new-look { color: red } -->\n")
    project.build()
    assert counts(learner.take(project.package)) == (0, 0, total, 0)
    notetypes = [learner.col.models.get(NotetypeId(own.id)) for own in learner.col.models.all_names_and_ids()]
    styled = [own for own in notetypes if own is not None and "new-look" in own["css"]]
    assert sorted(own["name"] for own in styled) == ["Notedeck Basic", "Notedeck Cloze"]


def test_pipeline_answers_come_through_the_cloze_parser_whole(project: Project, learner: Learner) -> None:
    project.write("a.md", NOTES)
    result = project.build()
    learner.take(project.package)
    shown = [card.render_output() for card in learner.cards()]
    answers = "\n".join(output.answer_text.replace("<wbr>", "") for output in shown)
    assert '{"a": {"b": 1}}' in answers
    assert "AWS::S3::Bucket" in answers
    assert "[何]" in "\n".join(output.question_text for output in shown)
    assert "arn:aws:s3:::bucket" in answers
    for output in shown:
        assert "No cloze" not in output.question_text
        assert "{{c" not in output.question_text
        assert output.question_av_tags == [] == output.answer_av_tags
    assert result.diagnostics == ()


def test_pipeline_moved_section_keeps_its_cards(project: Project, learner: Learner) -> None:
    project.write("a.md", NOTES)
    project.build()
    learner.take(project.package)
    learner.review_all()
    before = learner.reps()
    section = "## 別名\nエイリアスは不変の**バージョン**を指し、**別のエイリアス**は指せない。\n"
    project.write("a.md", NOTES.replace(section, ""))
    project.write("b.md", section)
    result = project.build()
    assert len(result.delta.moved) == 1
    assert counts(learner.take(project.package))[:2] == (0, 1)
    assert learner.reps() == before


def test_pipeline_lost_ledger_doubles_nothing(project: Project, learner: Learner) -> None:
    project.write("a.md", NOTES)
    project.build()
    learner.take(project.package)
    project.ledger.unlink()
    total = len(project.build().notes)
    assert counts(learner.take(project.package)) == (0, 0, total, 0)
