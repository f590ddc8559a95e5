"""Sentence patterns that signs and figures make, alike in every language: arrows, equations, numbers with a unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.draft.phrases import answer_in
from pipeline.draft.sentences import Sentence
from pipeline.draft.units import TRIVIAL, UNIT

Spans = Sequence[tuple[int, int]]

STEP_LIMIT = 30

_ARROW = re.compile(r"\s*(?:→|➔|➜|⇒|⟶|-{1,2}>|=>)\s*")
_EQUALS = re.compile(r"(?<![ァ-ヴー])\s*＝\s*|\s＝\s*|\s=\s")
_LABEL = re.compile(r"[^:：→➔➜⇒⟶>]{1,30}(?:：|: )\s*")
_LETTERS = re.compile(r"[^\W\d_]")
_SUM = re.compile(r"[+*×÷\"“'^<>]|\d\s*[-/]\s*\d")
_CLAUSE = re.compile(r"[、。，,;；:：！？!?「」（）()]|\b(?:and|but|so|when|if)\b")


def arrow_chain(sentence: Sentence) -> Spans:
    """`A → B → C`: each step between the first and the last is hidden by turns; of `A → B`, B is."""
    arrows = list(_ARROW.finditer(sentence.text))
    if not arrows or (sentence.begins_bullet and len(arrows) < 2):
        return ()
    label = _LABEL.match(sentence.text)
    starts = [label.end() if label else 0, *(arrow.end() for arrow in arrows)]
    ends = [*(arrow.start() for arrow in arrows), len(sentence.text.rstrip("。."))]
    steps = list(zip(starts, ends, strict=True))
    names = [sentence.text[start:end].casefold() for start, end in steps]
    if any(not 1 < len(name) <= STEP_LIMIT or _CLAUSE.search(name) or not _LETTERS.search(name) for name in names):
        return ()
    if len(set(names)) < len(names):
        return ()
    return steps[1:-1] or steps[1:]


def equation(sentence: Sentence) -> Spans:
    """`A ＝ B`: B is hidden, or the name that B begins with."""
    signs = list(_EQUALS.finditer(sentence.text))
    if len(signs) != 1 or signs[0].start() == 0 or _SUM.search(sentence.text):
        return ()
    start, end = signs[0].end(), len(sentence.text.rstrip("。.」』"))
    phrase = sentence.starting(start) if sentence.language == "ja" else None
    if phrase is not None and phrase.end < end and phrase.after not in ("を", "が", "に", "へ"):
        answer = answer_in(phrase)
        return [answer] if answer else ()
    if not 1 < end - start <= STEP_LIMIT or _CLAUSE.search(sentence.text[start:end]):
        return ()
    return [(start, end)]


NUMBER = re.compile(
    rf"(?<![A-Za-z0-9.,:/_#-])[0-9０-９][0-9０-９,.，．]*(?:\s?[~〜～-]\s?[0-9０-９][0-9０-９,.]*)?\s?[万億千百]?(?:{UNIT})(?:/\s?(?:秒|分|時間|日|月|s\b))?"
)
_RATE = re.compile(r"(?:間)?(?:に|あたり|当たり|ごとに?|毎に?|につき|あたりに)?、?(?:最大|約)?\s*$")
_NO_FACT = re.compile(
    r"(?:この|その|上の|次の|以下の|第|あと|もう|たった)\s*$|\b(?:the|these|those|another|other|last|next)\s*$"
)
_AFTER = re.compile(
    r"^\s?(?:目|前|後|弱|強|足らず|ほど|くらい|ぐらい|程度|月|史|で(?:わか|分か|でき|学|お)|[がも]?(?:経|かか|過ぎ|たた|立た)|間前|ago|[-~〜～/／x×]?\s?[0-9])"
)


_LIMIT = re.compile(
    r"\b(?:up to|at (?:most|least)|max(?:imum)?|min(?:imum)?|limit(?:ed)?(?: of| to)?|defaults?(?: is| to| of)?"
    r"|every|after|within|(?:less|more) than|about|is|are|costs|takes|lasts|per)[\s:=~]*$",
    re.IGNORECASE,
)


def number(sentence: Sentence) -> Spans:
    """`最大で20個`, `every 5 minutes`: the only number with a unit is hidden; of a rate its value."""
    found = [match for match in NUMBER.finditer(sentence.text) if _is_outside_brackets(sentence.text, match.start())]
    if len(found) == 2 and _RATE.fullmatch(sentence.text[found[0].end() : found[1].start()]):
        found = found[1:]
    if len(found) != 1:
        return ()
    start, end = found[0].span()
    if _NO_FACT.search(sentence.text[:start]) or TRIVIAL.fullmatch(found[0][0]) or _AFTER.search(sentence.text[end:]):
        return ()
    if sentence.language == "en" and not _LIMIT.search(sentence.text[:start]):
        return ()
    # A bare number says nothing; something before or after must say what is counted.
    return [(start, end)] if len(sentence.text) - (end - start) >= 6 else ()


def _is_outside_brackets(text: str, position: int) -> bool:
    before = text[:position]
    is_quoted = (
        before.count('"') % 2 or before.count("“") > before.count("”") or before.count("「") > before.count("」")
    )
    return not is_quoted and before.count("（") + before.count("(") <= before.count("）") + before.count(")")
