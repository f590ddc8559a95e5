"""Three times as much of anything is three times the work: counted in calls, never in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from pipeline.config import Config
from pipeline.drafting.file import drafted_file
from pipeline.read import NotesFile

FEW, MANY = 50, 150
MOST = 3.6
"""Times the calls for three times the text; what is looked at once for each of the others comes near to nine."""


def many(piece: str, between: str = "", *, before: str = "", after: str = "") -> Callable[[int], str]:
    """Return what writes so many pieces; `N` stands for the number of each."""
    return lambda count: before + between.join(piece.replace("N", str(nth)) for nth in range(count)) + after


SHAPES = {
    "bold": many("甲は**bNc**である。"),
    "the same bold": many("甲は**bcd**である。"),
    "bold in a quote": many("> 甲は**bNc**であり、bNcは乙である。", "\n>\n"),
    "bold below an item": many("  - 甲は**bNc**", "\n", before="- 親\n"),
    "marks": many("甲は==bNc==である。"),
    "marks beside code": many("> ==bNc==である。\n> ```\n> x\n> ```", "\n>\n"),
    "clozes": many("{{c1::bNc}}"),
    "labels in code": many("`aN: b` ", before="- "),
    "sentences of a need": many("`bN`の既定値はN秒である。", "\n\n", before="# 使う場合\n"),
    "questions": many("Q: `bN`とは？ A: 甲。 "),
    "pairs": many("- bNc: N 秒", "\n"),
    "rows": many("| bN | cN | N |", "\n", before="| a | b | c |\n|---|---|---|\n"),
    "columns": lambda count: "\n".join(row * count + "|" for row in ("|a", "|-", "|b", "|b")),
    "bold parts of a cell": many("丙**b**", before="| a | b | c |\n|---|---|---|\n| x | ", after=" | 1 |"),
    "footnotes": many("==N==甲[^N]\n\n[^N]: 乙", "\n\n"),
    "links": many("[bN](http://a.b/N)は==N==。"),
    "addresses": many("mailto:aN@b.c"),
    "headings": many("## bN\n甲は**cN**である。", "\n\n"),
}


def calls(shape: Callable[[int], str], count: int) -> int:
    """Return how many calls parsing, drafting and checking of so many pieces take."""
    made = 0

    def see(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    text = f"# 題\n\n{shape(count)}\n"
    sys.setprofile(see)
    try:
        drafted_file(NotesFile(path="a.md", text=text), Config(lang="ja"), frozenset())
    finally:
        sys.setprofile(None)
    return made


@pytest.mark.parametrize("name", SHAPES)
def test_growth_is_that_of_the_text(name: str) -> None:
    calls(SHAPES[name], FEW + 1)  # fills what is remembered of letters and words, but not of these very texts
    assert calls(SHAPES[name], MANY) <= MOST * calls(SHAPES[name], FEW)
