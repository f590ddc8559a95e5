"""Walking over the paragraphs of a block, and changing each of them in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from pipeline.core.section import Block, Bullet, Bullets, Definition, Definitions, Inline, Prose, Quote
from pipeline.draft.marks import Place

Marker = Callable[[Inline, Place], Inline]


def with_prose(block: Block, marker: Marker, place: Place) -> Block:
    """Return `block` with `marker` laid over each of its paragraphs."""
    match block:
        case Prose():
            marked = marker(block.inline, place)
            return block if marked is block.inline else replace(block, inline=marked)
        case Bullets():
            return replace(block, bullets=tuple(_bullet_with_prose(bullet, marker, place) for bullet in block.bullets))
        case Quote():
            inner = Place(repeated_labels=place.repeated_labels)
            return replace(block, blocks=tuple(with_prose(own, marker, inner) for own in block.blocks))
        case Definitions():
            return replace(
                block, definitions=tuple(_definition_with_prose(own, marker, place) for own in block.definitions)
            )
        case _:
            return block


def _bullet_with_prose(bullet: Bullet, marker: Marker, place: Place) -> Bullet:
    first = Place(begins_bullet=True, repeated_labels=place.repeated_labels)
    other = Place(repeated_labels=place.repeated_labels)
    blocks = (with_prose(own, marker, other if nth else first) for nth, own in enumerate(bullet.blocks))
    return replace(bullet, blocks=tuple(blocks))


def _definition_with_prose(definition: Definition, marker: Marker, place: Place) -> Definition:
    term = Place(is_defined_term=True, repeated_labels=place.repeated_labels)
    other = Place(repeated_labels=place.repeated_labels)
    return replace(
        definition,
        term=marker(definition.term, term),
        meanings=tuple(tuple(with_prose(own, marker, other) for own in meaning) for meaning in definition.meanings),
    )


def prose_of(blocks: Iterable[Block]) -> Iterator[tuple[Inline, bool]]:
    """Yield every paragraph below `blocks`, and whether it begins a list item."""
    for block in blocks:
        match block:
            case Prose():
                yield block.inline, False
            case Quote():
                yield from prose_of(block.blocks)
            case Bullets():
                for bullet in block.bullets:
                    for nth, own in enumerate(bullet.blocks):
                        if nth == 0 and isinstance(own, Prose):
                            yield own.inline, True
                        else:
                            yield from prose_of((own,))
            case Definitions():
                for definition in block.definitions:
                    yield definition.term, False
                    for meaning in definition.meanings:
                        yield from prose_of(meaning)


def other_text_of(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block below `blocks` that shows words outside of paragraphs: code, tables, images, titles."""
    for block in blocks:
        match block:
            case Quote():
                yield block
                yield from other_text_of(block.blocks)
            case Bullets():
                for bullet in block.bullets:
                    yield from other_text_of(bullet.blocks)
            case Definitions():
                for definition in block.definitions:
                    for meaning in definition.meanings:
                        yield from other_text_of(meaning)
            case Prose():
                pass
            case _:
                yield block
