"""The notes as the checks read them: plain text with its place, and every card with what it asks."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pipeline.core.diagnostic import Span
from pipeline.core.faces import card_faces, opened
from pipeline.core.note import NoteDraft
from pipeline.core.section import Block, Bullets, Definitions, Inline, Prose, Quote, Section, Table

_TAG = re.compile(r"<[^>]*>")
_ALT = re.compile(r'<img [^>]*alt="([^"]*)">')
_BLOCK_END = re.compile(r"</(?:p|li|div|pre|dt|dd|blockquote|summary|rt)>|<br>|<li>")


class Card(Struct, frozen=True, gc=False, kw_only=True):
    """One card as words: `path` are the headings above the question, `alts` what stands for its pictures.

    `fact` holds the question and then the answers once more, folded.
    """

    draft: NoteDraft
    path: str
    question: str
    alts: str
    answers: tuple[str, ...]
    fact: tuple[str, ...]


class Reading:
    """Sections and drafts of one file, and what several checks want to know of them."""

    def __init__(self, sections: Sequence[Section], drafts: Sequence[NoteDraft]) -> None:
        self.sections = sections
        self.drafts = drafts
        self.cards_by_note = tuple(tuple(_cards(draft)) for draft in drafts)
        self.cards = tuple(card for own in self.cards_by_note for card in own)
        self.first_cards = tuple(own[0] for own in self.cards_by_note if own)
        self._starts = [section.span.line for section in sections]

    def section_number(self, span: Span) -> int:
        """Return which of the sections a draft or block stands in."""
        return bisect_right(self._starts, span.line) - 1

    def section_of(self, span: Span) -> Section:
        """Return the section that a draft or block stands in."""
        return self.sections[self.section_number(span)]


def place(span: Span) -> str:
    """Return a place for a sentence."""
    return f"{span.path}:{span.line}"


def words(shown: str) -> str:
    """Return HTML of ours as plain text on one line, without pictures."""
    if "<" in shown:
        shown = _TAG.sub("", _BLOCK_END.sub(" ", shown))
    if "&" in shown:
        shown = html.unescape(shown)
    return " ".join(shown.split())


def folded(text: str) -> str:
    """Return `text` without differences of width, case and look."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def weight(text: str) -> int:
    """Return how long `text` is to read, in Japanese characters; a letter of ASCII counts for half of one."""
    return len(text) - len(text.encode("ascii", "ignore")) // 2


def texts_of(section: Section) -> Iterator[tuple[Span, Inline]]:
    """Yield every text of a section with its place, its heading first. Code blocks are no text."""
    yield section.span, section.title
    yield from _texts(section.blocks)
    for footnote in section.footnotes:
        yield from _texts(footnote.blocks)


def blocks_of(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block, also those inside others."""
    for block in blocks:
        yield block
        match block:
            case Quote():
                yield from blocks_of(block.blocks)
            case Bullets():
                for bullet in block.bullets:
                    yield from blocks_of(bullet.blocks)
            case Definitions():
                for definition in block.definitions:
                    for meaning in definition.meanings:
                        yield from blocks_of(meaning)


def _texts(blocks: Iterable[Block]) -> Iterator[tuple[Span, Inline]]:
    for block in blocks_of(blocks):
        match block:
            case Prose():
                yield block.span, block.inline
            case Quote() if block.title:
                yield block.span, block.title
            case Definitions():
                yield from ((definition.span, definition.term) for definition in block.definitions)
            case Table():
                for cell in block.header:
                    yield block.span, cell
                for nth, row in enumerate(block.rows, block.span.line + 2):
                    yield from ((replace(block.span, line=nth, end_line=nth), cell) for cell in row)


def _cards(draft: NoteDraft) -> Iterator[Card]:
    path = words(opened(dict(draft.fields).get("Context", ())))
    for face in card_faces(draft):
        question, answers = words(face.question), tuple(map(words, face.answers))
        yield Card(
            draft=draft,
            path=path,
            question=question,
            alts=html.unescape(" ".join(_ALT.findall(face.question))) if "<img" in face.question else "",
            answers=answers,
            fact=(folded(question), *map(folded, answers)),
        )
