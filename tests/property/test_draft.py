"""What holds for the notes of any text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from pipeline.config import Config
from pipeline.core.drafted import Outline
from pipeline.core.markup import field_text
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.draft import draft_sections
from pipeline.lint import gist_of, linted
from pipeline.parse import parse_file
from pipeline.show import shown_drafts
from tests.balance import imbalance
from tests.property.test_parse import ANY_TEXT


def drafts_of(text: str) -> tuple[NoteDraft, ...]:
    sections, _ = parse_file("a/b.md", text, Config(lang="ja").defaults)
    return draft_sections(sections, Config(lang="ja"))[0]


def numbered(draft: NoteDraft) -> dict[str, int]:
    return {key: nth for nth, key in enumerate(dict.fromkeys(mark.key for mark in draft.cloze_marks), 1)}


def field_texts(draft: NoteDraft) -> Iterator[str]:
    names = {request.key: "picture.png" for request in draft.requests}
    yield from (field_text(markup, numbered(draft), names) for _, markup in draft.fields)


@given(ANY_TEXT)
def test_draft_takes_any_text(text: str) -> None:
    sections, said = parse_file("a/b.md", text, Config(lang="ja").defaults)
    drafts, _ = draft_sections(sections, Config(lang="ja"))
    linted([Outline(gist=gist_of(sections, drafts), diagnostics=said, requests=(), decks=())], ())
    shown_drafts(drafts, why=True)
    for draft in drafts:
        assert (draft.kind is NoteKind.CLOZE) == bool(draft.cloze_marks)


@given(ANY_TEXT)
def test_draft_writes_balanced_fields(text: str) -> None:
    for draft in drafts_of(text):
        for field in field_texts(draft):
            assert not imbalance(field), field


@given(ANY_TEXT)
def test_draft_writes_no_tag_that_runs(text: str) -> None:
    for draft in drafts_of(text):
        for field in field_texts(draft):
            assert not re.search(r"<(?:script|style|iframe|object|embed|svg|link|meta)\b|<[^>]*\son\w+=", field, re.I)


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<p>a<br></p>", ""),
        ("<p>a", "<p> is never closed"),
        ("a</p>", "</p> closes nothing that is open in []"),
        ("<b><i></b></i>", "</b> closes nothing that is open in ['b', 'i']"),
        ("<!-- x -->", "a comment:  x "),
    ],
)
def test_imbalance_is_seen(html: str, problem: str) -> None:
    assert imbalance(html) == problem
