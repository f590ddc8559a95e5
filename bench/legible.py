"""How large the smallest letters of each picture are shown: `python -m bench.legible [NOTES]`.

The pictures of a notes folder are laid out by a browser on cards of 390 and 800 CSS pixels, by the real style sheet.
"""

from __future__ import annotations

import asyncio
import html
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.markup import field_text
from pipeline.core.note import NoteDraft
from pipeline.core.picture import RenderedAsset
from pipeline.drafting import draft_notes
from pipeline.package.notetype import card_css
from pipeline.render import render_pictures
from pipeline.render.browser import open_easels
from pipeline.render.shell import write_shell
from pipeline.supply import browser_candidates, find_assets

PAGE_WIDTHS_PX = (390, 800)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture on a card: the size of its smallest letters, its width and that of its box, all in CSS pixels."""

    file_name: str
    text_px: float
    width_px: float
    box_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Cards one below the other: the pictures on them, and the width that the page takes with all of them."""

    pictures: tuple[Shown, ...]
    width_px: int


def cards_page(drafts: Sequence[NoteDraft], assets: Sequence[RenderedAsset]) -> str:
    """Return a page that holds every field with a picture, as Anki would show it."""
    names = {asset.request_key: asset.file_name for asset in assets}
    fields = (markup for draft in drafts for _, markup in draft.fields)
    backs = (field_text(markup, defaultdict(lambda: 1), names) for markup in fields)
    shown = "".join(f'<div class="answer"><div>{back}</div></div>' for back in backs if "<img" in back)
    base = html.escape(assets[0].path.parent.as_uri())
    head = f'<!DOCTYPE html><base href="{base}/"><style>{card_css()}</style>'
    return f'{head}<body class="card"><div class="leaf">{shown}</div>'


async def lay_out(drafts: Sequence[NoteDraft], assets: Sequence[RenderedAsset], page_width_px: int) -> Page:
    """Return how the drawn pictures are shown on cards of this width."""
    with tempfile.TemporaryDirectory() as folder:
        page_file = Path(folder) / "cards.html"
        page_file.write_text(cards_page(drafts, assets), encoding="utf-8")
        async with open_easels(browser_candidates(), write_shell(Path(folder), find_assets())) as (easel,):
            browser = (await easel.canvas()).page.context.browser
            assert browser is not None
            page = await browser.new_page(viewport={"width": page_width_px, "height": 800}, device_scale_factor=3)
            await page.goto(page_file.as_uri())
            told = await page.evaluate(
                "[...document.querySelectorAll('.drawn img')].map(image => [image.getAttribute('src'),"
                " image.naturalWidth, image.getBoundingClientRect().width, image.closest('.drawn').clientWidth])"
            )
            width_px = await page.evaluate("document.documentElement.scrollWidth")
    text_px = {asset.file_name: asset.text_px for asset in assets}
    pictures = tuple(
        Shown(file_name=name, text_px=text_px[name] * width / natural, width_px=width, box_px=box)
        for name, natural, width, box in told
    )
    return Page(pictures=pictures, width_px=width_px)


def main(notes_dir: Path) -> None:
    """Print a line for each table and diagram of `notes_dir`."""
    drafts = draft_notes(notes_dir).drafts
    requests = {request.key: request for draft in drafts for request in draft.requests}
    with tempfile.TemporaryDirectory() as folder:
        assets = render_pictures(tuple(requests.values()), notes_dir=notes_dir, cache_dir=Path(folder)).assets
        pages = [asyncio.run(lay_out(drafts, assets, width_px)) for width_px in PAGE_WIDTHS_PX]
        print("smallest letters in CSS px, and how many times its box a picture is wide, on a page of")
        print("   ".join(f"{width_px:>7} px" for width_px in PAGE_WIDTHS_PX), f"{'size':>10} {'bytes':>8}  picture")
        places = {asset.file_name: (asset, requests[asset.request_key].span) for asset in assets}
        for shown in zip(*(page.pictures for page in pages), strict=True):
            asset, span = places[shown[0].file_name]
            figures = "   ".join(f"{one.text_px:4.1f} {one.width_px / one.box_px:4.1f}x" for one in shown)
            size = f"{asset.width_px}x{asset.height_px}"
            print(f"{figures} {size:>10} {asset.path.stat().st_size:>8}  {span} {asset.file_name}")
    for page_width_px, page in zip(PAGE_WIDTHS_PX, pages, strict=True):
        smallest = min(one.text_px for one in page.pictures)
        print(f"at {page_width_px} px: smallest {smallest:.1f} px; the page is {page.width_px} px wide")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "notes"))
