"""Block tokens to blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token
from msgspec.structs import replace

from pipeline.core.section import (
    Block,
    Bullet,
    Bullets,
    Definition,
    Definitions,
    Fence,
    Figure,
    Footnote,
    Inline,
    Mark,
    MarkKind,
    Options,
    Prose,
    Quote,
    Rule,
    Run,
)
from pipeline.parse.addresses import is_local
from pipeline.parse.boxes import read_box
from pipeline.parse.directives import Directive, read_comments
from pipeline.parse.html_marks import without_breaks
from pipeline.parse.inline import FootnoteNumbers, image_alt, read_inline
from pipeline.parse.settings import merge_options
from pipeline.parse.source import Source
from pipeline.parse.tables import read_table

_LANGUAGE = re.compile(r"[^\s:,{]*")  # Zenn and Qiita write `js:app.js`, rustdoc `rust,ignore`


class BlockReader:
    """A cursor over the block tokens of one file. `numbers` are the footnote numbers of the section being read."""

    def __init__(self, tokens: Sequence[Token], source: Source) -> None:
        self._tokens = tokens
        self._source = source
        self._index = 0
        self._bodies = _find_footnotes(tokens)
        self.numbers = FootnoteNumbers()

    def peek(self) -> Token | None:
        """Return the next token, or None at the end."""
        return self._tokens[self._index] if self._index < len(self._tokens) else None

    def next(self) -> Token:
        """Return the next token and step over it."""
        self._index += 1
        return self._tokens[self._index - 1]

    def read_inline(self, *, strong: bool = False) -> Inline:
        """Return the text of the inline token that comes next."""
        return read_inline(self.next(), self._source, self.numbers, strong=strong)

    def read_blocks(self) -> list[Block]:
        """Return what the next token begins: mostly one block, none for what shows nothing."""
        token = self.next()
        return _READERS[token.type](self, token)

    def read_comments(self) -> tuple[list[Directive], list[Block]]:
        """Return the directives of the HTML block that comes next, and its other text as it stands."""
        token = self.next()
        span = self._source.span(token)
        directives, text = read_comments(token.content, span, self._source)
        lines = [line.strip() for line in without_breaks(text).split("\n") if line.strip()]
        runs = [run for line in lines for run in (Run("\n"), Run(line))][1:]
        return directives, [Prose(inline=tuple(runs), span=span)] if runs else []

    def read_footnotes(self) -> tuple[Footnote, ...]:
        """Return the footnotes that `numbers` has numbered, those that they refer to included."""
        back = self._index
        footnotes: list[Footnote] = []
        while len(footnotes) < len(self.numbers):
            label, number = list(self.numbers.items())[len(footnotes)]
            self._index = self._bodies[label]
            body = self._read_until("footnote_reference_close")
            footnotes.append(Footnote(label=label, number=number, blocks=body))
        self._index = back
        return tuple(footnotes)

    def _read_until(self, closing: str) -> tuple[Block, ...]:
        """Return the blocks up to the token of type `closing`, and step over it."""
        blocks: list[Block] = []
        waiting: list[Directive] = []
        while self._tokens[self._index].type != closing:
            if self._tokens[self._index].type == "html_block":
                directives, found = self.read_comments()
                waiting += directives
            else:
                found = self.read_blocks()
            waiting = attach_directives(waiting, found)
            blocks += found
        self._index += 1
        report_idle(waiting, self._source)
        return tuple(blocks)

    def _paragraph(self, token: Token) -> list[Block]:
        inline = self.next()
        self._index += 1
        if figures := self._figures(inline):
            return figures
        text = read_inline(inline, self._source, self.numbers)
        return [Prose(inline=text, span=self._source.span(token))] if text else []

    def _figures(self, inline: Token) -> list[Block]:
        """Return the images of a paragraph that holds nothing but local images, and a caption in italics below one."""
        images = []
        children, caption = _split_caption(inline.children or [])
        for child in children:
            if child.type == "image" and child.attrs["src"] and is_local(str(child.attrs["src"])):
                images.append(child)
            elif child.type not in ("softbreak", "hardbreak") and not (
                child.type == "text" and not child.content.strip()
            ):
                return []
        return [
            Figure(
                path=self._source.image_path(str(image.attrs["src"])),
                alt=image_alt(image),
                title=str(image.attrs.get("title", "")) or caption,
                span=self._source.place(inline, image.meta["at"]),
            )
            for image in images
        ]

    def _heading(self, token: Token) -> list[Block]:
        """A heading inside a quote or a list: bold text."""
        text = self.read_inline(strong=True)
        self._index += 1
        return [Prose(inline=text, span=self._source.span(token))] if text else []

    def _fence(self, token: Token) -> list[Block]:
        span = self._source.span(token)
        found = _LANGUAGE.match(token.info.strip())
        return [
            Fence(
                language=found[0].lower() if found else "",
                text=token.content.removesuffix("\n"),
                content_line=span.line + (token.type == "fence"),
                span=span,
            )
        ]

    def _maths(self, token: Token) -> list[Block]:
        formula = token.content.strip()
        run = Run(formula, (Mark(MarkKind.MATH_BLOCK),))
        return [Prose(inline=(run,), span=self._source.span(token))] if formula else []

    def _rule(self, token: Token) -> list[Block]:
        return [Rule(span=self._source.span(token))]

    def _list(self, token: Token) -> list[Block]:
        first = self._index
        closing = token.type.replace("_open", "_close")
        bullets: list[Bullet] = []
        while (opening := self.next()).type != closing:
            blocks = self._read_until("list_item_close")
            checked = opening.meta.get("checked")
            bullets.append(Bullet(blocks=blocks, span=self._source.span(opening), checked=checked))
        inside = self._tokens[first : self._index]
        tight = all(
            inner.hidden for inner in inside if inner.type == "paragraph_open" and inner.level == token.level + 2
        )
        start = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None
        return [Bullets(bullets=tuple(bullets), start=start, tight=tight, span=self._source.span(token))]

    def _quote(self, token: Token) -> list[Block]:
        title = self.read_inline() if "alert" in token.meta else ()
        alert, folded = token.meta.get("alert", ""), token.meta.get("folded", False)
        blocks = self._read_until("blockquote_close")
        return [Quote(blocks=blocks, alert=alert, title=title, folded=folded, span=self._source.span(token))]

    def _box(self, token: Token) -> list[Block]:
        alert, title, folded = read_box(token)
        shown = (Run(title),) if title else ()
        blocks = self._read_until("box_close")
        return [Quote(blocks=blocks, alert=alert, title=shown, folded=folded, span=self._source.span(token))]

    def _details(self, token: Token) -> list[Block]:
        title, span = self.read_inline(), self._source.span(token)
        blocks = self._read_until("details_close")
        end = self._source.span(self._tokens[self._index - 1]).end_line
        return [Quote(blocks=blocks, alert="", title=title, folded=True, span=replace(span, end_line=end))]

    def _table(self, token: Token) -> list[Block]:
        first = self._index - 1
        while self.next().type != "table_close":
            continue
        return [read_table(self._tokens[first : self._index], self._source, self.numbers)]

    def _definitions(self, token: Token) -> list[Block]:
        definitions: list[Definition] = []
        while (opening := self.next()).type != "dl_close":
            term = self.read_inline()
            self._index += 1
            meanings: list[tuple[Block, ...]] = []
            span = self._source.span(opening)
            while self._tokens[self._index].type == "dd_open":
                span = replace(span, end_line=self._source.span(self.next()).end_line)
                meanings.append(self._read_until("dd_close"))
            definitions.append(Definition(term=term, meanings=tuple(meanings), span=span))
        return [Definitions(definitions=tuple(definitions), span=self._source.span(token))]

    def _footnote(self, token: Token) -> list[Block]:
        """Step over a footnote: it is read where a section refers to it."""
        while self.next().type != "footnote_reference_close" or self._tokens[self._index - 1].level != token.level:
            continue
        return []


def attach_directives(waiting: list[Directive], found: list[Block]) -> list[Directive]:
    """Give the directives that wait to the first block found, in place. Return those that wait on."""
    if not found or isinstance(found[0], Rule):
        return waiting
    for directive in waiting:
        found[0] = replace(found[0], options=merge_options(found[0].options or Options(), directive.options))
    return []


def report_idle(waiting: list[Directive], source: Source) -> None:
    """Report the directives that belong to nothing."""
    for directive in waiting:
        hint = "Write it directly above the block it is for, or directly below the heading of its section."
        source.report("invalid-setting", "this directive stands above nothing it could belong to", directive.span, hint)


def _split_caption(children: Sequence[Token]) -> tuple[Sequence[Token], str]:
    """Return an image and the italics on the line below it, which Zenn shows as its caption; else all and ""."""
    types = [child.type for child in children if child.type != "text" or child.content]
    if types[:3] != ["image", "softbreak", "em_open"] or types.count("em_open") > 1 or types[-1] != "em_close":
        return children, ""
    caption = "".join(child.content for child in children if child.type in ("text", "code_inline"))
    return [child for child in children if child.type == "image"][:1], caption


def _find_footnotes(tokens: Sequence[Token]) -> dict[str, int]:
    """Return for each footnote label where its first body begins."""
    bodies: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "footnote_reference_open":
            bodies.setdefault(token.meta["label"], index + 1)
    return bodies


_READERS: dict[str, Callable[[BlockReader, Token], list[Block]]] = {
    "paragraph_open": BlockReader._paragraph,
    "heading_open": BlockReader._heading,
    "fence": BlockReader._fence,
    "code_block": BlockReader._fence,
    "math_block": BlockReader._maths,
    "hr": BlockReader._rule,
    "bullet_list_open": BlockReader._list,
    "ordered_list_open": BlockReader._list,
    "blockquote_open": BlockReader._quote,
    "box_open": BlockReader._box,
    "details_open": BlockReader._details,
    "table_open": BlockReader._table,
    "dl_open": BlockReader._definitions,
    "footnote_reference_open": BlockReader._footnote,
}
