"""Which cells of a table are worth asking, by which words each is asked, and what of it is hidden."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from pipeline.core.note import CELL_SEPARATOR
from pipeline.core.section import Inline, MarkKind, Run, Table, plain_text
from pipeline.draft.gaps import CARDS_A_NOTE
from pipeline.draft.marks import is_askable, is_exact
from pipeline.draft.occurrences import Texts
from pipeline.draft.rope import Stretch, answer_key, mark_spans, pieces

MOST_CELLS = 60
"""A table of more cells is there to look things up; only what the author marked in it is asked."""

MOST_LABEL_COLUMNS = 5
"""Rows that only more columns together tell apart are not about one thing each."""

_YES_OR_NO = re.compile(
    r"[○◯〇●◎×✕✖✗✘△▲▽✓✔✅❌☑☐\-–—ー−・/]+|yes|no|y|n|true|false|n/?a"
    r"|はい|いいえ|可|不可|可能|不可能|有|無|有り|無し|あり|なし|要|不要|対応|非対応",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\(?(\d{1,3})[.)、]?")
_LETTER = re.compile(r"\w")
_MARKED = ((MarkKind.HIGHLIGHT, "mark"), (MarkKind.STRONG, "strong"))


class Cell(Struct, frozen=True, gc=False, kw_only=True):
    """What is hidden of a cell: `regions` of the picture, where `answer` stands, which `asked_by` asks for.

    `key` tells it from all other cells of the table by the words of the source, never by its place in the picture.
    """

    key: str
    place: str
    asked_by: str
    regions: tuple[str, ...]
    answer: Inline
    is_marked: bool = False
    is_worth_asking: bool = False


@lru_cache(maxsize=16)
def hidden_cells(table: Table) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Return the cells that a card asks, and those that are only covered with them.

    Where nothing tells the rows apart or nothing is worth asking, nothing is hidden at all. A section asks for this
    when it lays its rules over the table, and again for the note.
    """
    width = _label_width(table)
    if not width:
        return (), ()
    columns = range(width, len(table.header))
    telling = [column for column in columns if any(_is_worth_asking(row[column]) for row in table.rows)]
    if len(telling) == 1 and not any(_is_answer(row[telling[0]]) for row in table.rows):
        found = tuple(_labels_of(table, width - 1, telling[0]))
    else:
        found = tuple(_data_of(table, width))
    marked_only = sum(cell.is_worth_asking for cell in found) > MOST_CELLS
    keys = Counter(cell.key for cell in found)
    open_texts = Texts(_open_texts(table, found))
    asked = tuple(
        cell
        for cell in found
        if cell.is_worth_asking
        and keys[cell.key] == 1
        and (cell.is_marked or not marked_only)
        and not _stands_open(cell, open_texts)
    )[:CARDS_A_NOTE]
    own = {cell.key for cell in asked}
    return (asked, tuple(cell for cell in found if cell.key not in own)) if asked else ((), ())


# ---------------------------------------------------------------------------------------------------- rows


def _label_width(table: Table) -> int:
    """Return how many columns, from the first, tell the rows apart by words and leave one that describes; 0 if none."""
    for width in range(1, min(len(table.header), MOST_LABEL_COLUMNS + 1)):
        keys = [_label_key(label) for label in _labels(table, width)]
        if all(keys) and len(set(keys)) == len(keys):
            return width
    return 0


def _label_key(label: Sequence[Inline]) -> str:
    return " · ".join(filter(None, (answer_key(plain_text(cell)) for cell in label)))


def _labels(table: Table, width: int) -> list[tuple[Inline, ...]]:
    """Return the cells that name each row; an empty one, but in the last column, stands for the one above it."""
    columns = [column for column in range(width) if not _counts_up(table, column)]
    above: dict[int, Inline] = {}
    labels = []
    for row in table.rows:
        for column in columns:
            if column == width - 1 or plain_text(row[column]).strip():
                above[column] = row[column]
        labels.append(tuple(above.get(column, row[column]) for column in columns))
    return labels


def _counts_up(table: Table, column: int) -> bool:
    """Return whether a column does nothing but number the rows."""
    return len(table.rows) > 1 and all(_number(row[column]) == nth for nth, row in enumerate(table.rows, start=1))


def _number(cell: Inline) -> int | None:
    found = _ORDINAL.fullmatch(answer_key(plain_text(cell)))
    return int(found[1]) if found else None


# ---------------------------------------------------------------------------------------------------- cells


def _data_of(table: Table, width: int) -> Iterator[Cell]:
    """Yield every cell that describes, asked by row × column."""
    headers = _told_apart([answer_key(plain_text(header)) or "—" for header in table.header])
    counting = {column for column in range(width, len(headers)) if _counts_up(table, column)}
    for row, (cells, label) in enumerate(zip(table.rows, _labels(table, width), strict=True)):
        row_key, row_name = _label_key(label), " · ".join(map(plain_text, label))
        for column in range(width, len(cells)):
            spans, tag = _narrowed(cells[column])
            key = f"{row_key}{CELL_SEPARATOR}{headers[column]}"
            yield Cell(
                key=key,
                place=key,
                asked_by=CELL_SEPARATOR.join(filter(None, (row_name, plain_text(table.header[column])))),
                regions=_regions(row, column, spans, tag),
                answer=_pieces(cells[column], spans),
                is_marked=bool(tag),
                is_worth_asking=_is_worth_asking(cells[column]) and column not in counting,
            )


def _told_apart(headers: Sequence[str]) -> list[str]:
    """Return the names of columns; those of one name are told apart by their order."""
    seen: Counter[str] = Counter()
    told = []
    for header in headers:
        seen[header] += 1
        told.append(f"{header} {seen[header]}" if seen[header] > 1 else header)
    return told


def _labels_of(table: Table, hidden: int, column: int) -> Iterator[Cell]:
    """Yield the label of each row, asked by the one column that describes it."""
    for row, cells in enumerate(table.rows):
        label = cells[hidden]
        yield Cell(
            key=answer_key(plain_text(label)),
            place=answer_key(plain_text(cells[column])),
            asked_by=plain_text(cells[column]),
            regions=_regions(row, hidden, (), ""),
            answer=label,
            is_worth_asking=is_askable(plain_text(label)) and bool(plain_text(cells[column]).strip()),
        )


def is_worth_asking(text: str) -> bool:
    """Return whether `text` is more than a lone sign, an ordinal, or a yes or no."""
    return is_askable(text) and not _YES_OR_NO.fullmatch(answer_key(text))


def _is_worth_asking(cell: Inline) -> bool:
    return is_worth_asking(plain_text(cell))


def _is_answer(cell: Inline) -> bool:
    """Return whether a cell is asked though it is the only one beside its label: a number, code, or marked in part."""
    spans, _ = _narrowed(cell)
    return bool(spans) or is_exact(cell, 0, len(plain_text(cell)))


def _narrowed(cell: Inline) -> tuple[tuple[Stretch, ...], str]:
    """Return where the marked parts of a cell are and the tag of their marks, nothing where the whole cell is meant."""
    text = plain_text(cell)
    for kind, tag in _MARKED:
        spans = tuple(mark_spans(cell, kind))
        if not spans:
            continue
        has_more = any(_LETTER.search(text, *gap) for gap in _gaps(spans, len(text)))
        if has_more and all(_is_one_element(part, kind) for part in pieces(cell, spans)):
            return spans, tag
    return (), ""


def _is_one_element(part: Inline, kind: MarkKind) -> bool:
    """Return whether a marked part is worth asking, and is one element of the picture, which a mask can cover."""
    return _is_worth_asking(part) and all(run.marks[0].kind is kind for run in part)


def _gaps(spans: Sequence[Stretch], length: int) -> list[Stretch]:
    edges = [0, *(edge for span in spans for edge in span), length]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _regions(row: int, column: int, spans: Sequence[Stretch], tag: str) -> tuple[str, ...]:
    """Return the keys of `core.picture.Region`, in which the header is row 0."""
    cell = f"{row + 1}.{column}"
    return tuple(f"{cell}.{tag}.{nth}" for nth, _ in enumerate(spans, start=1)) or (cell,)


def _pieces(cell: Inline, spans: Sequence[Stretch]) -> Inline:
    """Return the parts of a cell at `spans`, with a sign between them, or all of it where there are none."""
    if not spans:
        return cell
    parts = pieces(cell, spans)
    return tuple(run for nth, part in enumerate(parts) for run in ((Run(" … "), *part) if nth else part))


# ---------------------------------------------------------------------------------------------------- leaks


def _stands_open(cell: Cell, open_texts: Texts) -> bool:
    """Return whether the answer of `cell` can be read elsewhere in the picture."""
    text = plain_text(cell.answer)
    return len(text) > 1 and any(open_texts.occurrences(text))


def _open_texts(table: Table, hidden: Sequence[Cell]) -> Iterator[str]:
    """Yield what no mask covers: header, labels, and what stands round the marked part of a cell."""
    closed = {region for cell in hidden for region in cell.regions}
    yield from map(plain_text, table.header)
    for row, cells in enumerate(table.rows, start=1):
        for column, inline in enumerate(cells):
            if f"{row}.{column}" in closed:
                continue
            marked = [tag for _, tag in _MARKED if f"{row}.{column}.{tag}.1" in closed]
            spans = [span for kind, tag in _MARKED if tag in marked for span in mark_spans(inline, kind)]
            text = plain_text(inline)
            yield from (text[start:end] for start, end in _gaps(spans, len(text)))
