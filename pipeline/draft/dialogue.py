"""Pairs of `Q:` and `A:`, in one paragraph, in two, or in a list: what the author asks in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.core.section import Block, Bullets, Inline, MarkKind, Prose, plain_text
from pipeline.draft.rope import has_cloze, kinds_along, pieces

_LATIN = r"(?:^|(?<=[\s?？。!！]))(?:(?P<asks>Q|Question)|A|Answer)\s?\d{0,3}\s?(?:[:：]|[.．](?=\s|[^\x00-\x7f]))"
_CHINESE = r"(?P<asks_zh>质问|質問|問|问)\s?[:：]|(?:答え|答案|回答|答)\s?[:：]"
_MARKER = re.compile(rf"(?:(?<!\s)\s+)?(?:{_LATIN}|{_CHINESE})\s*")
_NO_MARKER = frozenset({MarkKind.CODE, MarkKind.LINK, MarkKind.MATH, MarkKind.MATH_BLOCK, MarkKind.IMAGE})


class Dialogue(NamedTuple):
    """A question and its answer, without the letters that stand before them."""

    question: Prose
    answer: tuple[Block, ...]


class _Turn(NamedTuple):
    """What one side says, with and without its letter."""

    asks: bool
    said: Prose
    whole: Prose


def dialogues_in(blocks: Sequence[Block]) -> tuple[tuple[Dialogue, ...], tuple[Block, ...]]:
    """Return the questions that are followed by their answers, and the blocks that belong to none of them.

    An answer is one paragraph, with the lists, code and pictures right below it.
    """
    turns = [turn for block in blocks for turn in _turns(block)]
    found: list[Dialogue] = []
    rest: list[Block] = []
    at = 0
    while at < len(turns):
        turn, following = turns[at], turns[at + 1] if at + 1 < len(turns) else None
        if isinstance(turn, _Turn) and turn.asks and isinstance(following, _Turn) and not following.asks:
            at = end = at + 2
            while end < len(turns) and not isinstance(turns[end], _Turn | Prose):
                end += 1
            below = tuple(own for own in turns[at:end] if not isinstance(own, _Turn))
            found.append(Dialogue(turn.said, (following.said, *below)))
            at = end
        else:
            rest.append(turn.whole if isinstance(turn, _Turn) else turn)
            at += 1
    return (tuple(found), tuple(rest)) if found else ((), tuple(blocks))


def _turns(block: Block) -> Iterator[_Turn | Block]:
    """Yield the turns of a block, or the block itself where it holds none."""
    if block.options and block.options.card:
        yield block
    elif isinstance(block, Prose) and _speaks(block):
        yield from _turns_of_prose(block)
    elif isinstance(block, Bullets) and block.bullets and _speaks(*block.bullets[0].blocks[:1]):
        for bullet in block.bullets:
            for own in bullet.blocks:
                yield from _turns(own)
    else:
        yield block


def _speaks(*blocks: Block) -> bool:
    return any(isinstance(block, Prose) and bool(_markers(block.inline)) for block in blocks)


def _markers(inline: Inline) -> Sequence[re.Match[str]]:
    """Return the letters of the sides in a paragraph that begins with one, or none."""
    text = plain_text(inline)
    if not _MARKER.match(text) or has_cloze(inline):
        return ()
    letters = list(_MARKER.finditer(text))
    along = zip(letters, kinds_along(inline, (marker.start() for marker in letters)), strict=True)
    found = [marker for marker, kinds in along if not kinds & _NO_MARKER]
    return found if found and found[0].start() == 0 else ()


def _turns_of_prose(prose: Prose) -> Iterator[_Turn]:
    markers = _markers(prose.inline)
    ends = [*(marker.start() for marker in markers[1:]), len(plain_text(prose.inline))]
    said = pieces(prose.inline, [(marker.end(), end) for marker, end in zip(markers, ends, strict=True)])
    whole = pieces(prose.inline, [(marker.start(), end) for marker, end in zip(markers, ends, strict=True)])
    for marker, *both in zip(markers, said, whole, strict=True):
        yield _Turn(bool(marker["asks"] or marker["asks_zh"]), *(replace(prose, inline=own) for own in both))
