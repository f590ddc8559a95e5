"""What is asked in a picture keeps its number under another name, and hands it to nothing else."""

from __future__ import annotations

import pytest

from pipeline.identity.masks import replaced_keys


def cells(*rows: tuple[str, dict[str, str]]) -> dict[str, str]:
    """Return the answers of a table by place."""
    return {f"{row} × {column}": answer for row, columns in rows for column, answer in columns.items()}


def replaced(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """Match two tables."""
    old, new = ([f"{place} ⟦{answer}⟧" for place, answer in table.items()] for table in (before, after))
    return replaced_keys(tuple(old), tuple(new), dict.fromkeys(before, 1))


SYNC = ("同期", {"上限": "6 MB", "再試行": "なし", "応答": "待つ"})
ASYNC = ("非同期", {"上限": "256 KB", "再試行": "二度", "応答": "待たない"})


def test_a_renamed_row_is_known_by_all_of_its_cells() -> None:
    renamed = ("RequestResponse", SYNC[1])
    assert replaced(cells(SYNC, ASYNC), cells(ASYNC, renamed)) == {
        f"RequestResponse × {column}": f"同期 × {column}" for column in SYNC[1]
    }


def test_a_row_renamed_and_reworded_is_known_by_half_of_its_cells_and_a_name_that_is_alike() -> None:
    after = {"上限": "10 MB", "再試行": "なし", "応答": "待つ"}
    assert replaced(cells(SYNC, ASYNC), cells(("同期式", after), ASYNC))["同期式 × 上限"] == "同期 × 上限"
    assert replaced(cells(SYNC, ASYNC), cells(("束ねる", after), ASYNC)) == {}


def test_a_column_renamed_together_with_a_row_is_known_once_the_row_is() -> None:
    renamed = ("直接", {"最大": "6 MB", "再試行": "なし", "応答": "待つ"})
    other = ("非同期", {"最大": "256 KB", "再試行": "二度", "応答": "待たない"})
    assert replaced(cells(SYNC, ASYNC), cells(renamed, other))["直接 × 最大"] == "同期 × 上限"


def test_two_lines_that_could_be_one_are_none() -> None:
    twin = ("予約", SYNC[1])
    assert replaced(cells(SYNC), cells(("直接", SYNC[1]), twin)) == {}
    assert replaced(cells(SYNC, twin), cells(("直接", SYNC[1]))) == {}


def test_one_equal_cell_may_be_chance() -> None:
    assert replaced(cells(("甲", {"値": "443"})), cells(("乙", {"値": "443"}))) == {}
    assert replaced(cells(("443番の口", {"値": "HTTPS"})), cells(("443番の口（TCP）", {"値": "HTTPS"}))) != {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["U ⟦人⟧"], ["U ⟦利用者⟧"], {"利用者": "人"}),
        (["U ⟦人⟧"], ["V ⟦利用者⟧"], {}),
        (["U ⟦人⟧", "V ⟦役割⟧"], ["U ⟦役割⟧", "V ⟦人⟧"], {}),
        (["A→B ⟦接続を求める⟧"], ["A→B ⟦接続を求めて待つ⟧"], {"接続を求めて待つ": "接続を求める"}),
        (["A→B ⟦接続を求める⟧"], ["A→B ⟦切る⟧"], {}),
        (["A→B ⟦一つ目の用件⟧", "A→B ⟦二つ目の用件⟧"], ["A→B ⟦三つ目の用件⟧"], {}),
        (["⟦処理を開始する⟧"], ["⟦処理を開始した⟧"], {"処理を開始した": "処理を開始する"}),
    ],
)
def test_labels_that_are_reworded(old: list[str], new: list[str], expected: dict[str, str]) -> None:
    ordinals = {text.split("⟦")[1].rstrip("⟧"): nth for nth, text in enumerate(old, start=1)}
    assert replaced_keys(tuple(old), tuple(new), ordinals) == expected
