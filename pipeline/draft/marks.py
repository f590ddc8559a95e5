"""The rules that find what to hide in one paragraph. Each returns the paragraph with cloze marks on it, or declines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from pipeline.core.section import Inline, Mark, MarkKind, plain_text
from pipeline.draft.rope import Cover, Stretch, answer_key, covered, has_cloze, kinds_along, mark_spans, without_marks
from pipeline.draft.units import TRIVIAL, UNIT

LONG_BOLD = 20
"""A bold of more characters than this says more than one thing; of a quoted term in it only that is asked."""

BOLD_LIMIT = 50
"""A bold of more characters than this is a sentence and not hidden at all; half of it where all of it is Japanese."""

LABEL_LIMIT = 30
VALUE_LIMIT = 40
LINE_VALUE_LIMIT = 20
"""The value of a line of its own is a clause more often than that of a list item."""

_BOLD, _HIGHLIGHT = frozenset({MarkKind.STRONG}), frozenset({MarkKind.HIGHLIGHT})
_LETTER = re.compile(r"\w")
_ORDINAL = re.compile(r"[\s①-⑳]*|\d{1,2}[.)．、]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_QUOTED = re.compile(r"「([^「」]+)」")


class Place(Struct, frozen=True, gc=False, kw_only=True):
    """Where a paragraph stands: whether it begins a list item or is a line of its own, and the labels used twice."""

    is_defined_term: bool = False
    begins_bullet: bool = False
    stands_alone: bool = False
    repeated_labels: frozenset[str] = frozenset()


MarkRule = Callable[[Inline, Place], Inline | None]


def defined_term(inline: Inline, place: Place) -> Inline | None:
    """The term of a definition list is hidden whole."""
    return _hidden(inline, [(0, len(plain_text(inline)))], frozenset()) if place.is_defined_term else None


def written(inline: Inline, place: Place) -> Inline | None:
    """`{{c1::…}}` written by the author stays as it is."""
    return inline if has_cloze(inline) else None


def highlighted(inline: Inline, place: Place) -> Inline | None:
    """`==…==` is a cloze."""
    return _hidden(inline, mark_spans(inline, MarkKind.HIGHLIGHT), _HIGHLIGHT)


def term_and_value(inline: Inline, place: Place) -> Inline | None:
    """`term: value` asks for the term, or for the value where that is a number, a size or a name in code.

    A measure that ends the value, and a second fact after a comma, are asked besides.
    """
    pair = labelled(inline, place)
    if pair is None:
        return None
    asks_value = pair.value_is_exact or pair.label in place.repeated_labels or _is_generic(pair.label)
    if not asks_value:
        return _hidden(inline, [pair.term, *pair.more], _BOLD)
    start, end = pair.value
    if end - start > (VALUE_LIMIT if place.begins_bullet else LINE_VALUE_LIMIT):
        return None
    return _hidden(inline, [pair.value, *pair.more], _BOLD)


def bold(inline: Inline, place: Place) -> Inline | None:
    """`**…**` is a cloze; two that are parted only by a space are one; of a long one its last 「quote」 is hidden."""
    text = plain_text(inline)
    spans: list[Stretch] = []
    for start, end in mark_spans(inline, MarkKind.STRONG):
        if spans and text[spans[-1][1] : start].isspace():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    words = [span for span in spans if not _is_initial(text, *span) and not _says_who_speaks(text, *span)]
    wanted = [(span, narrowed) for span in words if (narrowed := _narrowed(text, *span))]
    plain = without_marks(inline, [span for span, narrowed in wanted if narrowed != span], _BOLD)
    return _hidden(plain, [narrowed for _, narrowed in wanted], _BOLD)


def _is_initial(text: str, start: int, end: int) -> bool:
    """Return whether a bold is the first letter of a word, which only shows where an abbreviation comes from."""
    return end - start == 1 and text[start : end + 1].isascii() and text[end : end + 1].isalpha()


def _says_who_speaks(text: str, start: int, end: int) -> bool:
    name = answer_key(text[start:end].rstrip(":：")).casefold()
    return name in _ASKS | _ANSWERS and (text[end - 1] in ":：" or text[end : end + 1] in (":", "："))


def _narrowed(text: str, start: int, end: int) -> Stretch | None:
    """Return the part of a bold that is worth hiding, or None for a whole sentence or a lone symbol."""
    inner = text[start:end]
    quoted = [match.span(1) for match in _QUOTED.finditer(inner)]
    if quoted and (
        end - start > LONG_BOLD or (inner.startswith("「") and quoted[-1][1] == len(inner) - 1 == quoted[0][1])
    ):
        return start + quoted[-1][0], start + quoted[-1][1]
    limit = BOLD_LIMIT if _LATIN.search(inner) else BOLD_LIMIT // 2
    return (start, end) if end - start <= limit and is_askable(inner) else None


def is_askable(text: str) -> bool:
    """Return whether `text` is more than a lone symbol, an ordinal or an emoji: it holds a letter, kana or digit."""
    return bool(_LETTER.search(text)) and not _ORDINAL.fullmatch(text)


def _hidden(inline: Inline, spans: Sequence[Stretch], without: frozenset[MarkKind]) -> Inline | None:
    """Return `inline` with clozes over `spans`, or None where not a single one of them can be hidden."""
    if not spans:
        return None
    marked = covered(inline, _covers(plain_text(inline), spans), without)
    return marked if has_cloze(marked) else None


def _covers(text: str, spans: Sequence[Stretch]) -> Iterator[Cover]:
    for nth, span in enumerate(spans):
        start, end = _without_outer_space(text, *span)
        if start < end and is_askable(text[start:end]):
            yield start, end, Mark(MarkKind.CLOZE, nth=nth)


# ------------------------------------------------------------------------------------------------ term: value


class Labelled(Struct, frozen=True, gc=False, kw_only=True):
    """A paragraph of the form `term: value`, by offsets; `label` is the term's key.

    `more` are what else can be asked: the `30 s` of `term: value, default 30 s` and of `term: value of 30 s`.
    """

    label: str
    term: tuple[int, int]
    value: tuple[int, int]
    value_is_exact: bool
    more: tuple[tuple[int, int], ...] = ()


_SEPARATOR = re.compile(r"(?:(?<!\s)\s+)?(?:：|:(?=\s|[^\x00-\x7f])|\s[=＝](?=\s))\s*")
_SEPARATING_SIGN = re.compile(r"[:：=＝]")
_SENTENCE_END = re.compile(r"[。．！？!?;；]|[、,]\s?")
_GENERIC = frozenset(
    "例 注 注意 補足 意味 原因 対策 内容 理由 結果 目的 用途 特徴 備考 参考 ポイント 結論 方法 手順 "
    "根本原因 解決策 対処 対処法 回避策 解決方法 定義 メリット デメリット 利点 欠点 長所 短所 効果 概要 "
    "解决方法 解决方案 定义 优点 缺点 作用 说明 示例 注意事项 "
    "note notes example examples e.g i.e ex eg ie spec anal warning tip todo see cause reason pros cons usage "
    "问 答".split()
)
_ASKS = frozenset("q question 問 质问 質問 问".split())
_ANSWERS = frozenset("a answer 答 答え 答案 回答".split())
"""Letters that say who speaks; in a list they may name things."""

_NUMBER = re.compile(
    r"(?:約|最大|最小|最低|最長)?\s?[0-9０-９][0-9０-９,.，．]*\s?[^\s0-9、。,]{0,8}(?:\s?/\s?[^\s0-9、。]{1,4})?"
)


_CHAIN = re.compile(r"[^（(]*(?:→|➔|➜|⇒|->)[^（(]*(?:→|➔|➜|⇒|->)")
"""A value that tells an order asks for its steps, not for what the order is called."""

_FURTHER_VALUE = re.compile(
    r"[,、，]\s*(?:default|デフォルト|既定|初期値|最大|最小|上限|下限|max|min|默认)(?:値|值)?\s*(?:は|:|：|=|is|为|で)?\s*"
    r"((?:[^\s,、，。]|(?<=\d),(?=\d))(?:[^,、，。]|(?<=\d),(?=\d)){0,19})$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?:(?<![0-9])[0-9]+\s?(?:ミリ)?[秒分日](?:間)?(?:に|あたり|ごとに)\s?)?"
    rf"(?P<measure>(?<![0-9A-Za-z.,-])[0-9][0-9,.]*\s?(?:{UNIT})(?:/\s?\w{{1,3}})?)$"
)


def labelled(inline: Inline, place: Place) -> Labelled | None:
    """Return the term and the value of `inline`, or None where it is no such pair."""
    if not (place.begins_bullet or place.stands_alone):
        return None
    text = plain_text(inline)
    if "\n" in text or not _SEPARATING_SIGN.search(text):
        return None
    match = _separator(inline, text)
    if match is None or _CHAIN.match(text, match.end()) or (not place.begins_bullet and match[0].strip() in "=＝"):
        return None
    term = _without_outer_space(text, 0, match.start())
    value = _without_outer_space(text, match.end(), len(text))
    label = text[term[0] : term[1]]
    name = answer_key(label).casefold()
    if name in _ASKS or (name in _ANSWERS and not place.begins_bullet):
        return None
    if not is_askable(label) or len(label) > LABEL_LIMIT or _SENTENCE_END.search(label) or value[0] >= value[1]:
        return None
    if any(label.count(left) != label.count(right) for left, right in ("「」", "（）", "()", "『』", "【】")):
        return None
    end = value[1] - (1 if text[value[1] - 1] in "。." else 0)
    more: list[tuple[int, int]] = []
    if further := _FURTHER_VALUE.search(text, value[0], end):
        more.append(further.span(1))
        end = further.start()
    measured = _MEASURE.search(text, value[0], end)
    is_measure = measured is not None and measured.start() == value[0]
    value_is_exact = is_measure or is_exact(inline, value[0], end)
    if measured and not value_is_exact and not TRIVIAL.fullmatch(measured["measure"]):
        more.append(measured.span("measure"))
    return Labelled(
        label=answer_key(label), term=term, value=(value[0], end), value_is_exact=value_is_exact, more=tuple(more)
    )


def is_exact(inline: Inline, start: int, end: int) -> bool:
    """Return whether the text from `start` to `end` is a number, a size or a name in code."""
    return _is_code(inline, start, end) or bool(_NUMBER.fullmatch(plain_text(inline), start, end))


_NO_SEPARATOR = frozenset(
    {MarkKind.CODE, MarkKind.LINK, MarkKind.MATH, MarkKind.MATH_BLOCK, MarkKind.CLOZE, MarkKind.IMAGE}
)


def _separator(inline: Inline, text: str) -> re.Match[str] | None:
    """Return the first sign that parts a label from its value: a colon inside code, a link or a formula does not."""
    found = [match for match in _SEPARATOR.finditer(text) if match.start() > 0]
    signs = (match.end() - len(match[0].lstrip()) for match in found)
    along = zip(found, kinds_along(inline, signs), strict=True)
    return next((match for match, kinds in along if not kinds & _NO_SEPARATOR), None)


def _without_outer_space(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())


def _is_code(inline: Inline, start: int, end: int) -> bool:
    return any(span == (start, end) for span in mark_spans(inline, MarkKind.CODE))


def _is_generic(label: str) -> bool:
    name = label.casefold().rstrip("0123456789 ")
    return len(name) < 2 or name in _GENERIC
