"""What holds for the notes of any text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from pipeline.config import Config
from pipeline.core.markup import field_text
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.draft import draft_sections
from pipeline.drafting.file import drafted_file
from pipeline.lint import linted
from pipeline.parse import parse_file
from pipeline.read import NotesFile
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
    drafted = drafted_file(NotesFile(path="a/b.md", text=text), Config(lang="ja"), frozenset())
    linted([drafted.outline], [drafted.gist], ())
    shown_drafts(drafted.drafts, why=True)
    for draft in drafted.drafts:
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
