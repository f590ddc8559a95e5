"""The ordered register of rules, and how they are laid over a block: the first rule that marks a paragraph wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

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
    found = [labelled(inline, place) for inline, begins_bullet in _prose(blocks) if begins_bullet]
    counts = Counter(pair.label for pair in found if pair)
    return frozenset(label for label, count in counts.items() if count > 1)


def hidden_texts(block: Block) -> tuple[str, ...]:
    """Return the texts that clozes hide in `block`, in reading order, each once."""
    return tuple(dict.fromkeys(text for inline, _ in _prose((block,)) for text in hidden_in(inline)))


def footnote_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the labels of the footnotes that `blocks` refer to."""
    return frozenset(
        mark.value
        for inline, _ in _prose(blocks)
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
        for inline, _ in _prose((block,))
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
    match block:
        case Prose():
            marked = marker(block.inline, place)
            return block if marked is block.inline else replace(block, inline=marked)
        case Bullets():
            return replace(block, bullets=tuple(_bullet_with_prose(bullet, marker, place) for bullet in block.bullets))
        case Quote():
            inner = Place(repeated_labels=place.repeated_labels)
            return replace(block, blocks=tuple(_with_prose(own, marker, inner) for own in block.blocks))
        case Definitions():
            return replace(
                block, definitions=tuple(_definition_with_prose(own, marker, place) for own in block.definitions)
            )
        case _:
            return block


def _bullet_with_prose(bullet: Bullet, marker: Marker, place: Place) -> Bullet:
    first = Place(begins_bullet=True, repeated_labels=place.repeated_labels)
    other = Place(repeated_labels=place.repeated_labels)
    blocks = (_with_prose(own, marker, other if nth else first) for nth, own in enumerate(bullet.blocks))
    return replace(bullet, blocks=tuple(blocks))


def _definition_with_prose(definition: Definition, marker: Marker, place: Place) -> Definition:
    term = Place(is_defined_term=True, repeated_labels=place.repeated_labels)
    other = Place(repeated_labels=place.repeated_labels)
    return replace(
        definition,
        term=marker(definition.term, term),
        meanings=tuple(tuple(_with_prose(own, marker, other) for own in meaning) for meaning in definition.meanings),
    )


def _prose(blocks: Iterable[Block]) -> Iterator[tuple[Inline, bool]]:
    """Yield every paragraph below `blocks`, and whether it begins a list item."""
    for block in blocks:
        match block:
            case Prose():
                yield block.inline, False
            case Quote():
                yield from _prose(block.blocks)
            case Bullets():
                for bullet in block.bullets:
                    for nth, own in enumerate(bullet.blocks):
                        if nth == 0 and isinstance(own, Prose):
                            yield own.inline, True
                        else:
                            yield from _prose((own,))
            case Definitions():
                for definition in block.definitions:
                    yield definition.term, False
                    for meaning in definition.meanings:
                        yield from _prose(meaning)
