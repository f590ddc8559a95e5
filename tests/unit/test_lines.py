"""Text for a terminal: how wide it is, and numbers as a person reads them."""

from __future__ import annotations

import pytest

from pipeline.lines import columns, counted, padded, sized


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("a字", 3),
        ("か\u3099", 2),
        ("が", 2),
        ("ｶﾞ", 2),
        ("e\u0301", 1),
        ("a\u200bb", 2),
        ("、。", 4),
        ("✅", 2),
        ("", 0),
    ],
)
def test_lines_width_is_what_a_terminal_takes(text: str, width: int) -> None:
    assert columns(text) == width
    assert columns(padded(text, 10)) == 10


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (81_234, "81 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (3_440_000, "3.4 MB"),
        (78_000_000_000, "78 GB"),
        (5_000_000_000_000_000, "5,000 TB"),
    ],
)
def test_lines_size_is_rounded_for_a_reader(size: int, told: str) -> None:
    assert sized(size) == told


def test_lines_count_has_its_word() -> None:
    assert (counted(1, "note"), counted(2000, "note")) == ("1 note", "2,000 notes")
