"""HTML in the token stream, read as far as notes need it: parts that fold, images, readings above text.

This comes after the parser, which hands HTML on as CommonMark says: untouched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from pipeline.parse.html_marks import attributes, is_comment

_DETAILS = re.compile(r"<details\b[^>]*>(?:\s*<summary\b[^>]*>(.*?)</summary>)?|</details\s*>", re.I | re.S)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_WRAPPER = re.compile(r"</?(?:div|p|center|span|picture|source)\b[^<>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_RUBY = re.compile(r"<ruby\b[^>]*>(.*?)</ruby>", re.I | re.S)
_READING = re.compile(r"(.*?)<rt\b[^>]*>(.*?)(?:</rt>|(?=<rt)|$)", re.I | re.S)
_RUBY_TAG = re.compile(r"</?(?:ruby|rt|rp|rb)\b[^>]*>", re.IGNORECASE)
_FALLBACK = re.compile(r"<rp\b[^>]*>.*?</rp>|</?rb\b[^>]*>", re.I | re.S)


def with_html_read(tokens: Sequence[Token]) -> list[Token]:
    """Return `tokens` with the HTML in them read.

    A part that folds becomes `details_open`, the inline of its summary, and `details_close`; other HTML blocks become
    paragraphs, but for those with comments, which may be directives.
    """
    read: list[Token] = []
    for token in _with_details(tokens):
        if token.type == "html_block" and "<!--" not in token.content:
            read.extend(_paragraph(token))
        else:
            if token.type == "inline" and "<" in token.content:
                token.children = _children_read(token.children or [], token.content)
            read.append(token)
    return read


# ------------------------------------------------------------------------------------------------- parts that fold


def _with_details(tokens: Sequence[Token]) -> list[Token]:
    """Cut HTML blocks at the tags of `<details>`. A tag without a partner in the same section leaves its text."""
    if not any(token.type == "html_block" and "details" in token.content.lower() for token in tokens):
        return list(tokens)
    pieces = [piece for token in tokens for piece in _cut_at_details(token)]
    partners = _partners(pieces)
    paired: list[Token] = []
    for index, piece in enumerate(pieces):
        if piece.type == "details_open" and index in partners:
            paired += [piece, inline_of_html(piece.meta["summary"], piece)]
        elif piece.type == "details_open":
            paired.append(_html_piece(piece, piece.meta["summary"]))
        elif piece.type != "details_close" or index in partners:
            paired.append(piece)
    return paired


def _cut_at_details(token: Token) -> Iterator[Token]:
    if token.type != "html_block" or is_comment(token.content.lstrip()):
        yield token
        return
    end = 0
    for found in _DETAILS.finditer(token.content):
        yield from _rest(token, end, found.start())
        piece = _html_piece(token, found[0], start=found.start())
        closes = found[0].startswith("</")
        piece.type, piece.nesting = ("details_close", -1) if closes else ("details_open", 1)
        piece.meta["summary"] = found[1] or ""
        yield piece
        end = found.end()
    yield from (_rest(token, end, len(token.content)) if end else (token,))


def _rest(token: Token, start: int, end: int) -> Iterator[Token]:
    if token.content[start:end].strip():
        yield _html_piece(token, token.content[start:end], start=start)


def _html_piece(token: Token, content: str, start: int = 0) -> Token:
    first, end = token.map or [0, 1]
    line = min(first + token.content.count("\n", 0, start), end - 1)
    return Token(
        "html_block", "", 0, content=content, level=token.level, map=[line, min(line + content.count("\n") + 1, end)]
    )


def _partners(pieces: Sequence[Token]) -> set[int]:
    """Return which pieces are a pair: on one level, in one section, with nothing cut in two between them."""
    partners: set[int] = set()
    waiting: list[int] = []
    for index, piece in enumerate(pieces):
        if piece.type == "heading_open" and piece.level == 0:
            waiting.clear()
        while waiting and piece.level < pieces[waiting[-1]].level:
            waiting.pop()
        if piece.type == "details_open":
            waiting.append(index)
        elif piece.type == "details_close" and waiting and pieces[waiting[-1]].level == piece.level:
            partners |= {waiting.pop(), index}
    return partners


# ----------------------------------------------------------------------------------------------- text with tags in it


def _paragraph(token: Token) -> list[Token]:
    """Return an HTML block as a paragraph: its lines below one another, without what only wraps them."""
    lines = [_WRAPPER.sub("", line).strip() for line in token.content.split("\n")]
    inline = inline_of_html("<br>".join(line for line in lines if line), token)
    opening = Token("paragraph_open", "p", 1, map=token.map, level=token.level)
    return [opening, inline, Token("paragraph_close", "p", -1, level=token.level)]


def inline_of_html(text: str, place: Token) -> Token:
    """Return the inline token of a text in which only HTML is markup."""
    children: list[Token] = []
    end = 0
    for tag in _TAG.finditer(text):
        children += [Token("text", "", 0, content=html.unescape(text[end : tag.start()])), _html_inline(tag[0])]
        end = tag.end()
    children.append(Token("text", "", 0, content=html.unescape(text[end:])))
    inline = Token("inline", "", 0, content=text, map=place.map, level=place.level + 1)
    inline.children = _children_read([child for child in children if child.content], text)
    return inline


def _html_inline(tag: str) -> Token:
    return Token("html_inline", "", 0, content=tag)


def _children_read(children: list[Token], content: str) -> list[Token]:
    """Return `children` with images and readings made tokens of their own."""
    if all(child.type != "html_inline" for child in children):
        return children
    read: list[Token] = []
    position = 0
    for child in _with_rubies(children):
        if child.type != "html_inline":
            read.append(child)
            continue
        position = max(content.find(child.content, position), position)
        read.append(_image(child.content, position) if _is_image(child.content) else child)
    return read


def _is_image(tag: str) -> bool:
    return _IMAGE.fullmatch(tag) is not None and "src" in attributes(tag)


def _image(tag: str, position: int) -> Token:
    found = attributes(tag)
    image = Token("image", "img", 0, attrs={"src": found.get("src", ""), "alt": ""})
    image.children = [Token("text", "", 0, content=found.get("alt", ""))]
    image.meta["at"] = position
    return image


def _with_rubies(children: list[Token]) -> Iterator[Token]:
    """Yield `children`, each `<ruby>` that holds nothing but text as tokens `ruby` with their reading in `meta`."""
    index = 0
    while index < len(children):
        end = _ruby_end(children, index)
        found = _RUBY.fullmatch("".join(child.content for child in children[index:end])) if end else None
        readings = list(_READING.finditer(_FALLBACK.sub("", found[1]))) if found else []
        if not readings:
            yield children[index]
            index += 1
            continue
        for base, reading in (one.groups() for one in readings):
            yield Token("ruby", "", 0, content=base, meta={"reading": reading})
        if rest := _FALLBACK.sub("", found[1] if found else "")[readings[-1].end() :]:
            yield Token("text", "", 0, content=rest)
        index = end


def _ruby_end(children: Sequence[Token], start: int) -> int:
    """Return the index behind the `</ruby>` of the `<ruby>` at `start`, or 0 where there is none or it holds more."""
    if children[start].type != "html_inline" or not children[start].content.lower().startswith("<ruby"):
        return 0
    for index in range(start + 1, len(children)):
        child = children[index]
        if child.type not in ("text", "html_inline") or (
            child.type == "html_inline" and not _RUBY_TAG.fullmatch(child.content)
        ):
            return 0
        if child.type == "html_inline" and child.content.lower().startswith("</ruby"):
            return index + 1
    return 0
