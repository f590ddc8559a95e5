"""`$…$` and `$$…$$`, told apart from prices, shell variables and template placeholders.

A formula in single dollars touches no white space at its inner ends and no Latin letter or digit at its outer ones (CJK
text may adjoin), and holds CJK characters only along with a TeX command. So `$5 and $6`, `$HOME`,
`${name}` and `$LATEST` stay text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin

from pipeline.parse.characters import is_cjk

_BODY = r"((?:[^$\\]|\\.)+?)"
_INLINE = re.compile(rf"(?<![0-9A-Za-z$\\])\$(?!\s){_BODY}(?<!\s)\$(?![0-9A-Za-z$({{])", re.DOTALL)
_DISPLAY = re.compile(rf"\$\${_BODY}\$\$", re.DOTALL)


def maths_plugin(parser: MarkdownIt) -> None:
    """Add both rules to `parser`: tokens `math_inline`, `math_inline_double` and `math_block`."""
    parser.use(dollarmath_plugin, allow_labels=False, allow_blank_lines=False)
    parser.inline.ruler.at("math_inline", _inline)


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    display = _DISPLAY.match(state.src, state.pos, state.posMax)
    found = display or _INLINE.match(state.src, state.pos, state.posMax)
    if found is None or not found[1].strip():
        return False
    if not display and "\\" not in found[1] and any(map(is_cjk, found[1])):
        return False
    if not silent:
        token = state.push("math_inline_double" if display else "math_inline", "math", 0)
        token.content = found[1]
    state.pos = found.end()
    return True
