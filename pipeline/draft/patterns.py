"""The ordered register of sentence patterns, for text without any mark: the first that is sure of a sentence wins.

Each pattern has an expression that is cheap to look for, so that text without patterns costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.core.section import Inline, Mark, MarkKind, plain_text
from pipeline.draft import chinese, english, japanese, signs
from pipeline.draft.marks import Place, is_askable
from pipeline.draft.occurrences import occurrences
from pipeline.draft.rope import Stretch, covered, is_clear, kinds_along, pieces
from pipeline.draft.sentences import Sentence, sentences_of

Pattern = Callable[[Sentence], Sequence[Stretch]]


class Rule(NamedTuple):
    """A pattern with its name, an expression that is cheap to look for, and the language it is written for, if any.

    English is looked through in small letters.
    """

    name: str
    trigger: re.Pattern[str]
    pattern: Pattern
    lang: str = ""


def _rule(name: str, trigger: str, pattern: Pattern, lang: str = "") -> Rule:
    return Rule(name, re.compile(trigger), pattern, lang)


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
    _rule("need", r"必須|必要|不要|(?:い|要)ら[なん]|欠か", japanese.need, "ja"),
    _rule(
        "condition",
        r"(?:場合|とき|時(?![間点刻期代差])|際|限り|たら|なら|[えけげせてねべめれ]ば|[うくぐすつぬぶむるい]と)に?は?、?.{1,40}[をがも]",
        japanese.condition,
        "ja",
    ),
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
        r"^[^は、。]{1,40}は、?[^はをもへ、。]{0,39}[^ぁ-ゖ、。](?:であり|なので|である|です|だ|で|[。、]|$)",
        japanese.copula,
        "ja",
    ),
    _rule("has", r"は.{2,30}があ[りる]", japanese.has, "ja"),
    _rule("quoted", r"「", japanese.quoted, "ja"),
    _rule("quoted", r"called|known as|named|termed", english.quoted, "en"),
    _rule("means", r"[^ぁ-ゖ]で(?![きあはもすなの])", japanese.means, "ja"),
    _rule("object", r"^[^はを、]{1,30}は[^はを、]{1,25}を[^を、]{1,15}$", japanese.object_, "ja"),
)


_OF_LANGUAGE = {
    lang: tuple(rule for rule in PATTERNS if rule.lang in ("", lang))
    for lang in ("", *(rule.lang for rule in PATTERNS))
}


def _makes_a_title(rule: Rule) -> bool:
    """Return whether a heading with text below it is more likely a title than a statement of this pattern."""
    return rule.name in ("arrow-chain", "number", "quoted", "means") or (rule.name == "use" and rule.lang != "ja")


class Fact(NamedTuple):
    """One sentence of a paragraph, where it begins, the pattern that is sure of it, and what is hidden in it."""

    said: Inline
    start: int
    pattern: str
    gaps: Sequence[Stretch]


def facts_in(inline: Inline, place: Place, *, is_heading: bool = False, is_title: bool = False) -> Iterator[Fact]:
    """Yield what a pattern is sure of, sentence by sentence: what one sentence asks never hangs on another.

    A title is a heading with text below it.
    """
    claimed = [
        (sentence, name, spans)
        for sentence in sentences_of(inline, begins_bullet=place.begins_bullet, is_heading=is_heading)
        for name, spans in _claimed(sentence, is_title=is_title)
    ]
    said = pieces(inline, [(sentence.start, sentence.end) for sentence, *_ in claimed]) if claimed else ()
    for (sentence, name, spans), own in zip(claimed, said, strict=True):
        gaps = [span for span in spans if _can_be_asked(own, *span)]
        if gaps:
            yield Fact(own, sentence.start, name, gaps)


def with_facts_hidden(inline: Inline, facts: Iterable[Fact]) -> Inline:
    """Return `inline` with the gaps of `facts`."""
    gaps = ((fact.start + start, fact.start + end) for fact in facts for start, end in fact.gaps)
    return covered(inline, [(*gap, Mark(MarkKind.CLOZE, nth=nth)) for nth, gap in enumerate(gaps)])


def _can_be_asked(sentence: Inline, start: int, end: int) -> bool:
    """A part that the sentence repeats, or that is the text of a link, is nothing to guess at."""
    text = plain_text(sentence)[start:end]
    return (
        is_askable(text)
        and is_clear(sentence, start, end)
        and len(occurrences(sentence, text)) == 1
        and MarkKind.LINK not in next(kinds_along(sentence, (start,)))
    )


def _claimed(sentence: Sentence, *, is_title: bool) -> Iterator[tuple[str, Sequence[Stretch]]]:
    """Yield the first pattern that is sure of a sentence, and what it would hide; nothing where none is."""
    text, small = sentence.text, sentence.text.lower()
    rules = [
        rule for rule in _OF_LANGUAGE[sentence.language] if rule.trigger.search(small if rule.lang == "en" else text)
    ]
    if rules and sentence.states_something:
        for rule in rules:
            if not (is_title and _makes_a_title(rule)) and (spans := rule.pattern(sentence)):
                yield rule.name, spans
                return
