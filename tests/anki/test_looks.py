"""What the real Anki renders from our templates: each side shows what it should, and no more."""

from __future__ import annotations

import re

import pytest

from pipeline.core.note import Note, NoteKind
from tests.anki.conftest import Importer, MakeNote

pytestmark = pytest.mark.anki

PLACE = {"Context": "AWS › Lambda", "Source": "lambda.md:12", "Search": "検索語"}
MASKS = "".join(
    f"{{{{c{number}::image-occlusion:rect:left=.{number}:top=.1:width=.1:height=.1:oi=1}}}}<br>" for number in (1, 2)
)


def sides(importer: Importer, note: Note, ordinal: int = 1) -> tuple[str, str]:
    """Return question and answer of a card as HTML, without the style sheet."""
    card = next(card for card in importer.cards(note) if card.ord == ordinal - 1)
    output = card.render_output()
    return output.question_text, output.answer_text


def test_basic_shows_the_back_and_the_source_on_the_answer_only(importer: Importer, make_note: MakeNote) -> None:
    note = make_note(1, Front="エイリアスとは", Back="<p>バージョンを指す名前</p>", **PLACE)
    importer.bring([note])
    question, answer = sides(importer, note)
    assert '<div class="path">AWS › Lambda</div>' in question
    assert '<div class="ask">エイリアスとは</div>' in question
    assert "バージョン" not in question
    assert "lambda.md:12" not in question
    assert answer.index("エイリアスとは") < answer.index('<hr id="answer">') < answer.index("バージョン")
    assert '<div class="source">lambda.md:12</div>' in answer


def test_empty_places_leave_no_trace(importer: Importer, make_note: MakeNote) -> None:
    notes = [
        make_note(1, Front="問い", Back="答え"),
        make_note(2, NoteKind.CLOZE, Text="{{c1::甲}}"),
        make_note(3, NoteKind.OCCLUSION, ordinals=(1, 2), Occlusion=MASKS, Image='<img src="a.png">'),
    ]
    importer.bring(notes)
    for note in notes:
        for side in sides(importer, note):
            assert not re.search(r'class="(path|source|answer extra)"', side)
            assert not re.search(r">\s*</div>\s*<hr>", side)


def test_a_cloze_hides_one_number_at_a_time(importer: Importer, make_note: MakeNote) -> None:
    text = "HTTPSは{{c1::443}}、SSHは{{c2::22::数字}}"
    note = make_note(1, NoteKind.CLOZE, ordinals=(1, 2), Text=text, Back_Extra="<p>補足</p>", **PLACE)
    importer.bring([note])
    question, answer = sides(importer, note)
    assert re.search(r'HTTPSは<span class="cloze" [^>]*>\[\.\.\.\]</span>', question)
    assert re.search(r'SSHは<span class="cloze-inactive" [^>]*>22</span>', question)
    assert ("補足" in question, "補足" in answer) == (False, True)
    assert re.search(r'<span class="cloze" [^>]*>443</span>', answer)
    assert "[数字]" in sides(importer, note, 2)[0]


def test_masks_are_laid_on_both_sides_and_the_list_on_the_answer_only(importer: Importer, make_note: MakeNote) -> None:
    note = make_note(
        1,
        NoteKind.OCCLUSION,
        ordinals=(1, 2),
        Occlusion=MASKS,
        Image='<img src="table-1a2b.png">',
        Header="既定値 × Lambda",
        Back_Extra="<ul><li>最長 {{c1::15分::最長}}</li><li>既定 {{c2::3秒::既定}}</li></ul>",
        **PLACE,
    )
    importer.bring([note])
    question, answer = sides(importer, note, 2)
    for side, mark in ((question, "cloze"), (answer, "cloze-highlight")):
        assert re.search(rf'<div class="{mark}" [^>]*data-left=".2"', side)
        assert re.search(r'<div class="cloze-inactive" [^>]*data-left=".1"', side)
        assert '<img src="table-1a2b.png"><canvas id="image-occlusion-canvas">' in side
        assert side.count("anki.imageOcclusion.setup(") == 1
        assert "既定値 × Lambda" in side
    for text in ("15分", "3秒", "lambda.md:12"):
        assert (text in question, text in answer) == (False, True)
    assert '<div class="asked">既定</div>' in question
    assert "最長" not in question
    assert re.findall(r'<span class="cloze" [^>]*>(.*?)</span>', answer) == ["3秒"]


@pytest.mark.parametrize("kind", list(NoteKind))
def test_the_search_field_is_found_but_never_shown(importer: Importer, make_note: MakeNote, kind: NoteKind) -> None:
    first = {"Front": "問い"} if kind is NoteKind.BASIC else {"Text": "{{c1::甲}}"}
    if kind is NoteKind.OCCLUSION:
        first = {"Occlusion": MASKS, "Image": '<img src="a.png">'}
    ordinals = (1, 2) if kind is NoteKind.OCCLUSION else (1,)
    note = make_note(1, kind, ordinals=ordinals, **first, **PLACE)
    importer.bring([note])
    assert list(importer.col.find_notes("検索語")) == [note.created_ms]
    assert all("検索語" not in side for side in sides(importer, note))


def test_a_field_may_hold_what_looks_like_a_template(importer: Importer, make_note: MakeNote) -> None:
    note = make_note(1, Front="{{Back}} と {{resolve:ssm:x}}", Back="{{FrontSide}}")
    importer.bring([note])
    question, answer = sides(importer, note)
    assert "{{Back}} と {{resolve:ssm:x}}" in question
    assert "{{FrontSide}}" in answer
