"""Checks over drafts as no drafter makes them: what is promised of a front holds whoever wrote it."""

from __future__ import annotations

import pytest

from pipeline.core.diagnostic import Span
from pipeline.core.note import ClozeMark, NoteDraft, NoteKind, Text
from pipeline.lint.answers import leaking_answers
from pipeline.lint.reading import Reading, weight, words


def cloze_draft(before: str, hidden: str, *, path: str = "") -> NoteDraft:
    mark = ClozeMark(key=hidden, body=(Text(hidden),))
    return NoteDraft(
        kind=NoteKind.CLOZE,
        key="a.md › 題 · bold",
        deck="Notes",
        tags=(),
        fields=(("Text", (Text(f"<p>{before}"), mark, Text("</p>"))), ("Context", (Text(path),))),
        requests=(),
        rule="bold",
        span=Span(path="a.md", line=2),
    )


@pytest.mark.parametrize(
    ("before", "hidden", "path"),
    [
        ("キューはキューと", "キュー", ""),
        ("a <b>Dead-Letter</b> Queue is a ", "dead-letter queue", ""),
        ("これは", "put", "ＰＵＴの冪等性"),
        ("&lt;div&gt; is ", "&lt;DIV&gt;", ""),
    ],
)
def test_lint_tells_an_answer_on_its_front(before: str, hidden: str, path: str) -> None:
    (said,) = leaking_answers(Reading((), (cloze_draft(before, hidden, path=path),)))
    assert said.code == "answer-leaks"
    assert ("headings" if path else "question") in said.message


@pytest.mark.parametrize(
    ("before", "hidden"), [("settings are ", "set"), ("S3 is no ", "3"), ("強い整合性は", "結果整合性")]
)
def test_lint_takes_no_other_word_for_the_answer(before: str, hidden: str) -> None:
    assert not list(leaking_answers(Reading((), (cloze_draft(before, hidden),))))


def test_lint_reads_words_without_tags_and_pictures() -> None:
    assert words('<p>a <b>b</b>c</p><p>d<br>e</p><img class="table" alt="f">&amp;') == "a bc d e &"


def test_lint_weighs_a_latin_letter_as_half_a_japanese_one() -> None:
    assert weight("あいう") == 3
    assert weight("abcd") == 2
