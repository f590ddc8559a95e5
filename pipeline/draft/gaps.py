"""What stands over every rule: no card shows its answer elsewhere on its front, and no note asks too much at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from pipeline.core.section import Block, Fence, Figure, Inline, Mark, MarkKind, Quote, Run, Table, plain_text
from pipeline.draft.marks import Place
from pipeline.draft.rope import Hidden, cover, exchanged, hidden_spans, is_clear, occurrences
from pipeline.draft.walk import other_text_of, prose_of, with_prose

CLOZES_A_NOTE = 6
"""A note asks for no more than this; what the author hid in so many words is not counted."""

_WRITTEN = frozenset({"written-cloze", "highlight"})


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
    hidden = [own for own in _hidden(block) if len(own.text) > 1]

    def hide(inline: Inline, place: Place) -> Inline:
        for own in hidden:
            for nth, (start, end) in enumerate(occurrences(inline, own.text)):
                if is_clear(inline, start, end):
                    inline = cover(inline, start, end, replace(own.mark, nth=1000 + nth, key=own.key))
        return inline

    return with_prose(block, hide, Place())


def without_leaks(block: Block, rule: str) -> Block:
    """Return `block` with those clozes open whose text it also shows where it cannot be hidden.

    What the author hid in so many words stays hidden.
    """
    if rule in _WRITTEN:
        return block
    beside = [(Run(text),) for text in _texts_beside(block)]
    paragraphs = [(inline, hidden_spans(inline)) for inline, _ in prose_of((block,))]
    keys = {own.key: own.text for _, hidden in paragraphs for own in hidden}
    leaking = frozenset(
        key
        for key, text in keys.items()
        if len(text) > 1
        and (
            any(occurrences(inline, text) for inline in beside)
            or any(_shows(inline, hidden, key, text) for inline, hidden in paragraphs)
        )
    )
    return with_clozes_open(block, leaking, rule) if leaking else block


def _shows(inline: Inline, hidden: Sequence[Hidden], key: str, text: str) -> bool:
    own = [(span.start, span.end) for span in hidden if span.key == key]
    return any(
        not any(start <= left and right <= end for start, end in own) for left, right in occurrences(inline, text)
    )


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
    keys = {own.key: own.text for own in _hidden(block)}
    beyond = dict(list(keys.items())[CLOZES_A_NOTE:])
    if not beyond or rule in _WRITTEN:
        return block, ()
    return with_clozes_open(block, frozenset(beyond), rule), tuple(beyond.values())


def with_clozes_open(block: Block, keys: frozenset[str], rule: str) -> Block:
    """Return `block` with the clozes of `keys` shown; what was bold is bold again."""
    instead: Sequence[Mark] = (Mark(MarkKind.STRONG),) if rule == "bold" else ()

    def shown(inline: Inline, place: Place) -> Inline:
        for own in hidden_spans(inline):
            if own.key in keys:
                inline = exchanged(inline, own.start, own.end, own.mark, instead)
        return inline

    return with_prose(block, shown, Place())
