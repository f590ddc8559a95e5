"""Blocks to markup: paragraphs, lists, quotes, code, and pictures for tables, diagrams and images."""

from __future__ import annotations

import html
from collections.abc import Sequence

from pipeline.core.diagnostic import Span
from pipeline.core.note import AssetRef, ClozeMark, Part, Text
from pipeline.core.picture import PictureKind
from pipeline.core.section import (
    Block,
    Bullet,
    Bullets,
    Definitions,
    Fence,
    Figure,
    Footnote,
    Inline,
    Prose,
    Quote,
    Rule,
    Table,
    plain_text,
)
from pipeline.draft.code import code_html
from pipeline.draft.html import Parts, PictureDesk, escaped, inline_parts


def blocks_parts(blocks: Sequence[Block], desk: PictureDesk) -> list[Part]:
    """Return `blocks` as markup in the making; thematic breaks at either end are left out."""
    inner = list(blocks)
    while inner and isinstance(inner[0], Rule):
        inner.pop(0)
    while inner and isinstance(inner[-1], Rule):
        inner.pop()
    return [part for block in inner for part in _block_parts(block, desk)]


def footnotes_parts(footnotes: Sequence[Footnote], desk: PictureDesk) -> Parts:
    """Return the footnotes of a section as a closing list, or nothing."""
    if not footnotes:
        return ()
    notes = [
        part
        for footnote in footnotes
        for part in _wrapped("<li>", _tight_or_loose(footnote.blocks, desk, tight=True), "</li>")
    ]
    return _wrapped('<section class="footnotes"><ol>', notes, "</ol></section>")


def _block_parts(block: Block, desk: PictureDesk) -> Parts:
    match block:
        case Prose():
            return _wrapped("<p>", inline_parts(block.inline, desk, block.span), "</p>")
        case Bullets():
            return _list_parts(block, desk)
        case Fence(language="mermaid"):
            return _picture_box("diagram", diagram_picture(block, desk))
        case Fence():
            return (Text(code_html(block)),)
        case Table():
            return _picture_box("table", table_picture(block, desk))
        case Figure():
            return _figure_parts(block, desk)
        case Quote():
            return _quote_parts(block, desk)
        case Definitions():
            return _definition_parts(block, desk)
        case Rule():
            return (Text("<hr>"),)


def _wrapped(opening: str, parts: Parts, closing: str) -> Parts:
    return (Text(opening), *parts, Text(closing))


DIAGRAM_END = "</div></div>"
"""Stands right behind the picture of a diagram, and its messages behind that."""


def _picture_box(name: str, picture: AssetRef) -> Parts:
    return _wrapped(f'<div class="picture drawn {name}"><div>', (picture,), DIAGRAM_END)


def diagram_picture(diagram: Fence, desk: PictureDesk) -> AssetRef:
    """Return the reference to the picture of a diagram."""
    return desk.reference(PictureKind.DIAGRAM, diagram.text, diagram.span, source_line=diagram.content_line)


def _figure_parts(figure: Figure, desk: PictureDesk) -> Parts:
    picture = desk.reference(PictureKind.IMAGE, figure.path, figure.span, alt=figure.alt)
    caption = figure.title or figure.alt
    shown = f"<figcaption>{escaped(caption)}</figcaption>" if caption else ""
    return _wrapped('<figure class="picture image">', (picture,), f"{shown}</figure>")


def _list_parts(bullets: Bullets, desk: PictureDesk) -> Parts:
    if bullets.start is None:
        opening, closing = "<ul>", "</ul>"
    else:
        opening, closing = ("<ol>" if bullets.start == 1 else f'<ol start="{bullets.start}">'), "</ol>"
    items = (part for bullet in bullets.bullets for part in _bullet_parts(bullet, desk, tight=bullets.tight))
    return _wrapped(opening, items, closing)


def _bullet_parts(bullet: Bullet, desk: PictureDesk, *, tight: bool) -> Parts:
    inner = _tight_or_loose(bullet.blocks, desk, tight=tight)
    if bullet.checked is None:
        return _wrapped("<li>", inner, "</li>")
    return _wrapped(f'<li class="task">{"☑" if bullet.checked else "☐"} ', inner, "</li>")


def _tight_or_loose(blocks: Sequence[Block], desk: PictureDesk, *, tight: bool) -> Parts:
    """In a tight list a paragraph is shown without its `<p>`, as CommonMark has it."""
    for block in blocks:
        if tight and isinstance(block, Prose):
            yield from inline_parts(block.inline, desk, block.span)
        else:
            yield from _block_parts(block, desk)


def _quote_parts(quote: Quote, desk: PictureDesk) -> Parts:
    """A part that folds begins open where it asks something: a question must be seen."""
    inner = blocks_parts(quote.blocks, desk)
    title = inline_parts(quote.title, desk, quote.span)
    look = f' class="alert alert-{quote.alert}"' if quote.alert else ""
    if quote.folded:
        asks = any(isinstance(part, ClozeMark) for part in (*title, *inner))
        head = _wrapped("<summary>", title or (Text("…"),), "</summary>")
        return _wrapped(f"<details{look}{' open' if asks else ''}>", (*head, *inner), "</details>")
    head = _wrapped('<p class="alert-title">', title, "</p>") if title else ()
    tag = "div" if quote.alert else "blockquote"
    return _wrapped(f"<{tag}{look}>", (*head, *inner), f"</{tag}>")


def _definition_parts(block: Definitions, desk: PictureDesk) -> Parts:
    yield Text("<dl>")
    for definition in block.definitions:
        yield from _wrapped("<dt>", inline_parts(definition.term, desk, definition.span), "</dt>")
        for meaning in definition.meanings:
            yield from _wrapped("<dd>", _tight_or_loose(meaning, desk, tight=True), "</dd>")
    yield Text("</dl>")


def table_picture(table: Table, desk: PictureDesk) -> AssetRef:
    """Return the reference to the picture of a table, with its cells in reading order as alt text."""
    rows = (" / ".join(plain_text(cell) for cell in row) for row in (table.header, *table.rows))
    return desk.reference(PictureKind.TABLE, table_html(table, desk), table.span, alt="; ".join(rows))


def table_html(table: Table, desk: PictureDesk) -> str:
    """Return the inner HTML of the table's picture: escaped text and the inline tags of `draft.html`, nothing else."""
    head = _row_html("th", table.header, table.aligns, desk, table.span)
    body = "".join(_row_html("td", row, table.aligns, desk, table.span) for row in table.rows)
    return f"<thead>{head}</thead><tbody>{body}</tbody>"


def _row_html(tag: str, cells: Sequence[Inline], aligns: Sequence[str], desk: PictureDesk, span: Span) -> str:
    shown = []
    for cell, align in zip(cells, aligns, strict=True):
        style = f' style="text-align:{align}"' if align else ""
        shown.append(f"<{tag}{style}>{_cell_html(inline_parts(cell, desk, span))}</{tag}>")
    return f"<tr>{''.join(shown)}</tr>"


def _cell_html(parts: Parts) -> str:
    """A picture of a table shows text only: an image in a cell by its alt text, a written cloze opened."""
    return "".join(
        part.html
        if isinstance(part, Text)
        else html.escape(part.alt, quote=False)
        if isinstance(part, AssetRef)
        else _cell_html(part.body)
        for part in parts
    )
