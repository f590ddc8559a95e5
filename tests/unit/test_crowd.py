"""The most alike of many texts are those that a look at each would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity.crowd import Crowd
from pipeline.identity.words import LONG, likeness

LONG_TEXT = "鍵は箱にある。" * (LONG // 10)
TEXTS = st.one_of(st.text("abあ鍵 ", max_size=12), st.sampled_from(["", LONG_TEXT, LONG_TEXT + "終", LONG_TEXT * 2]))


@given(TEXTS, st.lists(TEXTS, max_size=8), st.sampled_from([0.5, 45.0, 69.0, 100.0]))
def test_nearest_are_those_that_are_alike_enough_best_first(text: str, texts: list[str], at_least: float) -> None:
    near = Crowd(texts).nearest(text, at_least=at_least)
    alike = [(likeness(text, own), at) for at, own in enumerate(texts)]
    assert sorted(near) == sorted(one for one in alike if one[0] >= at_least)
    assert [score for score, _ in near] == sorted((score for score, _ in near), reverse=True)


@given(TEXTS, st.lists(TEXTS, max_size=8), st.integers(1, 9))
def test_nearest_most_are_the_first_of_all(text: str, texts: list[str], most: int) -> None:
    crowd = Crowd(texts)
    some = crowd.nearest(text, at_least=45.0, most=most)
    assert [score for score, _ in some] == [score for score, _ in crowd.nearest(text, at_least=45.0)][:most]
