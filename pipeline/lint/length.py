"""Cards that ask or answer too much for one breath."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.note import NoteKind
from pipeline.core.section import MarkKind, Prose, Section, plain_text
from pipeline.lint.reading import Card, Reading, blocks_of, folded, weight

LONG_PARAGRAPH = 120
LONG_ANSWER = 300
LONG_QUESTION = 250
"""All in Japanese characters; of Latin letters twice as many."""

_QUOTE = re.compile(r"「([^「」<>]{2,20})」|[“\"]([^“”\"<>]{3,30}?)[.,]?[”\"]")
_MEASURE = re.compile(
    r"(?:約|最大|最小|最低|最長)?(?<![\d,.])\d[\d,.]*\s?(?:[KMGT]?i?B|ms|秒|分|時間|日|年|個|回|件|%|％|倍|seconds|minutes|hours|days)(?:/秒)?"
)
_NAME = re.compile(r"(?<![A-Za-z.] )(?<![A-Za-z0-9])[A-Z][\w-]+(?: [A-Z][\w-]+)*", re.ASCII)
_NAME_IN_ENGLISH = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+(?: [A-Z][\w-]+)*", re.ASCII)


def long_cards(reading: Reading) -> Iterator[Diagnostic]:
    """A long paragraph wants one mark; of any other long card it is only said that it is long."""
    asked = {(draft.span.path, draft.span.line) for draft in reading.drafts if draft.kind is NoteKind.CLOZE}
    for card in reading.first_cards:
        if card.draft.rule == "heading":
            yield from _long_answer(card, reading.section_of(card.draft.span), asked)
        elif card.draft.rule != "list" and (length := weight(card.question)) > LONG_QUESTION:
            yield _too_long(card, f"this question has about {length} characters")


def _long_answer(card: Card, section: Section, asked: Container[tuple[str, int]]) -> Iterator[Diagnostic]:
    """Look at what is to be told in words: neither code nor a table is recited."""
    prose = [
        (block, weight(plain_text(block.inline))) for block in blocks_of(section.blocks) if isinstance(block, Prose)
    ]
    if section.options.card is None:
        for block, length in prose:
            is_unmarked = (block.span.path, block.span.line) not in asked and not _has_mark(block)
            if length > LONG_PARAGRAPH and is_unmarked and block in section.blocks:
                yield _proposal(block, length, section)
                return
    if (length := sum(length for _, length in prose)) > LONG_ANSWER:
        yield _too_long(card, f"the answer to “{card.question}” has about {length} characters")


def _has_mark(block: Prose) -> bool:
    """A mark that no rule could use, such as a whole bold sentence, is one all the same."""
    marks = {MarkKind.STRONG, MarkKind.HIGHLIGHT, MarkKind.CLOZE}
    return any(mark.kind in marks for run in block.inline for mark in run.marks)


def _too_long(card: Card, message: str) -> Diagnostic:
    hint = "split it with ### headings, or mark the parts that are worth a card with ==…=="
    return Diagnostic(code="too-long", message=message, span=card.draft.span, hint=hint)


def _proposal(paragraph: Prose, length: int, section: Section) -> Diagnostic:
    phrase = _phrase(paragraph, section)
    such_as = f", such as **{phrase}**," if phrase else " with **…**"
    return Diagnostic(
        code="unmarked-paragraph",
        message=f"about {length} characters are one answer, since nothing here is marked",
        span=paragraph.span,
        hint=f"mark the one phrase worth knowing{such_as} or say <!-- card: basic --> to keep it whole",
    )


def _phrase(paragraph: Prose, section: Section) -> str:
    """Return a phrase to hide that no heading says: a quote, a name in code, a measure or a name; or ""."""
    headings = folded(" ".join(plain_text(heading) for heading in (*section.ancestors, section.title)))
    text = plain_text(paragraph.inline)
    names = (_NAME if section.options.lang[:2] in ("ja", "zh", "ko") else _NAME_IN_ENGLISH).findall(text)
    found = [
        *(match[match.lastindex or 0] for match in _QUOTE.finditer(text)),
        *(f"`{run.text}`" for run in paragraph.inline if any(mark.kind is MarkKind.CODE for mark in run.marks)),
        *_MEASURE.findall(text),
        *sorted(names, key=len, reverse=True),
    ]
    return next((phrase for phrase in found if len(phrase) > 2 and folded(phrase.strip("`")) not in headings), "")
