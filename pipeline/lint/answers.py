"""What a card answers: whether its front shows it, and whether it is worth asking.

The drafts hide their answers themselves. Here they are looked for once more, by code that shares nothing with theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.note import NoteKind
from pipeline.lint.reading import Card, Reading, folded

_LONGEST_LEAK = 200
"""An answer of more characters than this is a text, and stands on no front by chance."""

_ADDRESSES = re.compile(r"(?:https?://\S+\s*)+")
_YES_OR_NO = re.compile(r"[○◯〇●◎×✕✖✗✘❌⭕△▲▽✓✔✅☑☆★\s\ufe0f]+")
"""An operator such as `!=` is an answer; these are ticks in a table."""


def leaking_answers(reading: Reading) -> Iterator[Diagnostic]:
    """A front must not show its answer, in whatever case or width; of Latin letters only whole words count."""
    for card in reading.cards:
        for wanted, answer in dict(zip(card.fact[1:], card.answers, strict=True)).items():
            place = _leak(card, wanted)
            if place:
                yield Diagnostic(
                    code="answer-leaks",
                    message=f"the answer “{answer}” stands in the {place} on the front",
                    span=card.draft.span,
                    hint="mark another part, or leave the answer out of the words that stay",
                )
                break


def _leak(card: Card, wanted: str) -> str:
    if not 1 < len(wanted) <= _LONGEST_LEAK:
        return ""
    if _stands_in(wanted, card.fact[0]):
        return "question"
    fronts = (("headings", card.path), ("words for a picture", card.alts))
    return next((place for place, text in fronts if text and _stands_in(wanted, folded(text))), "")


def _stands_in(wanted: str, text: str) -> bool:
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not _are_of_one_word(text[max(start - 1, 0) : start + 1]) and not _are_of_one_word(text[end - 1 : end + 1]):
            return True
        start = text.find(wanted, start + 1)
    return False


def _are_of_one_word(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalnum()


def lone_symbols(reading: Reading) -> Iterator[Diagnostic]:
    """A hidden ○ or × is a guess between two; the reason beside it is what can be learned."""
    for card in reading.cards:
        for answer in card.answers:
            if _YES_OR_NO.fullmatch(answer) and card.draft.kind is not NoteKind.BASIC:
                yield Diagnostic(
                    code="lone-symbol",
                    message=f"this card hides nothing but “{answer}”",
                    span=card.draft.span,
                    hint="hide a word that says why",
                )


def bare_addresses(reading: Reading) -> Iterator[Diagnostic]:
    """Nobody learns an address by heart."""
    for card in reading.cards:
        if card.answers and all(_ADDRESSES.fullmatch(answer) for answer in card.answers):
            yield Diagnostic(
                code="bare-address",
                message=f"the answer to “{card.question}” is nothing but an address",
                span=card.draft.span,
                hint="write what is to be known from that page, or say <!-- card: skip -->",
            )
