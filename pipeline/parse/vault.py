"""What Obsidian adds: `[[page|shown]]`, `![[image.png]]`, and `%%comments%%`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from pipeline.core.picture import IMAGE_SUFFIXES
from pipeline.parse.lines import leaves_block, line_text

# Not `x[[1]]`, not `[[ -f x ]]`, not `[[a](b)](c)`: programs and CommonMark write two brackets too.
_LINK = re.compile(r"(!?)(?<![0-9A-Za-z\[\]])\[\[(?!\s)([^\[\]|\n]*)(?:\\?\|([^\[\]\n]+))?(?<!\s)\]\](?![(\]])")
_WIDTH = re.compile(r"\d+(?:x\d+)?")
_COMMENT = re.compile(r"%%(?!%).*?(?<!%)%%(?!%)", re.DOTALL)


def vault_plugin(parser: MarkdownIt) -> None:
    """Add the rules to `parser`: links become text, embedded images tokens `image`, and comments `comment`."""
    parser.inline.ruler.before("link", "wiki_link", _wiki_link)
    parser.inline.ruler.before("emphasis", "comment", _comment)
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "comment_block", _comment_block, {"alt": interrupted})


def _wiki_link(state: StateInline, silent: bool) -> bool:
    found = _LINK.match(state.src, state.pos, state.posMax)
    if found is None or normalizeReference(found[2]) in state.env.get("references", {}):
        return False
    target, shown = found[2].strip(), (found[3] or "").strip()
    if not target:
        return False
    if not silent:
        page, _, heading = target.partition("#")
        if found[1] and page.lower().endswith(IMAGE_SUFFIXES):
            _push_image(state, page, shown)
        else:
            name = shown or " > ".join(filter(None, (PurePosixPath(page).name, *heading.split("#"))))
            state.push("text", "", 0).content = name.removesuffix(".md")
    state.pos = found.end()
    return True


def _push_image(state: StateInline, path: str, shown: str) -> None:
    token = state.push("image", "img", 0)
    alt = "" if _WIDTH.fullmatch(shown) else shown
    token.attrs = {"src": path.strip().replace("%", "%25"), "alt": ""}
    token.children = [Token("text", "", 0, content=alt)]
    token.meta["at"] = state.pos


def _comment(state: StateInline, silent: bool) -> bool:
    found = _COMMENT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("comment", "", 0)
    state.pos = found.end()
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment over several lines begins with a line that opens it and ends with one that closes it."""
    opening = line_text(state, start)
    if not opening.startswith("%%") or "%%" in opening[2:] or state.is_code_block(start):
        return False
    for number in range(start + 1, end):
        line = line_text(state, number)
        if leaves_block(state, number):
            return False
        if line.endswith("%%") and line.count("%%") == 1:
            state.line = state.line if silent else number + 1
            return True
        if "%%" in line:
            return False
    return False
