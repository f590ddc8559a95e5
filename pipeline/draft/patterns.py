"""The ordered register of sentence patterns, for text without any mark: the first that is sure of a sentence wins.

Each pattern has an expression that is cheap to look for, so that text without patterns costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from pipeline.core.section import Inline, Mark, MarkKind, plain_text
from pipeline.draft import chinese, english, japanese, signs
from pipeline.draft.marks import is_askable
from pipeline.draft.rope import cover, is_clear, kinds_at, occurrences
from pipeline.draft.sentences import Sentence, sentences_of

LONG, LONG_IN_LATIN = 120, 300
"""A paragraph of more characters has more than one thing to say; no pattern chooses from it."""

Pattern = Callable[[Sentence], Sequence[tuple[int, int]]]


class Rule(NamedTuple):
    """A pattern with its name, an expression that is cheap to look for, and the language it is written for, if any."""

    name: str
    trigger: re.Pattern[str]
    pattern: Pattern
    lang: str = ""


def _rule(name: str, trigger: str, pattern: Pattern, lang: str = "") -> Rule:
    return Rule(name, re.compile(trigger, re.IGNORECASE if lang == "en" else 0), pattern, lang)


PATTERNS = (
    _rule("arrow-chain", r"→|➔|➜|⇒|⟶|[-=]>", signs.arrow_chain),
    _rule("equation", r"＝|\s=\s", signs.equation),
    _rule("contrast", r"なく|より|代わり|かわり", japanese.contrast, "ja"),
    _rule("contrast", r"instead of|rather than|\bbut\b", english.contrast, "en"),
    _rule("contrast", r"而", chinese.contrast, "zh"),
    _rule("number", signs.NUMBER.pattern, signs.number),
    _rule("cause", r"原因|対策|解決|対処|回避", japanese.cause, "ja"),
    _rule("cause", r"cause", english.cause, "en"),
    _rule("cause", r"原因", chinese.cause, "zh"),
    _rule("same", r"同じ|同様|同義|等価|等しい|相当|あた|当た|別名|略", japanese.same, "ja"),
    _rule("only", r"のみ|だけ|しか", japanese.only, "ja"),
    _rule("only", r"\bonly\b", english.only, "en"),
    _rule("only", r"[只仅]|必须", chinese.only, "zh"),
    _rule("need", r"必須|必要|不要|ら[なん]|欠か", japanese.need, "ja"),
    _rule("condition", r"(?:場合|とき|時|際|限り|たら|なら|[ばと])に?は?、?.{1,40}[をがも]", japanese.condition, "ja"),
    _rule("condition", r"^(?:when|if|for|to|in case)\b.*,", english.condition, "en"),
    _rule("condition", r"[使采选用].*", chinese.condition, "zh"),
    _rule(
        "use",
        r"[をにでが]も?、?(?:使|利用|用い|採用|選|付け|指定|サポ|返|作|有効|許可|推奨|経由|持|備え|渡|置|お[くいか]|配置"
        r"|保存|格納|書|記述|入れ|定義|登録|保管|記録|設定|デプロイ|追加|含|マッピ|変換|でき|管理|調べ|制御|認証|表|確認|暗号)"
        r"|使[うっえわい]|作[るれ]",
        japanese.use,
        "ja",
    ),
    _rule(
        "use",
        r"\b(?:uses?|prefer|choose|requires|must be|defaults to|(?:runs|listens) on|is \w+ \w\w)\b",
        english.use,
        "en",
    ),
    _rule("use", r"使用|采用|依赖|基于|[在于]", chinese.use, "zh"),
    _rule(
        "copula",
        r"^[^は、。]{1,40}は、?[^はをもへ、。]{1,40}(?:であり|なので|である|です|だ|で|[。、]|$)",
        japanese.copula,
        "ja",
    ),
    _rule("has", r"は.{2,30}があ[りる]", japanese.has, "ja"),
    _rule("quoted", r"「", japanese.quoted, "ja"),
    _rule("quoted", r"called|known as|named|termed", english.quoted, "en"),
    _rule("means", r"で", japanese.means, "ja"),
    _rule("object", r"^[^はを、]{1,30}は[^はを、]{1,25}を[^を、]{1,15}$", japanese.object_, "ja"),
)


_ANY = re.compile(
    "|".join(("[はを]", *(rule.trigger.pattern for rule in PATTERNS if rule.trigger.pattern[0] != "^"))),
    re.IGNORECASE,
)
"""What stands in every sentence that any pattern takes an interest in."""


def _makes_a_title(rule: Rule) -> bool:
    """Return whether a heading with text below it is more likely a title than a statement of this pattern."""
    return rule.name in ("arrow-chain", "number", "quoted", "means") or (rule.name == "use" and rule.lang != "ja")


def with_patterns(
    inline: Inline, *, begins_bullet: bool = False, is_heading: bool = False, is_title: bool = False, skipped: int = 0
) -> tuple[Inline, str]:
    """Return a paragraph with at most one fact of each sentence hidden, and the first pattern that hid one, or "".

    A title is a heading with text below it. The first `skipped` sentences are left alone.
    """
    first, nth = "", 0
    text = plain_text(inline)
    if len(text) > (LONG_IN_LATIN if text.isascii() else LONG) or not _ANY.search(text):
        return inline, ""
    sentences = sentences_of(inline, begins_bullet=begins_bullet, is_heading=is_heading)
    for sentence in islice(sentences, skipped, None):
        name, spans = _claimed(sentence, is_title=is_title)
        for start, end in (_within(sentence, *span) for span in spans):
            if _can_be_asked(inline, start, end):
                inline = cover(inline, start, end, Mark(MarkKind.CLOZE, nth=nth))
                first, nth = first or name, nth + 1
    return inline, first


def _within(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    return sentence.start + start, sentence.start + end


def _can_be_asked(inline: Inline, start: int, end: int) -> bool:
    """A part that the paragraph repeats, or that is the text of a link, is nothing to guess at."""
    text = plain_text(inline)[start:end]
    return (
        is_askable(text)
        and is_clear(inline, start, end)
        and len(occurrences(inline, text)) == 1
        and MarkKind.LINK not in kinds_at(inline, start)
    )


def _claimed(sentence: Sentence, *, is_title: bool) -> tuple[str, Sequence[tuple[int, int]]]:
    if not sentence.states_something:
        return "", ()
    lang = sentence.language
    for rule in PATTERNS:
        if rule.lang not in ("", lang) or (is_title and _makes_a_title(rule)):
            continue
        if rule.trigger.search(sentence.text) and (spans := rule.pattern(sentence)):
            return rule.name, spans
    return "", ()
