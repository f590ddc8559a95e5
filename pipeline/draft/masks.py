"""Tables and diagrams as pictures with masks: what of them is asked, and the words of the answer for the back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pipeline.core.note import ClozeMark, Mask, Part, Text
from pipeline.core.section import Block, Bullets, Definitions, Fence, Quote, Section, Table, plain_text
from pipeline.draft.blocks import diagram_picture, table_picture
from pipeline.draft.cells import hidden_cells
from pipeline.draft.headings import asking_title
from pipeline.draft.html import PictureDesk, escaped, inline_parts, joined
from pipeline.draft.surroundings import blanked, path_parts

MASKED_TABLE = "table"
"""The rule of tables that are asked cell by cell."""

MASKED_DIAGRAM = "diagram"
"""The rule of diagrams that are asked label by label; which these are is known when the picture is drawn."""

WHOLE_AT_ONCE = 3
"""A table of more rows is not asked whole, once its cells are asked."""


class Masked(Struct, frozen=True, gc=False, kw_only=True):
    """A picture with masks, as the fields of its note; the answers stand on the back with what asks for each."""

    rule: str
    fields: tuple[tuple[str, Sequence[Part]], ...]
    masks: tuple[Mask, ...]


def pictures_in(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the tables and diagrams in `blocks`, inside lists and quotes too, unless the author wants it otherwise."""
    for block in blocks:
        if block.options is not None and block.options.card in ("skip", "basic", "reverse"):
            continue
        match block:
            case Table() | Fence(language="mermaid"):
                yield block
            case Bullets():
                for bullet in block.bullets:
                    yield from pictures_in(bullet.blocks)
            case Quote():
                yield from pictures_in(block.blocks)
            case Definitions():
                for definition in block.definitions:
                    for meaning in definition.meanings:
                        yield from pictures_in(meaning)


def masked_picture(block: Block, section: Section, desk: PictureDesk) -> Masked | None:
    """Return the picture of `block` with its masks, or None where nothing of it is worth asking.

    A diagram has none yet: `draft.drawn` adds them.
    """
    if isinstance(block, Table):
        return _masked_table(block, section, desk)
    if isinstance(block, Fence):
        picture = diagram_picture(block, desk)
        return Masked(rule=MASKED_DIAGRAM, fields=(("Image", (picture,)), *_heading(section, (), desk)), masks=())
    return None


def _masked_table(table: Table, section: Section, desk: PictureDesk) -> Masked | None:
    asked, covered = hidden_cells(table)
    if not asked:
        return None
    # The alt text stands on the front too: the header is open there, and no answer stands in it.
    picture = replace(table_picture(table, desk), alt=" / ".join(plain_text(header) for header in table.header))
    keys = (*((cell, cell.key) for cell in asked), *((cell, "") for cell in covered))
    hidden = tuple(dict.fromkeys(plain_text(cell.answer) for cell in asked))
    marks = (
        ClozeMark(
            key=cell.key,
            place=cell.place,
            body=joined(inline_parts(cell.answer, desk, table.span)),
            hint=escaped(cell.asked_by),
        )
        for cell in asked
    )
    return Masked(
        rule=MASKED_TABLE,
        fields=(("Image", (picture,)), *_heading(section, hidden, desk), ("Back Extra", answer_list(marks))),
        masks=tuple(
            Mask(request_key=picture.request_key, region=region, key=key)
            for cell, key in keys
            for region in cell.regions
        ),
    )


def _heading(section: Section, hidden: Sequence[str], desk: PictureDesk) -> tuple[tuple[str, Sequence[Part]], ...]:
    return (
        ("Header", inline_parts(blanked(asking_title(section), hidden), desk, section.span)),
        ("Context", path_parts(section.ancestors, hidden, desk, section.span)),
    )


def answer_list(marks: Iterable[ClozeMark]) -> Sequence[Part]:
    """Return the answers for the back, each after its hint.

    The front shows the hint of what is asked alone, since one note has one header for all its cards.
    """
    lines = (
        part for mark in marks for part in (Text(f"<li>{mark.hint} " if mark.hint else "<li>"), mark, Text("</li>"))
    )
    return (Text('<ul class="answers">'), *lines, Text("</ul>"))


def is_asked_by_its_cells(block: Block) -> bool:
    """Return whether a table is too large to be asked whole and has cards of its cells instead."""
    return isinstance(block, Table) and len(block.rows) > WHOLE_AT_ONCE and any(hidden_cells(block))
