"""Lists taken apart and put together: every item of a list is a note of its own, so that each keeps its own history."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.core.section import Block, Bullets, Definitions


def one_bullet_each(block: Block) -> tuple[Block, ...]:
    """Return a list as lists of one item, which keep their numbers; any other block as it is."""
    if isinstance(block, Definitions):
        return tuple(replace(block, definitions=(own,), span=own.span) for own in block.definitions)
    if not isinstance(block, Bullets) or len(block.bullets) < 2:
        return (block,)
    return tuple(
        replace(block, bullets=(bullet,), start=None if block.start is None else block.start + nth, span=bullet.span)
        for nth, bullet in enumerate(block.bullets)
    )


def unwrapped(block: Block) -> tuple[Block, ...]:
    """Return what stands in a list of one item without number and check box, where a bullet would be mere ornament."""
    if isinstance(block, Bullets) and len(block.bullets) == 1 and block.start is None:
        (bullet,) = block.bullets
        if bullet.checked is None:
            return bullet.blocks
    return (block,)


def rejoined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return `blocks` with the items of lists that stand side by side in one list again."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Bullets) and isinstance(last, Bullets) and (last.start is None) == (block.start is None):
            joined[-1] = replace(last, bullets=(*last.bullets, *block.bullets))
        elif isinstance(block, Definitions) and isinstance(last, Definitions):
            joined[-1] = replace(last, definitions=(*last.definitions, *block.definitions))
        else:
            joined.append(block)
    return tuple(joined)
