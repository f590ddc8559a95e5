"""On a phone no letter of a picture is smaller than 11 CSS pixels, and the page itself never scrolls sideways."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.legible import lay_out
from pipeline.drafting import draft_notes
from pipeline.render import render_pictures
from tests.browser.gallery import GALLERY

WIDE_TABLE = f"{'| デプロイツールの名前 ' * 7}|\n{'|---' * 7}|\n{'| 使うことができる ' * 7}|\n"
TABLE = "| 項目 | 意味 |\n|---|---|\n| `MultiAZ` | 複数のゾーンに置くことで、一つが停止しても処理を続けられる |\n"
LONG = "sequenceDiagram\n" + "".join(f"  甲{n}->>甲{n + 1}: {n}番目の伝言を次の相手へ渡す\n" for n in range(12))
TALL = "flowchart TB\n" + "".join(f"  a{n}[長い説明のある手順{n}] --> a{n + 1}\n" for n in range(60))


def indented(text: str, prefix: str) -> str:
    return "".join(f"{prefix}{line}\n" for line in text.splitlines())


@pytest.fixture(scope="module")
def notes_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    fences = [f"```mermaid\n{source}```\n" for source in (*GALLERY.values(), LONG, TALL)]
    blocks = [TABLE, WIDE_TABLE, *fences]
    nested = [TABLE, WIDE_TABLE, fences[0], fences[1]]
    text = "".join(f"## 図{nth}\n\n{block}\n" for nth, block in enumerate(blocks))
    text += "".join(f"## 項目{nth}\n\n- 一つ目\n\n{indented(block, '  ')}\n" for nth, block in enumerate(nested))
    text += "".join(f"## 引用{nth}\n\n> 前置き\n>\n{indented(block, '> ')}\n" for nth, block in enumerate(nested))
    (folder / "a.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("page_px", "least_px"), [(390, 11), (800, 11), (320, 11)])
def test_no_letter_is_smaller_than_eleven_pixels(notes_dir: Path, page_px: int, least_px: float) -> None:
    drafts = draft_notes(notes_dir).drafts
    requests = tuple(dict.fromkeys(request for draft in drafts for request in draft.requests))
    rendering = render_pictures(requests, notes_dir=notes_dir, cache_dir=notes_dir / "cache")
    assert rendering.diagnostics == ()
    page = asyncio.run(lay_out(drafts, rendering.assets, page_px))
    assert len(page.pictures) == len(GALLERY) + 4 + 8
    assert min(shown.text_px for shown in page.pictures) >= least_px
    assert max(shown.box_px for shown in page.pictures) <= page_px
    assert page.width_px == page_px


def test_picture_that_fits_is_shown_in_its_natural_size(notes_dir: Path) -> None:
    drafts = draft_notes(notes_dir).drafts
    requests = tuple(dict.fromkeys(request for draft in drafts for request in draft.requests))
    assets = render_pictures(requests, notes_dir=notes_dir, cache_dir=notes_dir / "cache").assets
    page = asyncio.run(lay_out(drafts, assets, 800))
    natural = {asset.file_name: asset.text_px for asset in assets}
    first_table, *_ = page.pictures
    assert first_table.text_px == pytest.approx(natural[first_table.file_name], abs=0.01)
