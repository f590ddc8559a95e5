"""The preview shows what the real Anki shows: the same HTML for both sides of every card.

Both are compared as a browser reads them (`as_read`), which evens out how an attribute was escaped, and nothing else.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.notes import Note as AnkiNote
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from pipeline.build import build
from pipeline.core.note import FIELD_NAMES, NoteKind
from pipeline.job import Job
from pipeline.package import templates
from pipeline.package.refusal import cloze_numbers
from pipeline.page import preview
from tests.anki.learner import Learner
from tests.chromium import chromium

pytestmark = [pytest.mark.anki, pytest.mark.browser]

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "pipeline" / "preview" / "page"

AS_READ = """
(html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.innerHTML;
}
"""


@pytest.fixture(scope="module")
def example_deck(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The example notes, built and put into a preview. Before a browser is open: pictures are drawn."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(ROOT / "notes", folder / "notes")
    job = Job(notes_dir=folder / "notes", output=folder / "output" / "deck.apkg")
    build(job)
    preview(job)
    return job


@pytest.fixture(scope="module")
def renderer(example_deck: Job) -> Iterator[Page]:
    """An empty page that knows how to fill templates."""
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(path=PAGE / "anki.js")
        yield page


def as_read(renderer: Page, html: str) -> str:
    return str(renderer.evaluate(AS_READ, html))


def side(renderer: Page, template: str, fields: dict[str, str], ordinal: int, *, is_question: bool) -> str:
    """Return the side of a card as the preview makes it, as a browser reads it."""
    html = renderer.evaluate("side => Anki.renderSide(...side)", [template, fields, ordinal, is_question])
    return as_read(renderer, html)


def preview_deck(job: Job) -> dict[str, Any]:
    text = (job.preview_dir / "deck.js").read_text(encoding="utf-8")
    deck: dict[str, Any] = json.loads(text.removeprefix("Page.load(").removesuffix(");\n"))
    return deck


def test_preview_of_the_example_notes_is_what_anki_renders(example_deck: Job, renderer: Page, tmp_path: Path) -> None:
    deck = preview_deck(example_deck)
    notes = {entry["guid"]: entry for entry in deck["entries"] if entry["kind"] != "finding"}
    learner = Learner(tmp_path / "anki")
    learner.take(example_deck.output)
    cards = learner.cards()
    assert len(cards) == sum(len(note["ordinals"]) for note in notes.values()) > 100
    for card in cards:
        note = notes[card.note().guid]
        look = deck["notetypes"][note["kind"]]
        fields = dict.fromkeys(look["fields"], "") | dict(zip(look["fields"], note["fields"], strict=False))
        output = card.render_output()
        for template, is_question, expected in (
            (look["question"], True, output.question_text),
            (look["answer"], False, output.answer_text),
        ):
            found = side(renderer, template, fields, card.ord + 1, is_question=is_question)
            assert found == as_read(renderer, expected), f"{note['file']}:{note['line']}"
        assert deck["css"] in output.css
    learner.close()


PIECES = (
    *("{{c1::", "{{c2::", "{{c01::", "{{c0::", "}}", "::", "{", "}", ":", "{{", "c1", "{{Front}}", "{{#Text}}"),
    *("甲", "a b", "<b>", "</b>", "<br>", "&amp;", "&lt;", '"', "'", "\n", "…", "𠮷", "é", "\\(", "\\)", "\\[", "\\]"),
    *("image-occlusion:rect:left=.1:top=.2:width=.3:height=.4", ":oi=1", ":text=a\\:b"),
)
WELL_FORMED = st.recursive(
    st.sampled_from(("甲", "x^2", "<b>b</b>", "A & B", "&lt;", "<p>一</p>\n<p>二</p>")),
    lambda parts: st.one_of(
        st.builds("{{{{c{}::{}}}}}".format, st.integers(0, 3), parts),
        st.builds("{{{{c{}::{}::{}}}}}".format, st.integers(1, 2), parts, parts),
        st.builds("\\({}\\)".format, parts),
        st.builds("{} {}".format, parts, parts),
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | WELL_FORMED


@pytest.fixture(scope="module")
def blank_note(tmp_path_factory: pytest.TempPathFactory, example_deck: Job) -> Iterator[AnkiNote]:
    """A note of our cloze notetype that Anki renders without keeping it."""
    learner = Learner(tmp_path_factory.mktemp("anki") / "learner")
    learner.take(example_deck.output)
    notetype = learner.col.models.by_name("Notedeck Cloze")
    assert notetype is not None
    yield learner.col.new_note(notetype)
    learner.close()


@given(text=TEXTS)
def test_preview_of_any_cloze_is_what_anki_renders(blank_note: AnkiNote, renderer: Page, text: str) -> None:
    blank_note["Text"] = text
    fields = dict.fromkeys(FIELD_NAMES[NoteKind.CLOZE], "") | {"Text": text}
    question, answer = templates(NoteKind.CLOZE)
    for ordinal in cloze_numbers(text):
        output = blank_note.ephemeral_card(ordinal - 1).render_output()
        for template, is_question, expected in (
            (question, True, output.question_text),
            (answer, False, output.answer_text),
        ):
            found = side(renderer, template, fields, ordinal, is_question=is_question)
            assert found == as_read(renderer, expected)
