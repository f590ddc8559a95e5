"""Japanese text in words: the one door to the segmenter, which is loaded by the first sentence that needs it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sudachipy import Morpheme, Tokenizer


class Word(NamedTuple):
    """One word: its place in the text, its part of speech as the dictionary names it, and its plain spelling."""

    start: int
    end: int
    text: str
    kind: str  # 名詞, 助詞, 動詞, …
    detail: str  # 普通名詞, 格助詞, …
    form: str  # サ変可能, 数詞, …
    lemma: str  # 使える and 使っ are 使う


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of one Japanese sentence.

    The segmenter reads `…` as three dots, the last two of which stand on no letter of the text: those are no words.
    """
    return tuple(_word(one) for one in _segmenter().tokenize(text) if one.begin() < one.end())


def _word(one: Morpheme) -> Word:
    kind, detail, form, *_ = one.part_of_speech()
    return Word(one.begin(), one.end(), one.surface(), kind, detail, form, one.normalized_form())


@cache
def _segmenter() -> Tokenizer:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="small").tokenizer(mode=SplitMode.C)
