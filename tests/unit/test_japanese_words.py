"""The words of Japanese sentences, as the segmenter tells them."""

from __future__ import annotations

import pytest

from pipeline.draft.phrases import phrases_of
from pipeline.draft.words import words_of


@pytest.mark.parametrize("text", ["には… m", "は…", "鍵…と錠… X"])
def test_words_of_an_ellipsis_all_stand_on_letters(text: str) -> None:
    assert [word.text for word in words_of(text) if not word.text] == []
    assert "".join(word.text for word in words_of(text)) == text
    phrases_of(text)
