"""Containers between lines of colons, as Zenn, Qiita and Docusaurus write them: `:::message`, `:::details title`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from pipeline.parse.callouts import look_of
from pipeline.parse.lines import leaves_block, line_text

_MESSAGES = {"": "important", "alert": "caution"}  # Zenn: `:::message alert`
_NOTES = {"info": "note", "warn": "warning", "alert": "caution"}  # Qiita: `:::note warn`


_COLONS = re.compile(r"(:{3,})[ \t]*(.*)")


def box_plugin(parser: MarkdownIt) -> None:
    """Add the rule to `parser`: tokens `box_open`, with what stands behind its colons as info, and `box_close`."""
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "box", _box, {"alt": interrupted})


def read_box(token: Token) -> tuple[str, str, bool]:
    """Return the look, the title and whether it folds, of the container that `token` opens."""
    return _box_of(token.info) or ("", "", False)


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    opening = _COLONS.fullmatch(line_text(state, start))
    if opening is None or state.is_code_block(start) or _box_of(opening[2]) is None:
        return False
    last = _closing_line(state, start, end, len(opening[1]))
    if last is None:
        return False
    if silent:
        return True
    outer, line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    token = state.push("box_open", "div", 1)
    token.info, token.map = opening[2], [start, last + 1]
    state.md.block.tokenize(state, start + 1, last)
    state.push("box_close", "div", -1)
    state.parentType, state.lineMax, state.line = outer, line_max, last + 1
    return True


def _closing_line(state: StateBlock, start: int, end: int, colons: int) -> int | None:
    """Return the line that closes a container: as many colons or more, and nothing else, in the same list or quote.

    Where one is never closed, those that stand below it are not either: none of them looks for its end again.
    """
    open_until = state.env.setdefault("lines without an end of a box", {})
    at, number = (state.level, state.blkIndent, colons), start
    if start < open_until.get(at, 0):
        return None
    for number in range(start + 1, end):
        if leaves_block(state, number):
            break
        closing = _COLONS.fullmatch(line_text(state, number))
        if closing and not closing[2] and len(closing[1]) >= colons:
            return number
    open_until[at] = number
    return None


def _box_of(info: str) -> tuple[str, str, bool] | None:
    """Return look, title and whether it folds for what stands behind the colons; None where it is no container."""
    name, _, rest = info.strip().partition(" ")
    rest = rest.strip()
    if name == "details":
        return "", rest, True
    if name == "message":
        return (_MESSAGES[rest], "", False) if rest in _MESSAGES else None
    if name == "note" and rest in _NOTES:
        return _NOTES[rest], "", False
    look = look_of(name)
    return None if look is None else (look, rest or name.capitalize(), False)
