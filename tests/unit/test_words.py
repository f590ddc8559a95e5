"""How alike two texts are, short or long, and which words of a text are hidden."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.identity.words import hidden_words, likeness

LONG = "".join(f"第{number}の鍵は{number * 7}である。" for number in range(1_500))


def test_likeness_of_long_texts_with_one_edit_is_what_it_is_for_short_ones() -> None:
    edited = LONG.replace("第700の鍵", "第700の錠前")
    assert abs(likeness(LONG, edited) - fuzz.ratio(LONG, edited)) < 1e-9


def test_likeness_of_long_texts_edited_everywhere_is_told_by_their_words() -> None:
    edited = LONG.replace("の鍵", "の錠")
    assert 85 < likeness(LONG, edited) < 95
    assert likeness(LONG, LONG[::-1]) < 60


@given(st.text("⟦⟧あb　 ", max_size=80))
def test_hidden_words_stand_between_what_is_read_beside_them(text: str) -> None:
    expected = []
    for match in re.finditer("⟦[^⟦⟧]*⟧", text):
        before, after = (re.sub("[⟦⟧]", "", part) for part in (text[: match.start()], text[match.end() :]))
        expected.append((before[-14:], after[:14]))
    assert [(word.before, word.after) for word in hidden_words(text)] == expected
