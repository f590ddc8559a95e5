"""What the parser promises beyond its fixtures: odd bytes, odd nesting, defaults, and a cheap import."""

from __future__ import annotations

import subprocess
import sys

import pytest
from markdown_it import MarkdownIt

from pipeline.core.section import MarkKind, Options, Prose, plain_text
from pipeline.parse import parse_file
from pipeline.parse.addresses import resolve_path
from pipeline.parse.characters import is_cjk
from pipeline.parse.emphasis import NotesState

NOTE = "---\ntitle: x\n---\n\n## 一\n\n文\n続き\n\n- **s3:*** a\n"


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_parse_reads_every_line_end_alike(line_end: str) -> None:
    assert parse_file("a.md", NOTE.replace("\n", line_end), Options()) == parse_file("a.md", NOTE, Options())


def test_parse_leaves_out_a_byte_order_mark() -> None:
    assert parse_file("a.md", "\ufeff" + NOTE, Options()) == parse_file("a.md", NOTE, Options())


def test_parse_shows_nul_as_the_replacement_character() -> None:
    (section,), _ = parse_file("a.md", "## a\0b", Options())
    assert plain_text(section.title) == "a\ufffdb"


def test_parse_lays_front_matter_and_directives_over_the_defaults() -> None:
    defaults = Options(card="basic", deck="D", tags=("one",), lang="ja")
    text = "---\ntags: two\nlang: en\n---\n## a\n<!-- card: skip; tags: one three -->\n\n<!-- card: list -->\nx"
    (section,), diagnostics = parse_file("a.md", text, defaults)
    assert section.options == Options(card="list", deck="D", tags=("one", "two", "three"), lang="en")
    assert not diagnostics


def test_parse_gives_a_block_only_what_stands_above_it() -> None:
    (section,), _ = parse_file("a.md", "## a\n\nx\n\n<!-- tags: t -->\ny", Options(deck="D"))
    assert section.blocks[1].options == Options(tags=("t",))


def test_parse_names_a_file_without_headings_by_its_stem() -> None:
    (section,), _ = parse_file("aws/dynamo-db.v2.md", "文", Options())
    assert (plain_text(section.title), section.level, section.ancestors) == ("dynamo-db.v2", 0, ())


@pytest.mark.parametrize(
    "text",
    [
        ">" * 3000 + "a",
        "- " * 2000 + "a",
        "[" * 2000 + "a" + "](x)" * 2000,
        "![" * 1000 + "a" + "](x)" * 1000,
        "{{c1::" * 500 + "a" + "}}" * 500,
        "{{c1::" * 2000,
        "**あ" * 2000 + "**a:***" * 500,
        "==あ" * 2000,
        "<!--" * 2000,
        "<kbd>" * 1000 + "</kbd>" * 1000,
        "[^a]: " * 200 + "x\n\n[^a]",
        "---\na: " + "[" * 2000 + "]" * 2000 + "\n---\n",
        "---\na: &a [*a]\n---\n",
        "---\na: \ud800\n---\n",
        "## \ud800 [a](\ud800) ![](\ud800)",
        "![](http://[::1) <http://[>",
        "&#0;&#10;&#xd800;",
        "字\n$$\n$$",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_parse_never_raises_on_hostile_text(text: str) -> None:
    parse_file("a.md", text, Options())


def test_parse_keeps_lists_of_forty_levels() -> None:
    text = "".join(f"{'  ' * level}- level {level}\n" for level in range(40))
    (section,), _ = parse_file("a.md", text, Options())
    block = section.blocks[0]
    for level in range(40):
        prose, *rest = block.bullets[0].blocks  # type: ignore[union-attr]
        assert isinstance(prose, Prose)
        assert plain_text(prose.inline) == f"level {level}"
        block = rest[0] if rest else block


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("a.png", "aws/s3/a.png"),
        ("./x/../a.png", "aws/s3/a.png"),
        ("../a.png", "aws/a.png"),
        ("../../../a.png", "../a.png"),
        ("/media/a.png", "media/a.png"),
        ("a%20b.png", "aws/s3/a b.png"),
        ("%E5%9B%B3.png", "aws/s3/図.png"),
        ("100%25.png", "aws/s3/100%.png"),
        ("x%5Ca.png", "aws/s3/x/a.png"),
    ],
)
def test_parse_resolves_image_paths_against_the_note(address: str, path: str) -> None:
    assert resolve_path("aws/s3/note.md", address) == path


@pytest.mark.parametrize("character", "字かカ々。、「（ＡｶｰｱㄅㆍㅎᅠힰᆞＫ￦㊙㊗〰〽𠮷🈂〒㈱")
def test_parse_counts_as_cjk(character: str) -> None:
    assert is_cjk(character)


@pytest.mark.parametrize("character", 'aé"“”…—·①※→☆©1*😀⌚⭐🈁🀄🤖🇯♥я')
def test_parse_does_not_count_as_cjk(character: str) -> None:
    assert not is_cjk(character)


@pytest.mark.parametrize(
    ("before", "after", "opens", "closes"),
    [
        # white space on a side decides alone
        (" ", " ", False, False),
        (" ", "字", True, False),
        ("字", " ", False, True),
        (" ", "「", True, False),
        ("」", " ", False, True),
        ("\u3000", "字", True, False),
        # a CJK character on a side frees the run
        ("字", "「", True, True),
        ("」", "字", True, True),
        ("」", "a", True, True),
        ("a", "「", True, True),
        ("字", "(", True, True),
        (")", "字", True, True),
        ("字", "a", True, True),
        ("글", "(", True, True),
        (")", "를", True, True),
        # without one, CommonMark decides
        ("a", "b", True, True),
        ("a", "(", False, True),
        (")", "a", True, False),
        ("(", ")", True, True),
        (")", "😀", True, True),
        ("😀", "a", True, False),
    ],
)
def test_parse_judges_a_run_of_stars_by_its_neighbours(before: str, after: str, opens: bool, closes: bool) -> None:
    state = NotesState(f"{before}**{after}", MarkdownIt(), {}, [])
    scanned = state.scanDelims(1, True)
    assert (scanned.can_open, scanned.can_close) == (opens, closes)


@pytest.mark.parametrize(("before", "after"), [("字", "「"), ("」", "字"), ("字", "字")])
def test_parse_judges_underscores_as_commonmark_does(before: str, after: str) -> None:
    text = f"{before}__{after}"
    scanned = NotesState(text, MarkdownIt(), {}, []).scanDelims(1, False)
    assert scanned == super(NotesState, NotesState(text, MarkdownIt(), {}, [])).scanDelims(1, False)


def test_parse_reads_every_bold_of_plain_japanese_notes() -> None:
    text = (
        "**キュー（SQS等の入口）**に届く。**「再試行」と「破棄」、「保留」**の三つ。\n\n"
        "| **鍵（変数）** | **`${stage.name}`** を使う。 |\n| --- | --- |\n"
        "| **強い整合性** (Strong) | 少し遅い。**費用が二倍（2倍）**になる。 |\n\n"
        "- **ラベル**: 値\n- 「役割」ではなく**「方針」**を見る\n"
    )
    sections, diagnostics = parse_file("a.md", text, Options())
    assert "*" not in repr(sections)
    assert repr(sections).count(repr(MarkKind.STRONG)) == 8
    assert not diagnostics


def test_parse_is_imported_without_its_library() -> None:
    program = "import sys, pipeline.parse; sys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
