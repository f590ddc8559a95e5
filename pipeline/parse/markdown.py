"""The configured parser: CommonMark and what GitHub adds, with our inline rules. Made once a process."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm import gfm_plugin
from mdit_py_plugins.gfm_autolink._match import check_prev, match_any_email, match_http
from mdit_py_plugins.gfm_autolink.index import _create_autolink as put_autolink

from pipeline.parse.boxes import box_plugin
from pipeline.parse.callouts import callout_plugin
from pipeline.parse.cloze import cloze_plugin
from pipeline.parse.emphasis import NotesInline
from pipeline.parse.highlight import highlight_plugin
from pipeline.parse.html_tokens import with_html_read
from pipeline.parse.maths import maths_plugin
from pipeline.parse.signs import BlockRuler, InlineRuler
from pipeline.parse.vault import vault_plugin
from pipeline.parse.zenn import zenn_plugin

# Deeper text is left out by the parser. A list takes two levels, so this holds lists of fifty levels.
_NESTING = 100

_SIGN = re.compile(r"[\n!$%&*:<=@\[\\\]_`{}~]|www\.")
"""Where an inline rule may begin, or end what it holds: all else is text, and no rule is asked about it.

Unless told so, the parser stops at every hyphen too, and at every `w` for the sake of `www.`.
"""


class NotesParser(MarkdownIt):
    """A parser that passes every address on: which ones become links is decided where runs are made."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.inline = NotesInline()
        self.inline.ruler = InlineRuler(self.inline.ruler)
        self.block.ruler = BlockRuler(self.block.ruler)
        self.configure("commonmark", {"maxNesting": _NESTING})
        self.use(gfm_plugin)
        self.inline.ruler.at("gfm_autolink_protocol", _autolink_at_protocol)
        self.use(deflist_plugin)
        self.use(maths_plugin)
        self.use(highlight_plugin)
        self.use(cloze_plugin)
        self.use(callout_plugin)
        self.use(box_plugin)
        self.use(vault_plugin)
        self.use(zenn_plugin)
        self.inline.terminator_re = _SIGN
        # A single tilde is a range in Japanese: 10~20秒.
        self.options["strikethrough_single_tilde"] = False
        # Footnotes stay where they are written: sections number them, not files.
        self.disable("footnote_tail")

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


_PROTOCOLS = ("http", "https", "mailto", "xmpp")


def _autolink_at_protocol(state: StateInline, silent: bool) -> bool:
    """The plugin's rule of the same name, but for its search through all of the line before each colon."""
    pending, text = state.pending, state.src
    protocol = next((own for own in _PROTOCOLS if pending.endswith(own) and text.endswith(own, 0, state.pos)), "")
    start = state.pos - len(protocol)
    if silent or not protocol or state.linkLevel or (start and not check_prev(text[start - 1])):
        return False
    rest = text[start : state.posMax]
    is_address = protocol in ("mailto", "xmpp")
    found = match_any_email(rest, len(protocol) + 1, protocol) if is_address else match_http(rest)
    return found is not None and put_autolink(state, len(protocol), found[1], found[0], rest[: found[1]])


def parse_tokens(text: str) -> list[Token]:
    """Return the block tokens of `text`; those of type `inline` hold theirs as children."""
    return with_html_read(notes_parser().parse(text, {}))


@cache
def notes_parser() -> NotesParser:
    """Return the parser, which gives tokens as CommonMark has them but for our extensions."""
    return NotesParser()
