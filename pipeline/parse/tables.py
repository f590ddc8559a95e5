"""Table tokens to a Table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from pipeline.core.diagnostic import Span
from pipeline.core.section import Inline, Table
from pipeline.parse.inline import FootnoteNumbers, read_inline
from pipeline.parse.source import Source

_PIPE = re.compile(r"(?<!\\)\|")


def read_table(tokens: Sequence[Token], source: Source, numbers: FootnoteNumbers) -> Table:
    """Return the table of `tokens`, which begin with `table_open`; the parser has padded short rows already."""
    rows: list[tuple[Inline, ...]] = []
    columns = sum(token.type == "th_open" for token in tokens)
    for row in _split_rows(tokens):
        lost = _place_cells(row, source)
        if rows and lost is not None:
            source.report("ragged-table", f"this cell is beyond the {columns} columns of the header", lost)
        rows.append(tuple(read_inline(cell, source, numbers) for cell in row))
    return Table(
        header=rows[0],
        rows=tuple(rows[1:]),
        aligns=tuple(_align(token) for token in tokens if token.type == "th_open"),
        span=source.span(tokens[0]),
    )


def _split_rows(tokens: Sequence[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    return rows


def _place_cells(row: Sequence[Token], source: Source) -> Span | None:
    """Tell each cell the column it begins at, counted from 0. Return the place of a cell that the parser left out.

    That is never the header, which sets the number of cells.
    """
    number = (row[0].map or [0])[0]
    line = source.lines[number]
    pipes = [pipe.start() for pipe in _PIPE.finditer(line)]
    starts = pipes if line.lstrip(" \t>").startswith("|") else [-1, *pipes]
    for cell, start in zip(row, starts, strict=False):
        cell.meta["column"] = start + 1
    if len(starts) <= len(row) or not line[starts[len(row)] + 1 :].strip(" \t|"):
        return None
    return source.line_span(number + 1, starts[len(row)] + 2)


def _align(header_cell: Token) -> str:
    return str(header_cell.attrs.get("style", "")).removeprefix("text-align:")
