"""What the real importer makes of our packages, today and after edits."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from anki.import_export_pb2 import ImportResponse
from anki.models import NotetypeId
from msgspec.structs import replace

from pipeline.core.note import Media, Note, NoteKind
from pipeline.package import card_css, notetype
from pipeline.package.refusal import cloze_numbers
from tests.anki.conftest import MOD_S, Importer, MakeNote

pytestmark = pytest.mark.anki

MASKS = (
    "{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.1:oi=1}}<br>"
    "{{c2::image-occlusion:rect:left=.5:top=.1:width=.2:height=.1:oi=1}}<br>"
    "{{c2::image-occlusion:rect:left=.5:top=.5:width=.2:height=.1:oi=1}}<br>"
)


def counts(log: ImportResponse.Log) -> dict[str, int]:
    """Return the lists of the log that are not empty, by name, with their lengths."""
    return {descriptor.name: len(lines) for descriptor, lines in log.ListFields() if descriptor.name != "found_notes"}


def all_kinds(make_note: MakeNote) -> list[Note]:
    return [
        make_note(1, Front="エイリアスとは", Back="<p>バージョンを指す名前</p>"),
        make_note(2, NoteKind.CLOZE, ordinals=(1, 3), Text="{{c1::443}}番は{{c3::HTTPS::略語}}"),
        make_note(3, NoteKind.OCCLUSION, ordinals=(1, 2), Occlusion=MASKS, Image='<img src="table-1a2b.png">'),
    ]


def test_a_package_is_new_once_and_duplicate_ever_after(importer: Importer, make_note: MakeNote) -> None:
    notes = all_kinds(make_note)
    assert counts(importer.bring(notes)) == {"new": 3}
    assert counts(importer.bring(notes)) == {"duplicate": 3}
    assert importer.col.card_count() == 5


def test_ids_of_notes_and_cards_are_ours(importer: Importer, make_note: MakeNote) -> None:
    notes = all_kinds(make_note)
    importer.bring(notes)
    for note in notes:
        cards = importer.cards(note)
        assert {card.nid for card in cards} == {note.created_ms}
        assert [card.id for card in cards] == [note.created_ms + card.ord for card in cards]
        assert [card.ord + 1 for card in cards] == list(note.ordinals)


def test_an_edit_updates_one_note_and_keeps_every_review(importer: Importer, make_note: MakeNote) -> None:
    notes = [make_note(number, Front=f"問い{number}", Back="答え") for number in range(1, 6)]
    importer.bring(notes)
    importer.answer_all()
    reviewed = importer.query("select id, nid, reps, due, ivl from cards order by id")
    assert [reps for _, _, reps, _, _ in reviewed] == [1] * 5
    history = importer.query("select * from revlog order by id")
    assert len(history) == 5

    edited = make_note(3, Front="問い3", Back="新しい答え", mod_s=MOD_S + 1, tags=("aws", "新"))
    log = importer.bring([*notes[:2], edited, *notes[3:]])

    assert counts(log) == {"updated": 1, "duplicate": 4}
    note = importer.note(edited)
    assert (note["Back"], note.mod, sorted(note.tags)) == ("新しい答え", MOD_S + 1, ["aws", "新"])
    assert importer.query("select id, nid, reps, due, ivl from cards order by id") == reviewed
    assert importer.query("select * from revlog order by id") == history


def test_a_new_design_arrives_without_touching_a_note(
    importer: Importer, make_note: MakeNote, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = all_kinds(make_note)
    importer.bring(notes)
    schema_changed = importer.query("select scm from col")
    later_css = card_css() + "\n.later { color: red; }\n"
    monkeypatch.setattr("pipeline.package.collection.card_css", lambda: later_css)

    assert counts(importer.bring(notes)) == {"duplicate": 3}
    assert css_by_name(importer)["Notedeck Basic"] != later_css, "an unchanged mod must not carry a design"

    assert counts(importer.bring(notes, notetype_mod_s=MOD_S + 1)) == {"duplicate": 3}
    assert set(css_by_name(importer).values()) == {later_css}
    assert importer.query("select scm from col") == schema_changed, "no full sync for a new design"


def css_by_name(importer: Importer) -> Mapping[str, str]:
    return {
        notetype["name"]: notetype["css"]
        for notetype in importer.col.models.all()
        if notetype["name"].startswith("Notedeck")
    }


@pytest.mark.parametrize("notetype_mod_s", [1, MOD_S - 1, MOD_S + 1, MOD_S + 10**7])
def test_no_mod_of_a_notetype_makes_notes_conflict(
    importer: Importer, make_note: MakeNote, notetype_mod_s: int
) -> None:
    notes = all_kinds(make_note)
    importer.bring(notes)
    edited = [replace(note, mod_s=MOD_S + 1) for note in notes]
    assert counts(importer.bring(edited, notetype_mod_s=notetype_mod_s)) == {"updated": 3}
    assert len(css_by_name(importer)) == 3


def test_notetypes_keep_our_ids_and_names(importer: Importer, make_note: MakeNote) -> None:
    importer.bring(all_kinds(make_note))
    for kind, schema in notetype.SCHEMAS.items():
        stored = importer.col.models.get(NotetypeId(schema.notetype_id))
        assert stored is not None
        assert stored["name"] == schema.name
        assert tuple(field["id"] for field in stored["flds"]) == schema.field_ids
        assert [template["id"] for template in stored["tmpls"]] == [schema.template_id]
        assert stored.get("originalStockKind", 0) == (6 if kind is NoteKind.OCCLUSION else 0)
        if kind is NoteKind.OCCLUSION:
            marks = [(field["tag"], field["preventDeletion"]) for field in stored["flds"][:5]]
            assert marks == [(0, True), (1, True), (2, True), (3, True), (4, False)]
            assert {field["tag"] for field in stored["flds"][5:]} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::a {{c2::b}} c}}",
        "{{c1::a {{c2::b {{c3::d::hint}}}} c}}",
        "{{c1::a}} {{c1::b}} {{c12::c}}",
        "{{c0::never a card}} {{c2::b}}",
        "{{c3::a}} {{c1::left open {{c2::closed}}",
        "}} {{c1::a}}} {{C2::no}} {{ c3::no}}",
        "{{c4::<code>{<wbr>{c5::x}<wbr>}</code>}}",
        r"{{c1::\(a^{2} }\)}} {{c02::zero}}",
    ],
)
def test_our_cloze_numbers_are_those_that_anki_reads(importer: Importer, make_note: MakeNote, text: str) -> None:
    numbers = tuple(sorted(cloze_numbers(text)))
    note = make_note(1, NoteKind.CLOZE, ordinals=numbers, Text=text)
    importer.bring([note])
    read = importer.col._backend.cloze_numbers_in_note(importer.note(note)._to_backend_note())
    assert [card.ord + 1 for card in importer.cards(note)] == list(numbers) == sorted(read)


def test_a_nested_cloze_gives_both_cards_and_none_is_empty(importer: Importer, make_note: MakeNote) -> None:
    note = make_note(1, NoteKind.CLOZE, ordinals=(1, 2), Text="{{c1::a {{c2::b}} c}}")
    importer.bring([note])
    assert [card.ord for card in importer.cards(note)] == [0, 1]
    assert not importer.col.get_empty_cards().notes


def test_cards_wait_in_the_order_of_the_document(importer: Importer, make_note: MakeNote) -> None:
    notes = [make_note(number, Front=f"問い{number}", Back="答え") for number in (7, 2, 9, 4)]
    importer.bring(notes)
    waiting = importer.query("select nid, due from cards order by due")
    assert waiting == [[note.created_ms, due] for due, note in enumerate(notes, 1)]


def test_image_occlusion_is_read_as_anki_s_own(importer: Importer, make_note: MakeNote, tmp_path: Path) -> None:
    picture = tmp_path / "drawn"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    note = make_note(
        1,
        NoteKind.OCCLUSION,
        ordinals=(1, 2),
        Occlusion=MASKS,
        Image='<img src="table-1a2b.png" srcset="table-1a2b.png 2x" alt="表">',
        Header="API Gateway",
        Back_Extra="1: GET",
    )
    importer.bring([note], media=[Media(file_name="table-1a2b.png", path=picture)])
    assert [card.ord for card in importer.cards(note)] == [0, 1]
    read = importer.col._backend.get_image_occlusion_note(note_id=note.created_ms).note
    assert (read.image_file_name, read.header, read.back_extra) == ("table-1a2b.png", "API Gateway", "1: GET")
    assert read.image_data == picture.read_bytes()
    assert sorted((group.ordinal, len(group.shapes)) for group in read.occlusions) == [(1, 1), (2, 2)]
    assert read.occlude_inactive


def test_media_arrive_with_their_bytes(importer: Importer, make_note: MakeNote, tmp_path: Path) -> None:
    contents = {f"picture-{index}.png": bytes([index]) * 1000 for index in range(12)}
    media = []
    for name, content in contents.items():
        source = tmp_path / f"source-of-{name}"
        source.write_bytes(content)
        media.append(Media(file_name=name, path=source))
    importer.bring([make_note(1, Front="絵", Back="".join(f'<img src="{name}">' for name in contents))], media=media)
    folder = Path(importer.col.media.dir())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == contents
    assert not importer.col.media.check().missing


def test_sort_fields_and_checksums_are_those_that_anki_computes(
    importer: Importer, make_note: MakeNote, tmp_path: Path
) -> None:
    notes = [
        make_note(1, Front="甲 &amp; <b>乙</b> &lt;T&gt;"),
        make_note(2, NoteKind.CLOZE, Text='<span lang="ja">{{c1::丙}}</span>は丁'),
        make_note(3, NoteKind.OCCLUSION, ordinals=(1, 2), Occlusion=MASKS, Header="<em>表</em>の題"),
    ]
    importer.bring(notes)
    query = "select sfld, csum from notes order by id"
    with (
        ZipFile(importer.package) as archive,
        closing(sqlite3.connect(archive.extract("collection.anki2", tmp_path / "x"))) as db,
    ):
        sent = [list(row) for row in db.execute(query)]
    assert sent == importer.query(query)
    assert sent[2][0] == "表の題"


def test_decks_and_the_description_arrive(importer: Importer, make_note: MakeNote) -> None:
    notes = [make_note(1, Front="a", deck="覚え書き::AWS::Lambda"), make_note(2, Front="b", deck="英語")]
    importer.bring(notes, deck_description="<p>手書きのノートから</p>")
    names = {deck.name for deck in importer.col.decks.all_names_and_ids()}
    assert {"覚え書き", "覚え書き::AWS", "覚え書き::AWS::Lambda", "英語"} <= names
    for top in ("覚え書き", "英語"):
        deck = importer.col.decks.by_name(top)
        assert deck is not None
        assert deck["desc"] == "<p>手書きのノートから</p>"


def test_anki_finds_nothing_to_repair(importer: Importer, make_note: MakeNote) -> None:
    importer.bring(all_kinds(make_note))
    rows = importer.query("select guid, mid, mod, tags, flds, sfld, csum from notes order by id")
    _, was_sound = importer.col.fix_integrity()
    assert was_sound
    assert importer.query("select guid, mid, mod, tags, flds, sfld, csum from notes order by id") == rows
