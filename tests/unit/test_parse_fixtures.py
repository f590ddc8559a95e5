"""Every fixture of the parser: Markdown in, a readable dump of its sections out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.core.section import (
    Block,
    Bullets,
    Definitions,
    Fence,
    Figure,
    Inline,
    Mark,
    Options,
    Prose,
    Quote,
    Section,
    Table,
)
from pipeline.parse import parse_file
from tests.fixture_files import Example, examples, rewrite

FOLDER = Path(__file__).parent.parent / "fixtures" / "parse"
IMAGES = frozenset(("aws/media/a b.png", "attachments/架構.png", "attachments/two.png", "media/two.png", "media/y.png"))
"""The images of the folder that the fixtures stand in."""


def shown_inline(inline: Inline) -> str:
    """Return runs as `{strong+em|text}`; `strong.1` is the second bold, `link(…)` shows a value, ⏎ a line break."""
    return "".join(
        f"{{{'+'.join(map(shown_mark, run.marks))}|{run.text}}}" if run.marks else run.text for run in inline
    ).replace("\n", "⏎")


def shown_mark(mark: Mark) -> str:
    value = "::".join(filter(None, (mark.value, mark.extra)))
    return mark.kind.value + (f".{mark.nth}" if mark.nth else "") + (f"({value})" if value else "")


def shown_options(options: Options | None) -> str:
    said = options or Options()
    words = {
        "card": said.card,
        "id": said.id,
        "deck": said.deck,
        "tags": ",".join(said.tags),
        "allow": ",".join(said.allow),
        "lang": said.lang,
    }
    return "".join(f" {key}={word}" for key, word in words.items() if word)


def shown_block(block: Block) -> Iterator[str]:
    name = type(block).__name__.lower()
    span = block.span
    lines = f"{span.line}-{span.end_line}" if span.end_line > span.line else f"{span.line}"
    place = lines + (f":{span.column}" if span.column > 1 else "") + shown_options(block.options)
    match block:
        case Prose():
            yield f"{name} {place} | {shown_inline(block.inline)}"
        case Fence():
            yield f"{name} {place} [{block.language}] code from line {block.content_line}"
            yield from (f"  | {line}" for line in block.text.split("\n"))
        case Figure():
            yield f"{name} {place} | {block.path} | {block.alt} | {block.title}"
        case Bullets():
            yield f"{name} {place} start={block.start} tight={block.tight}"
            for bullet in block.bullets:
                yield f"  bullet {bullet.span.line}-{bullet.span.end_line} checked={bullet.checked}"
                yield from shown_blocks(bullet.blocks, "    ")
        case Quote():
            title = f" {shown_inline(block.title)}" if block.title else ""
            yield f"{name} {place} [{block.alert}]{title}{' folded' if block.folded else ''}"
            yield from shown_blocks(block.blocks, "  ")
        case Table():
            yield f"{name} {place} aligns={','.join(block.aligns)}"
            yield from (f"  | {' | '.join(map(shown_inline, row))}" for row in (block.header, *block.rows))
        case Definitions():
            yield f"{name} {place}"
            for definition in block.definitions:
                yield f"  term {definition.span.line}-{definition.span.end_line} | {shown_inline(definition.term)}"
                for meaning in definition.meanings:
                    yield from shown_blocks(meaning, "    ")
        case _:
            yield f"{name} {place}"


def shown_blocks(blocks: tuple[Block, ...], indent: str) -> Iterator[str]:
    yield from (indent + line for block in blocks for line in shown_block(block))


def shown_section(section: Section) -> Iterator[str]:
    path = " > ".join(shown_inline(title) for title in (*section.ancestors, section.title))
    span = section.span
    yield f"h{section.level} {span.line}-{span.end_line}{shown_options(section.options)} | {path}"
    yield from shown_blocks(section.blocks, "  ")
    for footnote in section.footnotes:
        yield f"  footnote {footnote.number} [{footnote.label}]"
        yield from shown_blocks(footnote.blocks, "    ")


def dumped(source: str) -> str:
    sections, diagnostics = parse_file("aws/my-notes.md", source, Options(), IMAGES)
    lines = [line for section in sections for line in shown_section(section)]
    lines += [f"{one.span.line}:{one.span.column} {one.code}: {one.message} {one.hint}".rstrip() for one in diagnostics]
    return "\n".join(line.rstrip() for line in lines)


rewrite(FOLDER, dumped)


@pytest.mark.parametrize("example", examples(FOLDER), ids=str)
def test_parse_reads_its_fixture(example: Example) -> None:
    assert dumped(example.source) == example.expected.strip()
