"""Who is who: matching, numbers of clozes, times, and the ledger file."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.core.diagnostic import Span
from pipeline.core.ledger import Ledger
from pipeline.core.note import ClozeMark, Markup, NoteDraft, NoteKind, Text
from pipeline.identity import GENESIS_S, assign_identities, ledger_lines, read_ledger
from pipeline.identity.ledger import _check_whole, _file_of, _whole_file
from pipeline.identity.new_ids import ID_STEP
from pipeline.identity.ordinals import allocate_ordinals
from pipeline.identity.words import asks_for_term

NOW_S = 1_800_000_000
DESIGNS = tuple((kind, "schema", "design") for kind in NoteKind)


def basic(
    key: str, back: str = "答え", *, line: int = 1, path: str = "a.md", explicit_id: str | None = None
) -> NoteDraft:
    return NoteDraft(
        kind=NoteKind.BASIC,
        key=key,
        deck="Notes",
        tags=(),
        fields=(("Front", (Text("問い"),)), ("Back", (Text(back),))),
        requests=(),
        rule="heading",
        span=Span(path=path, line=line),
        explicit_id=explicit_id,
    )


def mark(key: str, number: int | None = None) -> ClozeMark:
    return ClozeMark(key=key, body=(Text(key),), number=number)


def cloze(key: str, *answers: str) -> NoteDraft:
    markup: Markup = tuple(mark(answer) for answer in answers)
    return NoteDraft(
        kind=NoteKind.CLOZE, key=key, deck="Notes", tags=(), fields=(("Text", markup),), requests=(), rule="bold",
        span=Span(path="a.md"),
    )  # fmt: skip


def assign(drafts: list[NoteDraft], old: Ledger | None = None, now_s: int = NOW_S, deck: str = "Notes"):  # type: ignore[no-untyped-def]
    return assign_identities([drafts], old, now_s=now_s, deck=deck, designs=DESIGNS, file_names={})


def test_identity_first_build_needs_no_clock() -> None:
    first = assign([basic("a"), basic("b", "他")], now_s=NOW_S)
    second = assign([basic("a"), basic("b", "他")], now_s=NOW_S + 999)
    assert first.ledger == second.ledger
    assert [entry.mod_s for entry in first.entries] == [GENESIS_S, GENESIS_S]


def test_identity_lost_ledger_gives_the_same_guids() -> None:
    first = assign([basic("a"), basic("b", "他")])
    grown = assign([basic("a"), basic("b", "他"), basic("c", "別")], first.ledger)
    lost = assign([basic("a"), basic("b", "他"), basic("c", "別")])
    assert [entry.guid for entry in grown.entries] == [entry.guid for entry in lost.entries]


def test_identity_two_decks_never_share_a_guid() -> None:
    one, other = assign([basic("a")], deck="One"), assign([basic("a")], deck="Other")
    assert one.entries[0].guid != other.entries[0].guid


def test_identity_edit_keeps_the_note_and_raises_its_time_alone() -> None:
    first = assign([basic("a"), basic("b", "他")])
    second = assign([basic("a", "新しい答え"), basic("b", "他")], first.ledger)
    assert [entry.guid for entry in second.entries] == [entry.guid for entry in first.entries]
    assert [entry.mod_s for entry in second.entries] == [NOW_S, GENESIS_S]
    assert [change.key for change in second.delta.updated] == ["a"]


def test_identity_time_rises_even_when_the_clock_goes_back() -> None:
    first = assign([basic("a")])
    second = assign([basic("a", "二")], first.ledger, now_s=NOW_S)
    third = assign([basic("a", "三")], second.ledger, now_s=NOW_S - 500)
    assert third.entries[0].mod_s == NOW_S + 1


def test_identity_blank_line_on_top_changes_nothing() -> None:
    first = assign([basic("a", line=3)])
    second = assign([basic("a", line=4)], first.ledger)
    assert second.ledger == first.ledger
    assert second.entries[0].origin == "a.md:3"


def test_identity_moved_content_keeps_its_note() -> None:
    first = assign([basic("a", "使い回せるから。"), basic("b", "他")])
    second = assign([basic("b", "他"), basic("elsewhere", "使い回せるから。", path="z.md")], first.ledger)
    assert second.entries[1].guid == first.entries[0].guid
    assert second.entries[1].origin == "z.md:1"
    assert [change.why for change in second.delta.moved] == ["same words elsewhere"]


def test_identity_never_guesses_between_equals() -> None:
    first = assign([basic("a"), basic("b")])
    second = assign([basic("c"), basic("d")], first.ledger)
    assert len(second.delta.added) == 2
    assert len(second.delta.retired) == 2


def test_identity_tie_is_told_and_settled_by_an_id() -> None:
    old = [cloze("a.md › s · bold · x", "キューの既定の待ち時間は三十秒であり、最長でも十二時間まで延ばせる")]
    first = assign(old)
    texts = [
        "キューの既定の待ち時間は四十秒であり、最長でも十二時間まで延ばせる",
        "キューの既定の待ち時間は五十秒であり、最長でも十二時間まで延ばせる",
    ]
    new = [cloze(f"a.md › s · bold · {number}", text) for number, text in enumerate(texts)]
    tied = assign(new, first.ledger)
    assert [said.code for said in tied.diagnostics] == ["identity-tied", "identity-tied"]
    assert len(tied.delta.added) == 2
    guid = first.entries[0].guid
    assert guid in tied.diagnostics[0].hint
    settled = assign([replace(new[0], explicit_id=guid), new[1]], first.ledger)
    assert settled.entries[0].guid == guid
    assert settled.diagnostics == ()


def test_identity_explicit_id_wins_over_place() -> None:
    first = assign([basic("a", explicit_id="x"), basic("b", "他", explicit_id="y")])
    second = assign([basic("a", "他", explicit_id="y"), basic("b", explicit_id="x")], first.ledger)
    assert [entry.guid for entry in second.entries] == [entry.guid for entry in reversed(first.entries)]


def test_identity_id_that_went_to_another_note_takes_its_history_along() -> None:
    first = assign([basic("a", explicit_id="x")])
    second = assign([basic("a"), basic("b", "他", explicit_id="x")], first.ledger)
    assert [entry.guid == first.entries[0].guid for entry in second.entries] == [False, True]


def test_identity_another_kind_is_another_note() -> None:
    first = assign([basic("a")])
    second = assign([cloze("a", "x")], first.ledger)
    assert second.entries[0].guid != first.entries[0].guid
    assert len(second.delta.retired) == 1


def test_identity_deleted_and_restored_is_the_same_note() -> None:
    first = assign([basic("a"), basic("b", "他")])
    without = assign([basic("b", "他")], first.ledger)
    again = assign([basic("a"), basic("b", "他")], without.ledger)
    assert again.entries[0].guid == first.entries[0].guid
    assert again.ledger.entries[0].retired is False


def test_identity_matching_is_idempotent() -> None:
    first = assign([basic("a"), cloze("b", "x", "y")])
    second = assign([basic("a"), cloze("b", "x", "y")], first.ledger)
    assert second.ledger == first.ledger
    assert len(second.delta.unchanged) == 2


def test_identity_ids_leave_room_for_cards_and_never_lie_ahead() -> None:
    first = assign([basic("a")])
    second = assign([basic("a"), *(basic(f"n{number}", str(number)) for number in range(50))], first.ledger)
    ids = sorted(entry.created_ms for entry in second.entries)
    assert all(right - left >= ID_STEP for left, right in itertools.pairwise(ids))
    assert ids[-1] <= NOW_S * 1000


def test_identity_ids_of_a_clock_that_ran_ahead_are_left_alone_and_no_start_for_others() -> None:
    first = assign([basic("a")])
    ahead = assign([basic("a"), basic("b", "先")], first.ledger, now_s=2 * NOW_S)
    third = assign([basic("a"), basic("b", "先"), basic("c", "今")], ahead.ledger)
    assert third.entries[:2] == ahead.entries
    assert third.entries[2].created_ms <= NOW_S * 1000
    meeting = [basic("a"), basic("b", "先"), *(basic(f"n{number}", str(number)) for number in range(5))]
    ids = sorted(own.created_ms for own in assign(meeting, ahead.ledger, now_s=2 * NOW_S - 1).entries)
    assert all(right - left >= ID_STEP for left, right in itertools.pairwise(ids))


def test_identity_notetype_time_rises_only_with_its_design() -> None:
    first = assign([basic("a")])
    changed = tuple((kind, "schema", "other" if kind is NoteKind.CLOZE else "design") for kind in NoteKind)
    second = assign_identities([[basic("a")]], first.ledger, now_s=NOW_S, deck="Notes", designs=changed, file_names={})
    risen = {entry.kind: entry.mod_s for entry in second.ledger.notetypes}
    assert risen == {NoteKind.BASIC: GENESIS_S, NoteKind.CLOZE: NOW_S, NoteKind.OCCLUSION: GENESIS_S}
    assert len(second.delta.unchanged) == 1


def test_ordinals_keep_their_number_when_a_neighbour_comes_first() -> None:
    first, _ = allocate_ordinals([mark("鍵"), mark("版")], (), (), {})
    second, _ = allocate_ordinals([mark("新"), mark("鍵"), mark("版")], first, (), {})
    assert dict(second) == {"新": 3, "鍵": 1, "版": 2}


def test_ordinals_retired_ones_are_reserved_and_come_back() -> None:
    first, none = allocate_ordinals([mark("a"), mark("b")], (), (), {})
    second, retired = allocate_ordinals([mark("a")], first, none, {})
    third, still = allocate_ordinals([mark("a"), mark("c")], second, retired, {})
    fourth, _ = allocate_ordinals([mark("b"), mark("a"), mark("c")], third, still, {})
    assert dict(retired) == {"b": 2}
    assert dict(third) == {"a": 1, "c": 3}
    assert dict(fourth) == {"b": 2, "a": 1, "c": 3}


def test_ordinals_written_by_the_author_are_his() -> None:
    now, _ = allocate_ordinals([mark("x"), mark("c1::a", 1), mark("c7::b", 7)], (), (), {})
    assert dict(now) == {"x": 8, "c1::a": 1, "c7::b": 7}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("⟦アクション⟧: 1つの箱の中の作業。", True),
        ("⟦queue⟧ = keeps messages", True),
        ("ポート: ⟦443⟧", False),
        ("⟦443⟧: HTTPSのポート", False),
        ("⟦7日⟧: 既定の保持期間", False),
        ("⟦標準キュー⟧の既定: 4日", False),
        ("⟦鍵⟧: ⟦版⟧ごとに作る", False),
        ("鍵", False),
    ],
)
def test_term_is_a_name_that_is_explained(text: str, asks: bool) -> None:
    assert asks_for_term(text) is asks


# -------------------------------------------------------------------------------------------------- the file


def ledger_text(ledger: Ledger) -> str:
    return b"".join(ledger_lines(ledger)).decode()


def saved(tmp_path: Path) -> Path:
    path = tmp_path / "deck.lock"
    path.write_text(ledger_text(assign([basic("a"), cloze("b", "x", "y")]).ledger), encoding="utf-8")
    return path


def test_ledger_reads_back_what_was_written(tmp_path: Path) -> None:
    ledger = assign([basic("a"), cloze("b", "x", "y")]).ledger
    path = saved(tmp_path)
    read, said = read_ledger(path)
    assert said == ()
    assert read is not None
    assert ledger_text(read) == path.read_text(encoding="utf-8") == ledger_text(ledger)


def test_ledger_holds_one_note_a_line(tmp_path: Path) -> None:
    lines = saved(tmp_path).read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith('{"guid"') for line in lines) == 2


def test_ledger_missing_is_no_fault(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "deck.lock") == (None, ())


@pytest.mark.parametrize(
    ("spoil", "code", "line"),
    [
        (lambda text: text[: len(text) // 2], "ledger-damaged", None),
        (lambda text: "", "ledger-damaged", 1),
        (lambda text: text.replace('1577836800, "kind": "basic"', '"x", "kind": "basic"'), "ledger-damaged", None),
        (lambda text: text.replace('"format": 1', '"format": 2'), "ledger-newer", 2),
        (lambda text: text.replace('"format": 1', '"format": 1, "more": 1'), "ledger-damaged", 1),
        (lambda text: text.replace('"notes": [', '<<<<<<< ours\n"notes": ['), "ledger-damaged", 8),
        (lambda text: text.replace('"x": 1, "y": 2', '"x": 1, "y": 1'), "ledger-damaged", None),
    ],
)  # fmt: skip
def test_ledger_damage_names_its_place(tmp_path: Path, spoil, code: str, line: int | None) -> None:  # type: ignore[no-untyped-def]
    path = saved(tmp_path)
    whole = path.read_text(encoding="utf-8")
    path.write_text(spoil(whole), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != whole
    ledger, said = read_ledger(path)
    assert ledger is None
    assert [one.code for one in said] == [code]
    if line is not None:
        assert said[0].span.line == line


def test_ledger_wrong_value_is_found_on_its_line(tmp_path: Path) -> None:
    path = saved(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(number for number, text in enumerate(lines) if '"kind": "cloze", "key"' in text)
    lines[place] = lines[place].replace('"kind": "cloze"', '"kind": "clozed"')
    path.write_text("\n".join(lines), encoding="utf-8")
    _, said = read_ledger(path)
    assert said[0].span.line == place + 1


@given(st.randoms(use_true_random=False))
def test_ledger_read_in_one_go_is_what_the_careful_reading_gives(rng: Random) -> None:
    whole = ledger_text(assign([basic("a"), cloze("b", "x", "y"), basic("c", explicit_id="z")]).ledger)
    place = rng.randrange(len(whole))
    text = whole[:place] + rng.choice(('"', "1", ",", "", "}", "\x01", "\\ud800", "null", " ")) + whole[place + 1 :]
    quick = _whole_file(text.encode())
    if quick is not None:
        careful = _file_of(text)
        _check_whole(careful)
        assert quick == careful


def test_ledger_two_notes_of_one_guid_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(number for number, text in enumerate(lines) if text.startswith('{"guid"'))
    lines.insert(place, lines[place] if lines[place].endswith(",") else lines[place] + ",")
    path.write_text("\n".join(lines), encoding="utf-8")
    _, said = read_ledger(path)
    assert "the same guid" in said[0].message
    assert said[0].span.line == place + 2
