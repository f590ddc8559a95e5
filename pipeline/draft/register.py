"""The ordered register of rules, and how they are laid over a block: the first rule that marks a paragraph wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipeline.core.section import (
    Block,
    Bullet,
    Bullets,
    Definition,
    Definitions,
    Inline,
    Mark,
    MarkKind,
    Prose,
    Quote,
    plain_text,
)
from pipeline.draft.marks import MarkRule, Place, bold, defined_term, highlighted, labelled, term_and_value, written
from pipeline.draft.rope import cover, has_cloze, is_clear, mark_spans, occurrences

MARK_RULES: tuple[tuple[str, MarkRule], ...] = (
    ("definition", defined_term),
    ("written-cloze", written),
    ("highlight", highlighted),
    ("term-value", term_and_value),
    ("bold", bold),
)

Marker = Callable[[Inline, Place], Inline]


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
    """Return `block` with its clozes and the name of the rule that found the first, or "" where none claims it."""
    hits = RuleHits()
    marked = _with_prose(block, hits, Place(stands_alone=True, repeated_labels=repeated_labels))
    return (with_repeats_hidden(marked), hits.first) if hits.first else (block, "")


def marked_list(block: Bullets) -> Bullets:
    """Return the list with every item hidden by turns, for `<!-- card: list -->`."""
    return replace(block, bullets=tuple(_hidden_bullet(bullet, nth) for nth, bullet in enumerate(block.bullets)))


def _hidden_bullet(bullet: Bullet, nth: int) -> Bullet:
    first, *others = bullet.blocks or (None,)
    if not isinstance(first, Prose) or has_cloze(first.inline):
        return bullet
    length = len(plain_text(first.inline))
    hidden = cover(first.inline, 0, length, Mark(MarkKind.CLOZE, nth=nth)) if length else first.inline
    return replace(bullet, blocks=(replace(first, inline=hidden), *(block for block in others if block)))


def repeated_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the labels that begin more than one list item of a section, such as 原因 or 対策."""
    place = Place(begins_bullet=True)
    found = [labelled(inline, place) for block in blocks for inline, own in _prose(block, Place()) if own.begins_bullet]
    counts = Counter(pair.label for pair in found if pair)
    return frozenset(label for label, count in counts.items() if count > 1)


def hidden_texts(block: Block) -> tuple[str, ...]:
    """Return the texts that clozes hide in `block`, in reading order, each once."""
    return tuple(dict.fromkeys(text for inline, _ in _prose(block, Place()) for text in hidden_in(inline)))


def footnote_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the labels of the footnotes that `blocks` refer to."""
    return frozenset(
        mark.value
        for block in blocks
        for inline, _ in _prose(block, Place())
        for run in inline
        for mark in run.marks
        if mark.kind is MarkKind.FOOTNOTE
    )


def hidden_in(inline: Inline) -> tuple[str, ...]:
    """Return the texts that clozes hide in one paragraph."""
    text = plain_text(inline)
    return tuple(text[start:end] for start, end in mark_spans(inline, MarkKind.CLOZE))


def with_repeats_hidden(block: Block) -> Block:
    """Return `block` with every further occurrence of a hidden text hidden under the same number."""
    numbers = {
        text: mark
        for inline, _ in _prose(block, Place())
        for text, mark in zip(hidden_in(inline), _cloze_marks(inline), strict=True)
        if len(text) > 1
    }

    def hide(inline: Inline, place: Place) -> Inline:
        for text, mark in numbers.items():
            for nth, (start, end) in enumerate(occurrences(inline, text)):
                if is_clear(inline, start, end):
                    inline = cover(inline, start, end, replace(mark, nth=1000 + nth))
        return inline

    return _with_prose(block, hide, Place())


def _cloze_marks(inline: Inline) -> list[Mark]:
    marks: list[Mark] = []
    for run in inline:
        mark = next((own for own in run.marks if own.kind is MarkKind.CLOZE), None)
        if mark is not None and (not marks or marks[-1] != mark):
            marks.append(mark)
    return marks


def _with_prose(block: Block, marker: Marker, place: Place) -> Block:
    """Return `block` with `marker` laid over each of its paragraphs."""
    inner = replace(place, stands_alone=False, begins_bullet=False)
    match block:
        case Prose():
            return replace(block, inline=marker(block.inline, place))
        case Bullets():
            return replace(block, bullets=tuple(_bullet_with_prose(bullet, marker, inner) for bullet in block.bullets))
        case Quote():
            return replace(block, blocks=tuple(_with_prose(own, marker, inner) for own in block.blocks))
        case Definitions():
            return replace(
                block,
                definitions=tuple(
                    _definition_with_prose(definition, marker, inner) for definition in block.definitions
                ),
            )
        case _:
            return block


def _bullet_with_prose(bullet: Bullet, marker: Marker, place: Place) -> Bullet:
    return replace(
        bullet,
        blocks=tuple(
            _with_prose(block, marker, replace(place, begins_bullet=position == 0))
            for position, block in enumerate(bullet.blocks)
        ),
    )


def _definition_with_prose(definition: Definition, marker: Marker, place: Place) -> Definition:
    return replace(
        definition,
        term=marker(definition.term, replace(place, is_defined_term=True)),
        meanings=tuple(
            tuple(_with_prose(block, marker, place) for block in meaning) for meaning in definition.meanings
        ),
    )


def _prose(block: Block, place: Place) -> Iterator[tuple[Inline, Place]]:
    """Yield every paragraph of `block` with its place."""
    seen: list[tuple[Inline, Place]] = []

    def note(inline: Inline, own: Place) -> Inline:
        seen.append((inline, own))
        return inline

    _with_prose(block, note, place)
    yield from seen
