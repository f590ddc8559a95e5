"""Callouts: a quote that begins with `[!type]`, as GitHub and Obsidian have them.

Obsidian adds types, a title on the first line, and `-` or `+` after the type for one that folds.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from pipeline.parse.lines import line_text

_FIRST_LINE = re.compile(r"\[!([A-Za-z][A-Za-z-]*)(?:\|[^\]]*)?\]([+-]?)(?![(\[:])[ \t]*(.*)")

_LOOKS = {
    "note": "note info abstract summary tldr todo example",
    "tip": "tip hint success check done",
    "important": "important question help faq",
    "warning": "warning attention",
    "caution": "caution danger error failure fail missing bug",
    "": "quote cite",
}
_LOOK_OF = {word: look for look, words in _LOOKS.items() for word in words.split()}


def look_of(kind: str) -> str | None:
    """Return which of the five alerts a type of callout looks like, "" for none of them, None for an unknown type."""
    return _LOOK_OF.get(kind.lower())


def callout_plugin(parser: MarkdownIt) -> None:
    """Add the rule to `parser`, in place of its own alerts.

    A callout is a `blockquote_open` with `meta["alert"]` and `meta["folded"]`; its next token holds its title.
    """
    parser.options["alerts"] = False
    parser.block.ruler.before("table", "callout", _title_line)


def _title_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or not state.tokens or state.tokens[-1].type != "blockquote_open":
        return False
    found = _FIRST_LINE.fullmatch(line_text(state, start))
    if found is None:
        return False
    kind, fold, title = found.groups()
    look = look_of(kind)
    state.tokens[-1].meta.update(alert="note" if look is None else look, folded=fold == "-")
    inline = state.push("inline", "", 0)
    inline.content = title or kind.capitalize()
    inline.children = []
    inline.map = [start, start + 1]
    state.line = start + 1
    return True
