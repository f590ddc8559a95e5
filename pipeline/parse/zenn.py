"""What Zenn adds to a line: `@[card](https://…)` and the width of an image, `![](a.png =250x)`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from pipeline.parse.addresses import is_link

_CARD = re.compile(r"@\[([a-z]+)\]\(\s*(\S+?)\s*\)")
_SIZED = re.compile(r"!\[([^\[\]\n]*)\]\(\s*([^\s()<>]+)\s+=\d*x\d*\s*\)")


def zenn_plugin(parser: MarkdownIt) -> None:
    """Add the rules to `parser`: an embed becomes a link, and an image keeps no width, since the card sets it."""
    parser.inline.ruler.before("link", "card", _card)
    parser.inline.ruler.after("image", "sized_image", _sized_image)


def _card(state: StateInline, silent: bool) -> bool:
    found = _CARD.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        linked = is_link(found[2])
        if linked:
            state.push("link_open", "a", 1).attrs = {"href": found[2]}
        state.push("text", "", 0).content = found[2]
        if linked:
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _sized_image(state: StateInline, silent: bool) -> bool:
    found = _SIZED.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": state.md.normalizeLink(found[2]), "alt": ""}
        token.children = []
        token.meta["at"] = state.pos
        state.md.inline.parse(found[1], state.md, state.env, token.children)
    state.pos = found.end()
    return True
