"""The few inline HTML tags that are read: `<kbd>`, `<sub>`, `<sup>` in pairs, `<br>`, and comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from pipeline.core.section import MarkKind

_PAIRED = re.compile(r"<(/?)(kbd|sub|sup)(?:\s[^>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def is_break(html: str) -> bool:
    """Return whether `html` is a line break."""
    return _BREAK.fullmatch(html) is not None


def is_comment(html: str) -> bool:
    """Return whether `html` is a comment."""
    return html.startswith("<!--")


def without_breaks(html: str) -> str:
    """Return `html` without its line breaks."""
    return _BREAK.sub("", html)


def find_pairs(children: Sequence[Token]) -> dict[int, MarkKind | None]:
    """Return which children open a mark, with its kind, and which close one, with None.

    A tag has its partner in the same span of emphasis, link or cloze; one without a partner is left out.
    """
    pairs: dict[int, MarkKind | None] = {}
    if all(child.type != "html_inline" for child in children):
        return pairs
    waiting: list[tuple[int, str]] = []  # a Markdown span stands as ""
    for index, child in enumerate(children):
        tag = _PAIRED.fullmatch(child.content) if child.type == "html_inline" else None
        if child.nesting > 0:
            waiting.append((index, ""))
        elif child.nesting < 0:
            while waiting.pop()[1]:
                continue
        elif tag and not tag[1]:
            waiting.append((index, tag[2].lower()))
        elif tag:
            _close(tag[2].lower(), index, waiting, pairs)
    return pairs


def _close(name: str, index: int, waiting: list[tuple[int, str]], pairs: dict[int, MarkKind | None]) -> None:
    for depth in range(len(waiting) - 1, -1, -1):
        start, opened = waiting[depth]
        if not opened:
            return
        if opened == name:
            pairs[start], pairs[index] = MarkKind(name), None
            del waiting[depth:]
            return
