"""What no card may do, whatever rule made it: over every fixture of the rules and over the notes of the demo."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.core.note import NoteDraft, NoteKind, Text
from pipeline.draft import draft_sections
from pipeline.drafting import draft_notes
from pipeline.parse import parse_file
from pipeline.show import cards
from tests.fixture_files import examples

ROOT = Path(__file__).parent.parent.parent

WHOLE_SENTENCE = 60
"""No gap is longer than this many characters."""


def all_drafts() -> list[NoteDraft]:
    config = Config(lang="")
    drafts = list(draft_notes(ROOT / "notes").drafts)
    for example in examples(ROOT / "tests" / "fixtures" / "draft"):
        drafts += draft_sections(parse_file("notes.md", example.source, config.defaults)[0], config)[0]
    return drafts


DRAFTS = all_drafts()


def fronts_and_answers() -> Iterator[tuple[NoteDraft, str, str]]:
    """Yield each card of a cloze with all that stands on its front, and each piece that it hides."""
    for draft in DRAFTS:
        if draft.kind is NoteKind.CLOZE:
            path = "".join(part.html for part in dict(draft.fields).get("Context", ()) if isinstance(part, Text))
            for question, answer in cards(draft):
                for hidden in answer.split(" … "):
                    yield draft, f"{html.unescape(re.sub('<[^>]*>', '', path))}\n{question}", hidden


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def test_limits_no_front_shows_its_answer() -> None:
    shown = [
        f"{draft.span}: {answer}"
        for draft, front, answer in fronts_and_answers()
        if len(answer) > 1 and folded(answer) in folded(front)
    ]
    assert shown == []


def test_limits_no_gap_hides_a_sign_an_ordinal_or_a_sentence() -> None:
    hidden = [(draft.span, answer) for draft, _, answer in fronts_and_answers()]
    assert [own for own in hidden if not re.search(r"\w", own[1])] == []
    assert [own for own in hidden if re.fullmatch(r"[①-⑳]|\d{1,2}[.)．、]", own[1])] == []
    assert [own for own in hidden if len(own[1]) > WHOLE_SENTENCE] == []


def test_limits_no_gap_hides_a_repeated_label() -> None:
    labels = {"意味", "原因", "対策", "内容", "効果", "注意"}
    assert [str(draft.span) for draft, _, answer in fronts_and_answers() if answer in labels] == []


def test_limits_every_basic_card_has_a_back() -> None:
    basics = [draft for draft in DRAFTS if draft.kind is NoteKind.BASIC]
    assert basics
    assert [str(draft.span) for draft in basics if not dict(draft.fields).get("Back")] == []


@pytest.mark.parametrize("remark", ["正解", "たぶん", "なんだそれ"])
def test_limits_asides_and_closing_remarks_are_never_hidden(remark: str) -> None:
    assert any(remark in example.source for example in examples(ROOT / "tests" / "fixtures" / "draft"))
    assert [str(draft.span) for draft, _, answer in fronts_and_answers() if remark in answer] == []
