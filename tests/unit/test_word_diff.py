"""Words that differ: pieces that are right for any text, and read well in Japanese, Chinese and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lines import Ink, clipped, columns, plain_line
from pipeline.word_diff import shortened, word_diff

FRAGMENTS = (
    "使い,回せる,まわせる,から,接続,を,、,。,の,AWS,Lambda, ,5,10,分,コード,函数计算服务,a,the,cat,⟦,⟧,\n,が,😀".split(
        ","
    )
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))


def told(before: str, after: str) -> str:
    return plain_line(word_diff(before, after))


@given(before=TEXTS, after=TEXTS)
def test_word_diff_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.ink is not Ink.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.ink is not Ink.REMOVED) == after
    assert all(piece.text for piece in pieces)


@given(before=TEXTS, after=TEXTS)
def test_word_diff_shortens_plain_pieces_alone(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    short = shortened(pieces, 5)
    assert [piece.ink for piece in short] == [piece.ink for piece in pieces]
    for whole, cut in zip(pieces, short, strict=True):
        head, _, tail = cut.text.partition("…")
        assert cut == whole or (
            whole.ink is Ink.PLAIN and whole.text.startswith(head) and whole.text.endswith(tail) and len(cut.text) <= 21
        )


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("接続を使い回せるから", "接続を使いまわせるから", "接続を使い[-回-]{+まわ+}せるから"),
        ("不変のバージョンを指す", "可変のバージョンを指す", "[-不変-]{+可変+}のバージョンを指す"),
        ("ハンドラーの外", "ハンドルの外", "[-ハンドラー-]{+ハンドル+}の外"),
        ("幅: 5分", "幅: 10分", "幅: [-5-]{+10+}分"),
        ("エイリアスは指せない。", "エイリアスを指さない。", "エイリアス[-は指せ-]{+を指さ+}ない。"),
        ("提供事件驱动的计算服务", "提供请求驱动的计算服务", "提供[-事件-]{+请求+}驱动的计算服务"),
        ("the lazy dog", "the lazy old dog", "the lazy {+old +}dog"),
        ("a quick brown fox", "a slow red fox", "a [-quick brown-]{+slow red+} fox"),
        ("HeartbeatSeconds", "HeartbeatMinutes", "[-HeartbeatSeconds-]{+HeartbeatMinutes+}"),
        ("", "新しい", "{+新しい+}"),
        ("消える", "", "[-消える-]"),
        ("同じ", "同じ", "同じ"),
    ],
)
def test_word_diff_reads_well(before: str, after: str, difference: str) -> None:
    assert told(before, after) == difference


def test_word_diff_keeps_what_stands_next_to_a_difference() -> None:
    before = "次の呼び出しで、前に作っておいた接続をそのまま使い回せるから。再接続の時間がいらず、速い。"
    pieces = word_diff(before, before.replace("接続をそ", "口をそ"))
    assert plain_line(shortened(pieces, 6)) == "…作っておいた[-接続-]{+口+}をそのまま使…"


@given(text=TEXTS, room=st.integers(min_value=1, max_value=30))
def test_word_diff_clips_to_columns(text: str, room: int) -> None:
    short = clipped(text, room)
    assert columns(short) <= room
    assert short == text or text.startswith(short.removesuffix("…"))


def test_word_diff_counts_a_kanji_as_two_columns() -> None:
    assert columns("a字") == 3
    assert clipped("漢字かな", 7) == "漢字か…"


def test_word_diff_of_a_long_text_shows_its_edited_sentences_alone() -> None:
    sentences = [f"第{number}の鍵は{number * 7}である。" for number in range(3_000)]
    before = "".join(sentences)
    after = before.replace("第100の鍵", "第100の錠").replace("第2000の鍵", "第2000の錠")
    inks = [(piece.text, piece.ink) for piece in word_diff(before, after) if piece.ink is not Ink.PLAIN]
    assert inks == [("鍵", Ink.REMOVED), ("錠", Ink.ADDED)] * 2
