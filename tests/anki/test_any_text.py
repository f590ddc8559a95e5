"""Clozes out of any text: Anki reads the numbers that we gave, and hides just what we meant to hide."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Config
from pipeline.core.markup import field_text
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.draft import draft_sections
from pipeline.parse import parse_file
from pipeline.show import cards

NASTY = (
    "{{c1::¦{{c2::¦{{c3::¦{{c1::a}}¦{{c2::b::c}}¦}}¦}}}¦{{¦{¦}¦::¦:::¦:¦**¦**a**¦**a::b}}**¦==c==¦`¦`}}`¦`::`¦"
    "`{{c1::x}}`¦$a^{b^{2}}$¦[x](https://a.b/::c}})¦<kbd>¦</kbd>¦<mark>¦</mark>¦<br>¦\\¦&#125;¦&#58;¦"
    "[sound:a]¦a¦字¦「語」¦。¦ ¦- a: b\n¦\n¦\n\n"
).split("¦")
TEXT = st.lists(st.sampled_from(NASTY), max_size=25).map("".join)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    opened = Collection(str(tmp_path_factory.mktemp("any") / "collection.anki2"))
    yield opened
    opened.close()


def cloze_drafts(text: str) -> list[NoteDraft]:
    sections, _ = parse_file("a.md", f"## 題\n\n{text}", Config().defaults)
    return [draft for draft in draft_sections(sections, Config())[0] if draft.kind is NoteKind.CLOZE]


def numbers_of(draft: NoteDraft) -> dict[str, int]:
    """Number the clozes in reading order; those that share a written number share one here."""
    cards = [mark.number or mark.key for mark in draft.cloze_marks]
    order = list(dict.fromkeys(cards))
    return {mark.key: order.index(card) + 1 for mark, card in zip(draft.cloze_marks, cards, strict=True)}


def words(side: str) -> str:
    """Return the visible characters of a side of a card, without the dashes that stand for bullets in plain text."""
    shown = re.sub(r"<style>.*?</style>", "", side, flags=re.DOTALL)
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", shown)).replace("-", "").split())


@given(TEXT)
def test_anki_reads_our_clozes_of_any_text(collection: Collection, text: str) -> None:
    notetype = collection.models.by_name("Cloze")
    assert notetype is not None
    for draft in cloze_drafts(text):
        numbers = numbers_of(draft)
        note = collection.new_note(notetype)
        note["Text"] = field_text(dict(draft.fields)["Text"], numbers, {})
        read = collection._backend.cloze_numbers_in_note(note._to_backend_note())
        assert sorted(read) == sorted(set(numbers.values())), note["Text"]
        for ordinal, (question, _) in enumerate(cards(draft)):
            shown = note.ephemeral_card(ordinal, fill_empty=False).question()
            assert words(shown) == words(html.escape(question)), note["Text"]
