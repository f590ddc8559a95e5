"""The ordered register of rules, and how they are laid over a block: the first rule that marks a paragraph wins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from pipeline.core.section import Block, Bullet, Bullets, Inline, Mark, MarkKind, Prose, plain_text
from pipeline.draft.gaps import hidden_texts, with_repeats_hidden, without_leaks
from pipeline.draft.marks import (
    MarkRule,
    Place,
    bold,
    defined_term,
    highlighted,
    is_askable,
    labelled,
    term_and_value,
    written,
)
from pipeline.draft.patterns import facts_in, with_facts_hidden
from pipeline.draft.rope import answer_key, covered, has_cloze
from pipeline.draft.walk import prose_of, with_prose

MARK_RULES: tuple[tuple[str, MarkRule], ...] = (
    ("definition", defined_term),
    ("written-cloze", written),
    ("highlight", highlighted),
    ("term-value", term_and_value),
    ("bold", bold),
)

ASKED_WHOLE = 3
"""A list of no more clauses than this is asked as one answer."""

NAME_LIMIT = 30
_NO_NAME = re.compile(r"[。．！？!?：、，;；=*{}]|,(?:\s|$)|[.:](?:\s|$)|https?://")
_PROPER_NAME = re.compile(r"(?=.*[A-Z0-9./_ァ-ヴ])[^ぁ-ゖ]+")


class RuleHits:
    """Lays the register over paragraphs and remembers the first rule that marked one."""

    def __init__(self, rules: Sequence[tuple[str, MarkRule]] = MARK_RULES) -> None:
        self._rules = rules
        self.first = ""

    def __call__(self, inline: Inline, place: Place) -> Inline:
        for name, rule in self._rules:
            marked = rule(inline, place)
            if marked is not None:
                self.first = self.first or name
                return marked
        return inline


def marked_block(block: Block, repeated_labels: frozenset[str]) -> tuple[Block, str]:
    """Return `block` with what the author marked hidden and the name of the first rule, or "" where nothing is."""
    hits = RuleHits()
    marked = with_prose(block, hits, Place(stands_alone=True, repeated_labels=repeated_labels))
    return _without_leaks(block, marked, hits.first)


def guessed_sentences(block: Prose | Bullets) -> Iterator[tuple[Block, str, bool]]:
    """Yield each sentence that a pattern is sure of, below the list items it stands under, with its gaps and pattern.

    The last value says whether the block begins with it.
    """
    for prose, place, framed in _framed(block):
        for fact in facts_in(prose.inline, place):
            sentence = replace(prose, inline=with_facts_hidden(fact.said, (fact._replace(start=0),)))
            marked, rule = _without_leaks(block, framed(sentence), fact.pattern)
            if rule:
                yield marked, rule, fact.start == 0 and prose is next(_framed(block))[0]


Framed = tuple[Prose, Place, Callable[[Block], Block]]


def _framed(block: Block) -> Iterator[Framed]:
    """Yield the paragraphs of a block, each with what puts it back below the items it stands under, and no other."""
    if isinstance(block, Prose):
        yield block, Place(stands_alone=True), lambda said: said
    elif isinstance(block, Bullets):
        for nth, bullet in enumerate(block.bullets):
            for below, own in enumerate(bullet.blocks):
                for prose, place, inner in _framed(own):
                    begins = Place(begins_bullet=True) if own is prose and not below else place
                    yield prose, begins, partial(_put_back, block, nth, below, inner)


def _put_back(block: Bullets, nth: int, below: int, inner: Callable[[Block], Block], said: Block) -> Block:
    bullet = block.bullets[nth]
    alone = replace(bullet, blocks=(*bullet.blocks[: min(below, 1)], inner(said)))
    return replace(block, bullets=(alone,), start=None if block.start is None else block.start + nth)


def _without_leaks(block: Block, marked: Block, rule: str) -> tuple[Block, str]:
    if not rule:
        return block, ""
    marked = without_leaks(with_repeats_hidden(marked), rule)
    return (marked, rule) if hidden_texts(marked) else (block, "")


def marked_list(block: Bullets) -> Bullets:
    """Return the list with every item hidden by turns, for `<!-- card: list -->`."""
    return replace(block, bullets=tuple(_hidden_bullet(bullet, nth, "") for nth, bullet in enumerate(block.bullets)))


def enumerated(block: Block) -> Block | None:
    """Return a list of bare names with every item hidden by turns, or None where it is short or no such list.

    The hint says which of how many is asked. A few short clauses are asked whole; proper names are not, so that a
    further one ends no card.
    """
    if not isinstance(block, Bullets) or len(block.bullets) < 2:
        return None
    names = [_bare_name(bullet) for bullet in block.bullets]
    if len(names) <= ASKED_WHOLE and not all(map(_PROPER_NAME.fullmatch, names)):
        return None
    if not all(names) or len({answer_key(name).casefold() for name in names}) < len(names):
        return None
    count = len(names)
    hidden = tuple(_hidden_bullet(bullet, nth, f"{nth + 1}/{count}") for nth, bullet in enumerate(block.bullets))
    return without_leaks(replace(block, bullets=hidden), "enumeration")


def _bare_name(bullet: Bullet) -> str:
    only = bullet.blocks[0] if len(bullet.blocks) == 1 else None
    if not isinstance(only, Prose) or bullet.checked is not None or has_cloze(only.inline):
        return ""
    name = plain_text(only.inline)
    limit = NAME_LIMIT if name.isascii() else NAME_LIMIT // 2
    is_name = 1 < len(name) <= limit and is_askable(name) and not _NO_NAME.search(name)
    is_link = any(mark.kind is MarkKind.LINK for run in only.inline for mark in run.marks)
    return name if is_name and not is_link else ""


def _hidden_bullet(bullet: Bullet, nth: int, hint: str) -> Bullet:
    first, *others = bullet.blocks or (None,)
    if not isinstance(first, Prose) or has_cloze(first.inline):
        return bullet
    whole = (0, len(plain_text(first.inline)), Mark(MarkKind.CLOZE, extra=hint, nth=nth))
    hidden = covered(first.inline, [whole])
    return replace(bullet, blocks=(replace(first, inline=hidden), *(block for block in others if block)))


def repeated_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the labels that begin more than one list item of a section, such as 原因 or 対策."""
    place = Place(begins_bullet=True)
    found = [labelled(inline, place) for inline, begins_bullet in prose_of(blocks) if begins_bullet]
    counts = Counter(pair.label for pair in found if pair)
    return frozenset(label for label, count in counts.items() if count > 1)


def footnote_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the labels of the footnotes that `blocks` refer to."""
    return frozenset(
        mark.value
        for inline, _ in prose_of(blocks)
        for run in inline
        for mark in run.marks
        if mark.kind is MarkKind.FOOTNOTE
    )
