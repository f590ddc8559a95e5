"""Places of the notes as a person names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import UsageError
from pipeline.drafting import draft_notes
from pipeline.places import place_named
from tests.project import Project

NOTES = """\
前置き。

## 問い
答え。

## 値
- 幅: `5`
- 長さ: `10`

## 次
**語**を隠す。
"""


@pytest.fixture
def notes_dir(project: Project) -> Path:
    project.write("aws/lambda.md", NOTES)
    project.write("sqs.md", NOTES)
    return project.notes_dir


def lines_at(notes_dir: Path, name: str) -> list[str]:
    drafted = draft_notes(notes_dir)
    place = place_named(name, notes_dir, drafted.sections, drafted.drafts)
    return [f"{draft.span.path}:{draft.span.line}" for draft in drafted.drafts if place.holds(draft.span)]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("sqs.md", ["sqs.md:3", "sqs.md:7", "sqs.md:8", "sqs.md:11"]),
        ("aws", ["aws/lambda.md:3", "aws/lambda.md:7", "aws/lambda.md:8", "aws/lambda.md:11"]),
        ("sqs.md:3", ["sqs.md:3"]),
        ("sqs.md:4:2", ["sqs.md:3"]),
        ("sqs.md:5", ["sqs.md:3"]),
        ("sqs.md:6", ["sqs.md:7", "sqs.md:8"]),
        ("sqs.md:7", ["sqs.md:7"]),
        ("sqs.md:99", ["sqs.md:11"]),
    ],
)
def test_place_holds_the_notes_of_a_file_a_folder_or_a_line(notes_dir: Path, name: str, lines: list[str]) -> None:
    assert lines_at(notes_dir, name) == lines


def test_place_is_named_from_the_working_directory_too(notes_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(notes_dir / "aws")
    assert lines_at(notes_dir, "lambda.md:11") == ["aws/lambda.md:11"]
    assert len(lines_at(notes_dir, str(notes_dir))) == 8


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("somewhere.md", "Name a file"),
        ("aws/lamda.md", "Did you mean `aws/lambda.md`?"),
        ("aws/lamda.md:7", "Did you mean `aws/lambda.md`?"),
        ("sqs.md:1", "in no section"),
        ("../elsewhere.md", "there is no"),
    ],
)
def test_place_that_is_not_there_is_wrong_use(notes_dir: Path, name: str, message: str) -> None:
    (notes_dir.parent / "elsewhere.md").write_text(NOTES, encoding="utf-8")
    with pytest.raises(UsageError) as fault:
        lines_at(notes_dir, name)
    assert message in f"{fault.value.message}\n{fault.value.hint}"
