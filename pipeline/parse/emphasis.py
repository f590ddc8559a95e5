"""Emphasis as CommonMark has it, with two amendments that Japanese notes need.

1. Beside a CJK character a run of `*`, `~~` or `==` can both open and close, as in `**「語」**に`; `_` stays as it is.
2. In `**sts:***` the first star of the closing run belongs inside: the author means `sts:*`.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline, emphasis, image
from markdown_it.rules_inline.state_inline import Delimiter, Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from pipeline.parse.characters import ends_in_cjk, ends_in_variant, is_cjk

_ENDS_BEFORE_STAR = frozenset(":/.-_=")
_STAR = ord("*")

# An image parses its alt text as an inline of its own, which the parser's own limit of nesting does not see.
_IMAGE_NESTING = 10


class NotesState(StateInline):
    """The state of one inline, with delimiter runs judged by the amended rule."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        text = self.src
        if ends_in_variant(text, start):
            # The selector belongs to the character before it, which is judged in its place.
            self.src = text[: start - 1] + text[start - 2] + text[start:]
        scanned = super().scanDelims(start, canSplitWord)
        self.src = text
        if canSplitWord and self.touches_cjk(start, start + scanned.length):
            return Scanned(True, True, scanned.length)
        return scanned

    def touches_cjk(self, start: int, end: int) -> bool:
        """Return whether the run stands between two characters, none of them white space and one of them CJK."""
        if start == 0 or end >= self.posMax:
            return False
        before, after = self.src[start - 1], self.src[end]
        if isWhiteSpace(ord(before)) or isWhiteSpace(ord(after)):
            return False
        return is_cjk(after) or ends_in_cjk(self.src, start)


class NotesInline(ParserInline):
    """The inline parser over `NotesState`.

    A surplus star is a token `star_guessed`. It and images remember where they stand in the inline, as `meta["at"]`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ruler.at("emphasis", _emphasis)
        self.ruler.at("image", _image)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        depth = env.get("inline_depth", 0)
        if depth > _IMAGE_NESTING:
            tokens.append(Token("text", "", 0, content=src))
            return tokens
        if src and not self.terminator_re.search(src):
            tokens.append(Token("text", "", 0, content=src))
            return tokens
        env["inline_depth"] = depth + 1
        state = NotesState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        env["inline_depth"] = depth
        return state.tokens


def _image(state: StateInline, silent: bool) -> bool:
    start = state.pos
    found = image(state, silent)
    if found and not silent:
        state.tokens[-1].meta["at"] = start
    return found


def _emphasis(state: StateInline, silent: bool) -> bool:
    if silent or not _has_surplus_star(state):
        return emphasis.tokenize(state, silent)
    star = state.push("star_guessed", "", 0)
    star.content = "*"
    star.meta["at"] = state.pos
    for _ in range(2):
        state.push("text", "", 0).content = "*"
        closer = Delimiter(marker=_STAR, length=2, token=len(state.tokens) - 1, end=-1, open=False, close=True)
        state.delimiters.append(closer)
    state.pos += 3
    return True


def _has_surplus_star(state: StateInline) -> bool:
    """Return whether a run of three closes a bold of two that ends in a character a pattern has before its star."""
    text, start = state.src, state.pos
    if not text.startswith("***", start) or text.startswith("****", start):
        return False
    if start == 0 or text[start - 1] not in _ENDS_BEFORE_STAR:
        return False
    return state.scanDelims(start, True).can_close and _open_runs(state.delimiters) == [2]


def _open_runs(delimiters: list[Delimiter]) -> list[int]:
    """Return how many stars of each run so far still wait for their closing ones."""
    waiting: list[int] = []
    index = 0
    while index < len(delimiters):
        run = delimiters[index]
        if run.marker != _STAR:
            index += 1
            continue
        index += run.length
        left = run.length
        while run.close and left and waiting:
            matched = min(left, waiting[-1])
            left -= matched
            waiting[-1] -= matched
            if not waiting[-1]:
                waiting.pop()
        if run.open and left:
            waiting.append(left)
    return waiting
