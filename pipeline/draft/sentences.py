"""Paragraphs cut into sentences, each with what a pattern may ask of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from pipeline.core.section import Inline, MarkKind, Run
from pipeline.draft.phrases import Phrase, phrases_of

_PLACEHOLDER = "X"
_END = re.compile(r"[。！？!?]+[」』）)\s]*|\n|[.](?=\s+[A-Z\u3040-\u9fff])")
_OPENING, _CLOSING = "「『（(“[", "」』）)”]"
_BRACKET = re.compile(f"[{re.escape(_OPENING + _CLOSING)}]")
_KANA = re.compile(r"[\u3041-\u30fa]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_LATIN = re.compile(r"[^\x00-\u02ff\u2010-\u205e]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")

_NO_STATEMENT = re.compile(
    "|".join(
        (
            # questions, and what leads to a list
            r"[？?]\s*$|(?:です|ます|でしょう|の|だろう)か[。\s]*$|[吗呢]\s*$|(?:하라|시오)[.\s]*$|(?:[:：]|\.\.\.|…)\s*$",
            # sentences that lean on the one before
            r"^\s*(?:これ|それ|あれ|この|その|あの|ここ|そこ|上記|以上|以下|前者|後者|同様|次の|下記|上の|下の|右の|左の)",
            r"^\s*(?:这|那|此|该|上述|以上|以下|下面|上面|其中|它)",
            r"^\s*(?:this|that|these|those|it|its|they|he|she|we|you|here|there|such|both|the following|the above)\b",
            # what holds of some and not of others
            r"^\s*(?:特定|一部|多く)の|といっても|とはいえ|とは(?:かぎら|限ら)|(?:こと|場合|とき|時)[がも](?:ある|あり|多い)",
            # talk about the text itself
            r"(?:整理|説明|紹介|解説|まとめ|列挙|記載|後述|割愛)(?:し(?:ます|た|て)|する|いたし)|見てい[きく]",
            r"以下の?(?:通り|とおり|よう)|ご覧|(?:本|この)(?:記事|章|節|稿)|今回は|如下|下面|本文|本章|^(?:何时|如何|怎[么样]|为什么)|\S\s{3,}\S",
            r"\b(?:see|below|above|as follows|in this (?:post|article|note))\b",
            # opinions, wishes and stories
            r"思[うわいっ]|[僕私俺]|個人的|気がす|かもしれ|でしょう|だろう|ましょう|ください|下さい|しようね",
            r"たぶん|多分|恐らく|おそらく|(?:だっ|[しいっきりれけめえせ]|まし|でし)た(?:[。\s]|$)|[我您你]",
            r"\b(?:I|my|I'm|I've|maybe|perhaps|probably)\b",
        )
    ),
    re.IGNORECASE,
)


LONG, LONG_IN_LATIN = 120, 300
"""A sentence of more characters has more than one thing to say."""


def language_of(text: str) -> str:
    """Return the language that a sentence is written in as far as patterns care: "ja", "zh", "en" or ""."""
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return "" if _HANGUL.search(text) else "zh"
    return "en" if text.count(" ") > 1 and not _NOT_LATIN.search(text) else ""


class Sentence:
    """One sentence of a paragraph. `text` has the letters of code and formulas put out of sight, place by place."""

    def __init__(self, text: str, start: int, *, begins_bullet: bool, is_heading: bool) -> None:
        self.text = text
        self.start = start
        self.begins_bullet = begins_bullet
        self.is_heading = is_heading
        self.language = language_of(text)

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """The noun phrases of a Japanese sentence."""
        return phrases_of(self.text)

    @cached_property
    def states_something(self) -> bool:
        """Return whether this is a statement that can be understood alone and is no opinion of the author."""
        limit = LONG_IN_LATIN if self.text.isascii() else LONG
        return len(self.text) <= limit and not _NO_STATEMENT.search(self.text)

    def starting(self, position: int) -> Phrase | None:
        """Return the noun phrase that starts at `position`."""
        return next((own for own in self.phrases if own.start == position), None)

    def ending(self, position: int) -> Phrase | None:
        """Return the noun phrase that ends at `position`."""
        return next((own for own in self.phrases if own.end == position), None)


def sentences_of(inline: Inline, *, begins_bullet: bool, is_heading: bool) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph, without the white space round them."""
    text = _seen(inline)
    start = 0
    for end in (*_sentence_ends(text), len(text)):
        piece = text[start:end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            said, quote = _unquoted(piece.strip())
            yield Sentence(said, start + lead + quote, begins_bullet=begins_bullet, is_heading=is_heading)
        start = end


def _unquoted(text: str) -> tuple[str, int]:
    """Return a sentence that is one quotation without its quotes, and how many characters went before it."""
    whole = text.startswith("「") and text.endswith("」") and text.count("「") == 1
    return (text[1:-1], 1) if whole else (text, 0)


def _seen(inline: Inline) -> str:
    """Return the text with code and formulas as one long word each, and pictures and footnote marks as spaces."""
    return "".join(_seen_run(run) if run.marks else run.text for run in inline)


def _seen_run(run: Run) -> str:
    kinds = {mark.kind for mark in run.marks}
    if kinds & {MarkKind.CODE, MarkKind.MATH, MarkKind.MATH_BLOCK}:
        return _PLACEHOLDER * len(run.text)
    return " " * len(run.text) if kinds & {MarkKind.IMAGE, MarkKind.FOOTNOTE} else run.text


def _sentence_ends(text: str) -> Iterator[int]:
    """Yield where sentences end; a full stop inside brackets or quotes ends none."""
    depth, at = 0, 0
    has_brackets = _BRACKET.search(text) is not None
    for found in _END.finditer(text):
        if has_brackets:
            piece = text[at : found.start()]
            depth += sum(piece.count(sign) for sign in _OPENING) - sum(piece.count(sign) for sign in _CLOSING)
            at = found.start()
        if depth <= 0 or found[0] == "\n":
            depth, at = 0, found.end()
            yield found.end()
