"""What stands over every rule: no card shows its answer elsewhere on its front, and no note asks too much at once."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter

from msgspec.structs import replace

from pipeline.core.section import Block, Fence, Figure, Inline, Mark, MarkKind, Quote, Table, plain_text
from pipeline.draft.marks import Place
from pipeline.draft.occurrences import Texts
from pipeline.draft.rope import Cover, Hidden, Stretch, covered, exchanged, hidden_spans
from pipeline.draft.walk import other_text_of, prose_of, with_prose

CLOZES_A_NOTE = 6
"""A note asks for no more than this; what the author hid in so many words is not counted."""

CARDS_A_NOTE = 500
"""Of further cards of one note Anki knows no more, whoever asks for them."""

_WRITTEN = frozenset({"written-cloze", "highlight", "list"})


def hidden_texts(block: Block) -> tuple[str, ...]:
    """Return the texts that clozes hide in `block`, in reading order, each once."""
    return tuple(dict.fromkeys(own.text for own in _hidden(block)))


def hidden_in(inline: Inline) -> tuple[str, ...]:
    """Return the texts that clozes hide in one paragraph."""
    return tuple(own.text for own in hidden_spans(inline))


def _hidden(block: Block) -> Iterator[Hidden]:
    for inline, _ in prose_of((block,)):
        yield from hidden_spans(inline)


def with_repeats_hidden(block: Block) -> Block:
    """Return `block` with every further occurrence of a hidden text hidden under the same number."""
    first: dict[str, Hidden] = {}
    for own in _hidden(block):
        if len(own.text) > 1:
            first.setdefault(own.text, own)
    if not first:
        return block
    paragraphs = [inline for inline, _ in prose_of((block,))]
    texts = Texts(map(plain_text, paragraphs))
    covers: list[list[Cover]] = [[] for _ in paragraphs]
    for text, own in first.items():
        for nth, found in enumerate(texts.occurrences(text), start=1000):
            covers[found.nth].append((found.start, found.end, replace(own.mark, nth=nth, key=own.key)))
    in_turn = iter(covers)
    return with_prose(block, lambda inline, place: covered(inline, next(in_turn)), Place())


def without_leaks(block: Block, rule: str) -> Block:
    """Return `block` with those clozes open whose text it also shows where it cannot be hidden.

    What the author hid in so many words stays hidden.
    """
    if rule in _WRITTEN:
        return block
    keys = {own.key: own.text for own in _hidden(block) if len(own.text) > 1}
    beside = Texts(_texts_beside(block))
    shown = _Shown(block)
    leaking = frozenset(key for key, text in keys.items() if any(beside.occurrences(text)) or shown.has_open(key, text))
    return with_clozes_open(block, leaking, rule) if leaking else block


class _Shown:
    """The paragraphs of a block, and what each cloze hides of them."""

    def __init__(self, block: Block) -> None:
        paragraphs = [inline for inline, _ in prose_of((block,))]
        self._texts = Texts(map(plain_text, paragraphs))
        self._hidden: defaultdict[tuple[str, int], list[Stretch]] = defaultdict(list)
        for nth, inline in enumerate(paragraphs):
            for own in hidden_spans(inline):
                self._hidden[own.key, nth].append((own.start, own.end))

    def has_open(self, key: str, text: str) -> bool:
        """Return whether `text` stands anywhere but under the cloze of `key`."""
        return any(not self._hides(key, *found) for found in self._texts.occurrences(text))

    def _hides(self, key: str, nth: int, start: int, end: int) -> bool:
        spans = self._hidden.get((key, nth), [])
        at = bisect_right(spans, start, key=itemgetter(0)) - 1
        return at >= 0 and end <= spans[at][1]


def _texts_beside(block: Block) -> Iterator[str]:
    for other in other_text_of((block,)):
        if isinstance(other, Fence):
            yield other.text
        elif isinstance(other, Figure):
            yield f"{other.alt} {other.title}"
        elif isinstance(other, Quote):
            yield plain_text(other.title)
        elif isinstance(other, Table):
            yield " ".join(plain_text(cell) for row in (other.header, *other.rows) for cell in row)


def within_budget(block: Block, rule: str) -> tuple[Block, tuple[str, ...]]:
    """Return `block` with the clozes beyond the budget open, and their texts."""
    hidden = [((own.mark.value, "" if own.mark.value else own.key), own) for own in _hidden(block)]
    cards = dict.fromkeys(card for card, _ in hidden)
    within = set(islice(cards, CARDS_A_NOTE if rule in _WRITTEN else CLOZES_A_NOTE))
    beyond = {own.key: own.text for card, own in hidden if card not in within}
    if not beyond:
        return block, ()
    return with_clozes_open(block, frozenset(beyond), rule), tuple(beyond.values())


def with_clozes_open(block: Block, keys: frozenset[str], rule: str) -> Block:
    """Return `block` with the clozes of `keys` shown; what was bold is bold again."""
    instead: Sequence[Mark] = (Mark(MarkKind.STRONG),) if rule == "bold" else ()

    def shown(inline: Inline, place: Place) -> Inline:
        return exchanged(inline, [own for own in hidden_spans(inline) if own.key in keys], instead)

    return with_prose(block, shown, Place())
