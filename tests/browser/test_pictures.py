"""Tables and diagrams as a person gets them: complete, alike on every run, kept in the cache."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.core.errors import MachineError
from pipeline.core.picture import PictureKind, RenderRequest, Theme
from pipeline.render import Rendering, drawing, render_pictures
from pipeline.render.browser import open_easels
from pipeline.render.shell import Shell
from pipeline.supply import BrowserCandidate, find_assets
from tests.browser.conftest import (
    CELL,
    DIAGRAMS,
    MATRIX,
    SAMPLES,
    SIGNS,
    SMALL_TABLE,
    TABLE,
    Render,
    contents,
    diagram,
    table,
)

MARGIN_PX = 16


def picture_of(rendering: Rendering, request: RenderRequest) -> Image.Image:
    (asset,) = (asset for asset in rendering.assets if asset.request_key == request.key)
    return Image.open(asset.path).convert("RGB")


def test_every_sample_is_drawn_in_the_order_of_the_requests(samples: Rendering) -> None:
    assert samples.diagnostics == ()
    assert (samples.drawn, samples.cached) == (len(SAMPLES), 0)
    assert [asset.request_key for asset in samples.assets] == [request.key for request in SAMPLES]
    for asset, request in zip(samples.assets, SAMPLES, strict=True):
        assert asset.file_name.startswith(f"{request.kind.value}-")
        with Image.open(asset.path) as picture:
            assert picture.format == "WEBP"
            assert picture.size == (asset.width_px, asset.height_px)


def test_pictures_are_filled_but_not_cut(samples: Rendering) -> None:
    for request in DIAGRAMS:
        picture = picture_of(samples, request)
        coloured = picture.convert("L").point(lambda value: 255 * (value < 240))
        left, top, right, bottom = coloured.getbbox() or (0, 0, 0, 0)
        assert right - left > 0.9 * picture.width - 2 * MARGIN_PX
        assert bottom - top > 0.9 * picture.height - 2 * MARGIN_PX
        assert min(left, top, picture.width - right, picture.height - bottom) >= MARGIN_PX / 2


def test_table_keeps_the_wished_width_stays_small_or_grows(samples: Rendering) -> None:
    wish = 2 * Theme().table_width_px
    assert picture_of(samples, table(TABLE)).width == wish
    assert picture_of(samples, table(SMALL_TABLE)).width < wish / 2
    assert picture_of(samples, table(MATRIX)).width > wish


def test_table_head_shows_the_accent(samples: Rendering) -> None:
    picture = picture_of(samples, table(SMALL_TABLE, theme=Theme(accent="#ff0000")))
    inside_the_head = picture.crop((8, 8, 16, 16))
    red, green, blue = inside_the_head.resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red > green + 10
    assert green == blue


def test_fonts_of_ours_draw_every_sign(samples: Rendering) -> None:
    """The signs lie in four fonts; no two of them look alike, as two boxes for missing signs would."""
    drawn = [picture_of(samples, table(CELL.format(sign))).tobytes() for sign in SIGNS]
    assert len(set(drawn)) == len(SIGNS)


def test_text_beside_hostile_content_is_still_shown(samples: Rendering) -> None:
    plain, hostile = (request for request in SAMPLES if "本文" in request.source)
    assert picture_of(samples, plain).tobytes() == picture_of(samples, hostile).tobytes()


@pytest.mark.parametrize("browsers", [1, 3])
def test_bytes_are_the_same_whatever_draws_beside(
    samples: Rendering, render: Render, monkeypatch: pytest.MonkeyPatch, browsers: int
) -> None:
    opened: list[int] = []

    def open_and_count(candidates: Sequence[BrowserCandidate], shell: Shell, count: int) -> Any:
        opened.append(count)
        return open_easels(candidates, shell, count)

    monkeypatch.setattr(drawing, "browser_count", lambda pictures: browsers)
    monkeypatch.setattr(drawing, "open_easels", open_and_count)
    assert contents(render(*SAMPLES[::-1])) == contents(samples)
    assert opened == [browsers]


def test_second_run_starts_no_browser(samples: Rendering, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(drawing, "open_easels", lambda *_: pytest.fail("a browser was looked for"))
    second = render_pictures(SAMPLES, notes_dir=tmp_path, cache_dir=samples.assets[0].path.parents[1])
    assert (second.drawn, second.cached) == (0, len(SAMPLES))
    assert second.assets == samples.assets


def test_tables_need_no_mermaid(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    without = replace(find_assets(), mermaid_js=Path(__file__).with_name("gone.js"))
    monkeypatch.setattr(drawing, "find_assets", lambda: without)
    assert render(table(SMALL_TABLE)).drawn == 1
    with pytest.raises(MachineError, match="cannot load: mermaid"):
        render(DIAGRAMS[0])


def test_damaged_cache_entry_is_drawn_again_with_a_note(samples: Rendering, tmp_path: Path) -> None:
    cache_dir = tmp_path / "cache"
    shutil.copytree(samples.assets[0].path.parents[1], cache_dir)
    (cache_dir / "pictures" / samples.assets[4].file_name).write_bytes(b"RIFF")
    second = render_pictures(SAMPLES, notes_dir=tmp_path, cache_dir=cache_dir)
    assert (second.drawn, second.cached) == (1, len(SAMPLES) - 1)
    assert contents(second) == contents(samples)
    assert [(found.code, found.span) for found in second.diagnostics] == [("cache-damaged", SAMPLES[4].span)]
    third = render_pictures(SAMPLES, notes_dir=tmp_path, cache_dir=cache_dir)
    assert (third.cached, third.diagnostics) == (len(SAMPLES), ())


def test_cache_that_is_not_wanted_is_renewed(render: Render) -> None:
    (asset,) = render(table(SMALL_TABLE)).assets
    drawn = asset.path.read_bytes()
    asset.path.write_bytes(b"RIFF")
    renewed = render(table(SMALL_TABLE), use_cache=False)
    assert (renewed.drawn, renewed.cached, renewed.diagnostics) == (1, 0, ())
    assert asset.path.read_bytes() == drawn


def test_progress_counts_each_drawing_once(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    image = RenderRequest(kind=PictureKind.IMAGE, source="gone.png", theme=Theme(), span=SAMPLES[0].span)
    requests = (image, table(SMALL_TABLE, line=1), diagram("nonsense"), table(SMALL_TABLE, line=50))
    rendering = render_pictures(
        requests, notes_dir=tmp_path, cache_dir=tmp_path, on_progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 2), (2, 2)]
    assert (len(rendering.assets), rendering.drawn) == (1, 1)


def test_cache_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    cache_dir = tmp_path / "cache"
    cache_dir.write_text("a file where the folder should be")
    with pytest.raises(MachineError, match="cannot be written"):
        render_pictures(SAMPLES, notes_dir=tmp_path, cache_dir=cache_dir)


def test_browser_that_does_not_start_is_named(render: Render) -> None:
    with pytest.raises(MachineError) as raised:
        render(table(SMALL_TABLE), browser="/bin/false")
    assert "/bin/false" in raised.value.message
    assert "apt-get install" in raised.value.hint
