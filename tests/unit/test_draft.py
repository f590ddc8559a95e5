"""Every drafting rule against its fixture file: Markdown in, the cards as the learner sees them out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.draft import draft_sections
from pipeline.parse import parse_file
from pipeline.show import shown_drafts
from tests.fixture_files import Example, examples, rewrite

FOLDER = Path(__file__).parent.parent / "fixtures" / "draft"


def drafted(source: str) -> str:
    config = Config(lang="")
    sections, parse_said = parse_file("notes.md", source, config.defaults)
    drafts, draft_said = draft_sections(sections, config)
    said = "\n".join(f"{one.span}: {one.code}" for one in (*parse_said, *draft_said))
    return (shown_drafts(drafts) + said).strip()


rewrite(FOLDER, drafted)


@pytest.mark.parametrize("example", examples(FOLDER), ids=str)
def test_draft_makes_the_cards_of_its_fixture(example: Example) -> None:
    assert drafted(example.source) == example.expected.strip()
