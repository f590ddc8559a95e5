"""Noun phrases of a Japanese sentence, put together from the words of the segmenter.

A phrase is what a reader would take for one name: nouns in a row, linked by の and by と or や, with its adjectives, a
quotation or brackets. A noun that する makes a verb of is no phrase.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.draft.words import Word, words_of

PHRASE_LIMIT = 30
"""A phrase of more characters than this says more than one thing."""

_LATIN_NAME = re.compile(r"[.$/]?[A-Za-z][A-Za-z0-9_.:/+#@*-]*(?: [A-Za-z0-9_.:/+#@*-]+)*")
_CLOSING = {"「": "」", "『": "』", "（": "）", "(": ")", "“": "”"}
_VERBALISERS = frozenset("為る 出来る 致す 下さる 頂く 為さる".split())
_CASES_BEFORE_NO = frozenset("で へ から まで と".split())
_COORDINATORS = frozenset("と や".split())
_CONJUNCTIONS = frozenset("及び 又は 若しくは 或いは 並びに".split())
_INNER_SIGNS = frozenset("-－‐_/／・.．+＋&＆:*#")

_EMPTY_HEADS = frozenset(
    "もの こと ところ とき 時 際 場合 方法 必要 ため 為 方 ほう 部分 内容 可能 以下 以上 以前 以後 前 後 次 "
    "上記 下記 両方 それぞれ 他 ほか 別 一つ 二つ 一部 全部 全て すべて 多く 自分 今回 今 現在 最初 最後 先 中 "
    "間 通り とおり 点 訳 わけ 筈 はず 積もり つもり 感じ 気 事 物 人 様 よう そう 奴 やつ 何 注意 確認 対応 "
    "設定 処理 作業 検討 理解 意味 意識 問題 便利 簡単 大事 大切 重要 無理 駄目 不可 必須 不要 個人 結果 状態 形 "
    "値 それ これ 一番 普通 基本 大丈夫 当然 機能 話 情報 関係 影響 理由 原因 目的 本 本書 記事 本記事 参考 例 "
    "一般 同様 だけ 同じ 変更 説明 紹介 利用 使用 活用 実行 実装 追加 削除 作成 操作 管理 準備 工夫 努力 時間 度 "
    "毎 一緒 皆 色々 様々 沢山 少し 逆 上 下 左 右 横 内 外".split()
)
"""Nouns that answer nothing when they stand alone."""


_FORMAL_NOUNS = frozenset(
    "もの 物 こと 事 ところ 所 とき 時 際 場合 ため 為 方 ほう 訳 わけ 筈 積もり 感じ 気 様 通り とおり まま "
    "等々".split()
)
_PREDICATES = frozenset("必須 必要 不要 可能 不可".split())
"""What is said of the noun before them, where no particle stands between."""

_MOMENTS = frozenset("場合 時 とき 際 前 後 間 為 ため 毎 以外 限り 他 ほか 方 ほう 様".split())
"""Nouns that make a circumstance of what stands before them."""

_POINTING = frozenset("この その あの どの こういう そういう ある 同じ".split())
_POINTERS = frozenset("以下 次 上記 下記 前述 後述 以上 これら それら 一部 特定 各種 様々 色々".split())


class Phrase(NamedTuple):
    """A noun phrase by its place, with the words of its sentence and which of them it spans."""

    start: int
    end: int
    words: Sequence[Word]
    first: int
    last: int

    @property
    def inner(self) -> Sequence[Word]:
        return self.words[self.first : self.last + 1]

    @property
    def following(self) -> Sequence[Word]:
        """The words after the phrase, without spaces."""
        return [word for word in self.words[self.last + 1 :] if word.kind != "空白"]

    @property
    def after(self) -> str:
        """The text of the word after the phrase, or "" where the sentence ends."""
        return self.following[0].text if self.following else ""

    @property
    def before(self) -> Word | None:
        earlier = [word for word in self.words[: self.first] if word.kind != "空白"]
        return earlier[-1] if earlier else None


def phrases_of(text: str) -> tuple[Phrase, ...]:
    """Return the noun phrases of one sentence in reading order; they do not overlap."""
    words = _in_words(text)
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        end, resume = _phrase_end(words, at)
        if end > at:
            found.append(Phrase(words[at].start, words[end - 1].end, words, at, end - 1))
        at = max(resume, at + 1)
    return tuple(found)


def _in_words(text: str) -> Sequence[Word]:
    """Latin names are no Japanese words: they pass the segmenter as one noun each and get their letters back here."""
    put_out_of_sight = _LATIN_NAME.sub(lambda name: "X" * len(name[0]), text)
    words = words_of(put_out_of_sight)
    if put_out_of_sight == text:
        return words
    return [word._replace(text=text[word.start : word.end]) if word.text[0] == "X" else word for word in words]


def _phrase_end(words: Sequence[Word], at: int) -> tuple[int, int]:
    """Return the end of the phrase that begins at word `at` (`at` for none), and where to look for the next one."""
    end, start = at, at
    while True:
        run, is_verb = _run_end(words, start)
        if is_verb:
            return end, max(run, end)
        if run == start:
            return end, end
        end = run
        start = _link_end(words, end)
        if start == end:
            return end, end


def _run_end(words: Sequence[Word], at: int) -> tuple[int, bool]:
    """Return the end of the nouns in a row at `at`, with what describes them, and whether they make a verb."""
    at = start = _after_adjectives(words, at)
    while at < len(words):
        word = words[at]
        if _is_noun(word) and not (at > start and word.lemma in _PREDICATES):
            at += 1
        elif word.text in _CLOSING and (closed := _closing(words, at)) and (at > start or word.text in "「『“"):
            at = closed
        elif at > start and (word.kind == "空白" or word.text in _INNER_SIGNS) and _goes_on(words, at + 1):
            at += 1
        else:
            break
    if at == start:
        return start, False
    return at, at < len(words) and words[at].lemma in _VERBALISERS and words[at].kind == "動詞"


def _goes_on(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and _is_noun(words[at])


def _after_adjectives(words: Sequence[Word], at: int) -> int:
    """Skip adjectives that describe the noun behind them; those with a subject of their own begin a clause."""
    if at and words[at - 1].kind == "助詞" and words[at - 1].text in ("が", "の", "は", "も"):
        return at
    start = at
    while at + 1 < len(words):
        if words[at].text in _POINTING:
            break
        if (words[at].kind == "形容詞" and words[at].lemma != "無い") or words[at].kind == "連体詞":
            at += 1
        elif at + 2 < len(words) and words[at].kind in ("形状詞", "名詞") and words[at + 1].text == "な":
            at += 2
        else:
            break
    return at if _goes_on(words, at) or (at < len(words) and words[at].text in "「『") else start


def _is_noun(word: Word) -> bool:
    if word.kind == "名詞":
        return word.detail != "助動詞語幹"
    return (
        word.kind in ("接頭辞", "代名詞")
        or (word.kind == "接尾辞" and word.detail == "名詞的")
        or (word.text == "ー")
        or (word.kind == "形状詞" and word.detail == "一般" and word.lemma != "同じ")
    )


def _closing(words: Sequence[Word], at: int) -> int:
    """Return the place after the bracket that closes the one at `at`, or 0 where none does."""
    opening, closing, depth = words[at].text, _CLOSING[words[at].text], 0
    for place in range(at, len(words)):
        depth += (words[place].text == opening) - (words[place].text == closing)
        if depth == 0:
            return place + 1
    return 0


def _link_end(words: Sequence[Word], at: int) -> int:
    """Return the place after の, と, や or 「までの」 that links two nouns, or `at` where none does."""
    follow = at
    if follow + 1 < len(words) and words[follow].text in _CASES_BEFORE_NO and words[follow + 1].text == "の":
        follow += 2
    elif follow < len(words) and (
        (words[follow].kind == "助詞" and words[follow].text in {"の", *_COORDINATORS})
        or words[follow].lemma in _CONJUNCTIONS
    ):
        follow += 1
    elif [word.text for word in words[at : at + 2]] == ["また", "は"]:
        follow += 2
    if follow == at or not (_goes_on(words, follow) or (follow < len(words) and words[follow].text in "「『")):
        return at
    if words[follow].kind == "代名詞" or words[follow].lemma in _MOMENTS:
        return at
    return follow


def answer_in(phrase: Phrase) -> tuple[int, int] | None:
    """Return the part of a phrase that is worth asking, by its place, or None where it answers nothing."""
    words = _narrowed(phrase.inner)
    if not words or not _is_sure(phrase, words):
        return None
    start, end = words[0].start, words[-1].end
    if words[0].text in "「『“" and _closing(words, 0) == len(words):
        start, end = start + 1, end - 1
    return (start, end) if 1 < end - start <= PHRASE_LIMIT else None


def _narrowed(words: Sequence[Word]) -> Sequence[Word]:
    """Of `…への名` the name is asked, of `…での利用` what stands before it, of `拡張子 .zip` the name alone."""
    for at in range(len(words) - 1, 0, -1):
        if words[at].text == "の" and words[at - 1].text in _CASES_BEFORE_NO:
            rest = words[at + 1 :]
            is_action = len(rest) == 1 and rest[0].form == "サ変可能"
            words = words[: at - 1] if is_action else rest
            break
    plain = not any(word.kind == "助詞" for word in words)
    names = [at for at, word in enumerate(words) if _LATIN_NAME.fullmatch(word.text) or word.text[:1] in ".$/"]
    spaces = [at for at, word in enumerate(words) if word.kind == "空白"]
    if plain and spaces and names and names[0] == spaces[-1] + 1 == len(words) - 1:
        return words[-1:]
    return words


def _is_sure(phrase: Phrase, words: Sequence[Word]) -> bool:
    before = phrase.before
    if any(word.kind == "代名詞" for word in words) or (before is not None and before.text in _POINTING):
        return False
    nouns = [word for word in words if word.kind not in ("空白", "補助記号")]
    if not nouns or nouns[-1].lemma in _FORMAL_NOUNS or nouns[0].lemma in _POINTERS:
        return False
    if len(nouns) == 1 and (nouns[0].lemma in _EMPTY_HEADS or nouns[0].detail == "数詞"):
        return False
    return not (before is not None and before.text == "、" and _is_listed(phrase))


def _is_listed(phrase: Phrase) -> bool:
    """Return whether a comma before the phrase parts it from a noun, so that it is only the end of a list."""
    at = phrase.first - 1
    while at >= 0 and (phrase.words[at].text == "、" or phrase.words[at].kind == "空白"):
        at -= 1
    if at < 0:
        return False
    word = phrase.words[at]
    return word.text in _CLOSING.values() or (_is_noun(word) and word.form != "副詞可能")
