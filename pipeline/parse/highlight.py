"""`==highlight==`, with the flanking of `_` for Latin words, so that `a==b` stays as it is, and of `*` beside CJK."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from pipeline.parse.emphasis import NotesState

_EQUALS = ord("=")


def highlight_plugin(parser: MarkdownIt) -> None:
    """Add the rule to `parser`: tokens `mark_open` and `mark_close`."""
    parser.inline.ruler.before("emphasis", "highlight", _scan)
    parser.inline.ruler2.before("fragments_join", "highlight", _pair)


def _scan(state: StateInline, silent: bool) -> bool:
    if silent or not state.src.startswith("==", state.pos):
        return False
    scanned = state.scanDelims(state.pos, False)
    state.push("text", "", 0).content = "=" * scanned.length
    if scanned.length == 2:
        free = isinstance(state, NotesState) and state.touches_cjk(state.pos, state.pos + 2)
        state.delimiters.append(
            Delimiter(
                marker=_EQUALS,
                length=0,  # no "rule of 3"
                token=len(state.tokens) - 1,
                end=-1,
                open=free or scanned.can_open,
                close=free or scanned.can_close,
            )
        )
    state.pos += scanned.length
    return True


def _pair(state: StateInline) -> None:
    scopes = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta)]
    for delimiters in scopes:
        for opener in delimiters:
            if opener.marker != _EQUALS or opener.end == -1:
                continue
            for place, name, nesting in (
                (opener.token, "mark_open", 1),
                (delimiters[opener.end].token, "mark_close", -1),
            ):
                token = state.tokens[place]
                token.type, token.tag, token.nesting = name, "mark", nesting
                token.markup, token.content = "==", ""
