"""Written Anki clozes, `{{c1::text}}` and `{{c2::text::hint}}`, with Markdown inside."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_HIGHEST_NUMBER = 99

_OPENING = re.compile(r"\{\{c([0-9]*)::")
_LONE_SEPARATOR = re.compile(r"(?<!:)::(?!:)")  # `:::` stands in names, as in `arn:aws:s3:::bucket`


def cloze_plugin(parser: MarkdownIt) -> None:
    """Add the rule to `parser`: tokens `cloze_open`, with number and hint in `meta`, and `cloze_close`.

    The opening of a cloze that is none becomes a token `cloze_malformed`, with `meta` problem and at, its place.
    """
    parser.inline.ruler.before("escape", "cloze", _cloze)


def _cloze(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    opening = _OPENING.match(state.src, state.pos, state.posMax)
    if opening is None:
        return False
    number = int(opening[1][:4] or 0)
    if not 1 <= number <= _HIGHEST_NUMBER:
        return _malformed(state, opening[0], f"needs a number from 1 to {_HIGHEST_NUMBER}", silent)
    ends = _find_ends(state, opening.end())
    if ends is None:
        return _malformed(state, opening[0], "is not closed by `}}` in the same paragraph or cell", silent)
    body_end, end = ends
    if not silent:
        _push(state, str(number), opening.end(), body_end, end)
    state.pos = end + 2
    return True


def _malformed(state: StateInline, opening: str, problem: str, silent: bool) -> bool:
    if not silent:
        token = state.push("cloze_malformed", "", 0)
        token.content = opening
        token.meta.update(problem=problem, at=state.pos)
    state.pos += len(opening)
    return True


def _push(state: StateInline, number: str, start: int, body_end: int, end: int) -> None:
    maximum = state.posMax
    token = state.push("cloze_open", "", 1)
    token.meta.update(number=number, hint=state.src[body_end + 2 : end].strip())
    state.pos, state.posMax = start, body_end
    state.md.inline.tokenize(state)
    state.pos, state.posMax = end, maximum
    state.push("cloze_close", "", -1)


def _find_ends(state: StateInline, start: int) -> tuple[int, int] | None:
    """Return where the text ends and where the `}}` stands, both outside of code, maths, links and inner clozes."""
    if _last_closing(state.src, state.posMax) < start:
        return None
    opened_at = state.pos
    body_end = None
    state.pos = start
    end = None
    while state.pos < state.posMax:
        if state.src.startswith("}}", state.pos):
            if _closes_inner_brace(state.src, start, state.pos):
                state.pos += 1
                continue
            end = state.pos
            break
        if body_end is None and _LONE_SEPARATOR.match(state.src, state.pos):
            body_end = state.pos
        state.md.inline.skipToken(state)
    state.pos = opened_at
    return None if end is None else (end if body_end is None else body_end, end)


@lru_cache(maxsize=8)  # it is asked for each opening of a paragraph, and of the clozes that the paragraph is in
def _last_closing(text: str, maximum: int) -> int:
    return text.rfind("}}", 0, maximum)


def _closes_inner_brace(text: str, start: int, position: int) -> bool:
    """Return whether the first of three `}` belongs to the answer, as in `{{c1::${HOME}}}`."""
    if not text.startswith("}}}", position):
        return False
    return text.count("{", start, position) > text.count("}", start, position)
