"""What a sentence speaks of: its names, numbers and words of content, beside the frame that many sentences share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.identity.words import likeness

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+#/_-]*|[ァ-ヴー]{2,}|[㐀-鿿]|[가-힣]+")
_CJK = re.compile(r"[ぁ-ヿ㐀-鿿가-힣]")
_SAME_NAME = 75.0
_EXCHANGED = 0.2
"""The part of a sentence's content that an edit may exchange; beyond it the sentence speaks of something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """How often each word of content stands in a text, and whether the text is Chinese, Japanese or Korean."""

    counts: Counter[str]
    in_cjk: bool


def content_of(text: str) -> Content:
    """Return what `text` speaks of."""
    return Content(counts=Counter(_WORD.findall(text)), in_cjk=bool(_CJK.search(text)))


def speak_of_the_same(old: Content, new: Content) -> bool:
    """Return whether `new` may be an edit of `old` rather than a sentence of the same build about something else.

    Edits add words, drop words and mend endings. Where names or much of the content are exchanged for others, the
    frame of a sentence says nothing: `標準キューの既定は30秒` and `標準トピックの既定は30秒` are two facts.
    """
    lost = _more_often(old.counts, new.counts)
    gained = _more_often(new.counts, old.counts)
    if not lost or not gained:
        return True
    in_cjk = old.in_cjk or new.in_cjk
    new_names = [word for word in gained if _is_name(word, in_cjk=in_cjk)]
    old_names = [word for word in lost if _is_name(word, in_cjk=in_cjk)]
    if new_names and any(max(likeness(own, name) for name in new_names) < _SAME_NAME for own in old_names):
        return False
    return _weight(lost.items()) <= _EXCHANGED * _weight(old.counts.items())


def _more_often(these: Counter[str], others: Counter[str]) -> dict[str, int]:
    """Return how much more often each word stands in these than in others, in the order of these."""
    return {word: more for word, count in these.items() if (more := count - others.get(word, 0)) > 0}


def _is_name(word: str, *, in_cjk: bool) -> bool:
    """Beside kanji or kana every Latin or katakana word is a name; in Latin text one that is not all lower case."""
    if not word[0].isascii():
        return bool(re.match(r"[ァ-ヴ]", word))
    return any(letter.isalpha() for letter in word) and (in_cjk or not word.islower())


def _weight(words: Iterable[tuple[str, int]]) -> int:
    return sum(len(word) * count for word, count in words)
