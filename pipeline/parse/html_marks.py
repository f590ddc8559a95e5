"""The few inline HTML tags that are read: those in pairs that mark text, `<br>`, and comments.

Tags that only dress their text, such as `<span style=…>`, vanish. Any other tag is text: notes write `Vec<u8>` too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from pipeline.core.section import MarkKind
from pipeline.parse.addresses import is_link

_KINDS: dict[str, MarkKind | None] = {
    "kbd": MarkKind.KBD,
    "sub": MarkKind.SUB,
    "sup": MarkKind.SUP,
    "mark": MarkKind.HIGHLIGHT,
    "b": MarkKind.STRONG,
    "strong": MarkKind.STRONG,
    "i": MarkKind.EM,
    "em": MarkKind.EM,
    "s": MarkKind.STRIKE,
    "del": MarkKind.STRIKE,
    "code": MarkKind.CODE,
    "a": MarkKind.LINK,
} | dict.fromkeys("span font small big u ins center div p".split())

_PAIRED = re.compile(rf"<(/?)({'|'.join(_KINDS)})(?:\s[^>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opening tag begins: a mark, or none for a tag that only dresses its text."""

    kind: MarkKind | None
    value: str = ""


def is_break(tag: str) -> bool:
    """Return whether `tag` is a line break."""
    return _BREAK.fullmatch(tag) is not None


def is_comment(tag: str) -> bool:
    """Return whether `tag` is a comment."""
    return tag.startswith("<!--")


def without_breaks(text: str) -> str:
    """Return `text` without its line breaks."""
    return _BREAK.sub("", text)


def attributes(tag: str) -> Mapping[str, str]:
    """Return the attributes of a tag by their names in lower case."""
    found = _ATTRIBUTE.finditer(tag)
    return {one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "").strip() for one in found}


def find_pairs(children: Sequence[Token]) -> dict[int, Opened | None]:
    """Return which children open a mark, and which close one, with None.

    A tag has its partner in the same span of emphasis, link or cloze; one without a partner is left out.
    """
    pairs: dict[int, Opened | None] = {}
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
            _close(tag[2].lower(), index, waiting, pairs, children)
    return pairs


def _close(
    name: str,
    index: int,
    waiting: list[tuple[int, str]],
    pairs: dict[int, Opened | None],
    children: Sequence[Token],
) -> None:
    for depth in range(len(waiting) - 1, -1, -1):
        start, opened = waiting[depth]
        if not opened:
            return
        if opened == name:
            pairs[start], pairs[index] = _opened(name, children[start].content), None
            del waiting[depth:]
            return


def _opened(name: str, tag: str) -> Opened:
    address = attributes(tag).get("href", "")
    if name == "a":
        return Opened(MarkKind.LINK, address) if is_link(address) else Opened(None)
    return Opened(_KINDS[name])
