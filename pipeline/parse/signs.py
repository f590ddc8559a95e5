"""Rules asked only where they may begin: by the first character, which most of them look at before all else.

A parser of Markdown tries every rule at every place, and nearly all say no to nearly all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

R = TypeVar("R")

INLINE_SIGNS = {
    "newline": "\n",
    "math_inline": "$",
    "cloze": "{",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "highlight": "=",
    "comment": "%",
    "emphasis": "*_",
    "wiki_link": "[!",
    "card": "@",
    "link": "[",
    "image": "!",
    "sized_image": "!",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "gfm_autolink_www": "w",
    "gfm_autolink_protocol": ":",
    "gfm_autolink_email": "@",
}
"""The characters at which each inline rule may begin; `text` may at any."""

BLOCK_SIGNS = {
    "callout": "[",
    "math_block": "$",
    "box": ":",
    "comment_block": "%",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""The characters that the first line of each block may begin with; the other blocks may begin with any."""


class _RulerBySign(Ruler[R], Generic[R]):
    """Takes over the rules of `ruler`, and makes one of each chain, which says what the first says that says yes."""

    signs: Mapping[str, str]

    def __init__(self, ruler: Ruler[R]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__

    def __compile__(self) -> None:
        super().__compile__()
        signs_of = {rule.fn: self.signs.get(rule.name) for rule in self.__rules__}
        for rules in (self.__cache__ or {}).values():
            rules_at = {
                sign: [rule for rule in rules if sign in (signs_of[rule] or sign)]
                for sign in "".join(signs_of[rule] or "" for rule in rules)
            }
            rules[:] = [self._one_of(rules_at, [rule for rule in rules if signs_of[rule] is None])]

    def _one_of(self, rules_at: Mapping[str, Sequence[R]], others: Sequence[R]) -> R:
        raise NotImplementedError


class InlineRuler(_RulerBySign[RuleFuncInlineType]):
    """Asks the rules that may begin at the place."""

    signs = INLINE_SIGNS

    def _one_of(
        self, rules_at: Mapping[str, Sequence[RuleFuncInlineType]], others: Sequence[RuleFuncInlineType]
    ) -> RuleFuncInlineType:
        def one(state: StateInline, silent: bool) -> bool:
            for rule in rules_at.get(state.src[state.pos], others):  # noqa: SIM110  # any() would take half as long again
                if rule(state, silent):
                    return True
            return False

        return one


class BlockRuler(_RulerBySign[RuleFuncBlockType]):
    """Asks the rules that may begin with the line."""

    signs = BLOCK_SIGNS

    def _one_of(
        self, rules_at: Mapping[str, Sequence[RuleFuncBlockType]], others: Sequence[RuleFuncBlockType]
    ) -> RuleFuncBlockType:
        def one(state: StateBlock, start: int, end: int, silent: bool) -> bool:
            first = state.bMarks[start] + state.tShift[start]
            for rule in rules_at.get(state.src[first : first + 1], others):  # noqa: SIM110  # as above
                if rule(state, start, end, silent):
                    return True
            return False

        return one
