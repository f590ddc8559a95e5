"""What Anki gets of notes that hold its own syntax, HTML and the dialects of other programs: its fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.core.markup import field_text
from pipeline.core.note import NoteDraft
from pipeline.draft import draft_sections
from pipeline.parse import parse_file
from tests.fixture_files import Example, examples, rewrite

FOLDER = Path(__file__).parent.parent / "fixtures" / "fields"
SHOWN = ("Front", "Back", "Text", "Back Extra")


def drafts_of(source: str) -> tuple[NoteDraft, ...]:
    sections, _ = parse_file("notes.md", source, Config().defaults)
    return draft_sections(sections, Config())[0]


def fields(source: str) -> str:
    lines = []
    for draft in drafts_of(source):
        keys = dict.fromkeys(mark.key for mark in draft.cloze_marks)
        ordinals = {key: nth for nth, key in enumerate(keys, 1)}
        names = {request.key: "picture.png" for request in draft.requests}
        lines += [f"{name}: {field_text(markup, ordinals, names)}" for name, markup in draft.fields if name in SHOWN]
    return "\n".join(lines)


rewrite(FOLDER, fields)


@pytest.mark.parametrize("example", examples(FOLDER), ids=str)
def test_field_is_what_its_fixture_says(example: Example) -> None:
    assert fields(example.source) == example.expected.strip()
