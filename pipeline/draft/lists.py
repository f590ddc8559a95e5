"""Lists taken apart and put together: every item of a list is a note of its own, so that each keeps its own history."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.core.section import Block, Bullets, Definitions, Prose, plain_text
from pipeline.draft.rope import has_cloze

PARENT_LIMIT, PARENT_WORDS = 20, 4
"""A name above a list has no more characters, or in Latin no more words; a longer item tells something itself."""

_NO_NAME = re.compile(
    r"[。、，：:.]\s*$|[はがをに]|[ぁ-ん]$|^(?:例|注意?|補足|参考|備考|その他|以下|次の|示例|说明)|https?://"
    r"|\b(?:ex|eg|example|note|see|this|these|it|they|is|are|can|will|use|used|when|if|we|you|not|with|to)\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"^(?:例|ex\b|e\.g|i\.e|example|比如|例如)", re.IGNORECASE)


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


def asked_parent(block: Block) -> tuple[Prose, tuple[Block, ...]] | None:
    """Return the text of a list item that names what is listed below it, and that list; None for any other block."""
    if not isinstance(block, Bullets) or len(block.bullets) != 1:
        return None
    parent, *below = block.bullets[0].blocks or (block,)
    if not isinstance(parent, Prose) or not any(isinstance(own, Bullets) for own in below):
        return None
    text = plain_text(parent.inline)
    limit = len(text.split()) <= PARENT_WORDS if text.isascii() else len(text) <= PARENT_LIMIT
    is_name = len(text) > 1 and limit and not has_cloze(parent.inline) and not _NO_NAME.search(text)
    return (parent, tuple(below)) if is_name and not all(_is_example(own) for own in below) else None


def _is_example(block: Block) -> bool:
    inner = block.bullets[0].blocks[:1] if isinstance(block, Bullets) and block.bullets else (block,)
    first = inner[0] if inner else block
    return isinstance(first, Prose) and bool(_EXAMPLE.search(plain_text(first.inline)))


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
