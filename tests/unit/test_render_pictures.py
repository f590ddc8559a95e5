"""Drawn pictures without a browser: their names, their size limits, and the cache that they are kept in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.core.diagnostic import Span
from pipeline.core.errors import MachineError
from pipeline.core.picture import PictureKind, Region, RenderedAsset, RenderRequest, Theme, density_of, drawn_name
from pipeline.render import recipe, render_pictures
from pipeline.render.cache import CacheDamagedError, Drawn, PictureCache
from pipeline.render.recipe import density_for, picture_stem, recipe_digest

TABLE = RenderRequest(
    kind=PictureKind.TABLE, source="<tr><td>表</td></tr>", theme=Theme(), span=Span(path="a.md", line=3)
)
DRAWN = Drawn(
    webp=b"not really a picture",
    width_px=640,
    height_px=480,
    density=1,
    text_px=13.2,
    regions=(Region(key="行×列", left=0.25, top=0.5, width=0.125, height=0.1),),
)

LABEL = {"sha256": "0", "width_px": 1, "height_px": 1, "density": 2, "text_px": 15.0, "regions": []}


def test_picture_stem_tells_kind_and_follows_from_what_is_drawn() -> None:
    stem = picture_stem(TABLE, "recipe")
    assert stem.startswith("table-")
    assert len(stem) == len("table-") + 16
    assert picture_stem(replace(TABLE, span=Span(path="b.md", line=9), source_line=9), "recipe") == stem
    assert picture_stem(replace(TABLE, theme=Theme(accent="#123456")), "recipe") != stem
    assert picture_stem(replace(TABLE, theme=Theme(turn_diagrams=True)), "recipe") != stem
    assert picture_stem(TABLE, "other recipe") != stem
    assert picture_stem(replace(TABLE, kind=PictureKind.DIAGRAM), "recipe").startswith("diagram-")


@pytest.mark.parametrize("density", [1, 2])
def test_name_of_a_picture_tells_its_density(density: int) -> None:
    assert density_of(drawn_name("table-1", density)) == density


ROOM = Path(recipe.__file__).parent
FILES_OF_THE_ROOM = sorted(path.name for path in ROOM.iterdir() if path.is_file())


@pytest.mark.parametrize("name", FILES_OF_THE_ROOM)
def test_recipe_changes_with_each_file_but_those_beside_the_look(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = recipe_digest("mermaid 1")
    original = recipe.text_of
    monkeypatch.setattr(recipe, "text_of", lambda own: original(own) + " " * (own == name))
    assert (recipe_digest("mermaid 1") != before) == (name not in recipe.BESIDE_THE_LOOK)


def test_recipe_changes_with_the_assets_and_with_a_new_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = recipe_digest("mermaid 1")
    assert recipe_digest("mermaid 2") != before
    shutil.copytree(ROOM, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(recipe, "files", lambda package: tmp_path)
    assert recipe_digest("mermaid 1") == before
    (tmp_path / "colours.py").write_text("", encoding="utf-8")
    recipe.text_of.cache_clear()
    assert recipe_digest("mermaid 1") != before


@pytest.mark.parametrize("name", sorted(recipe.BESIDE_THE_LOOK))
def test_recipe_leaves_out_only_files_that_tell_the_page_nothing(name: str) -> None:
    text = (ROOM / name).read_text(encoding="utf-8")
    assert not [word for word in ("viewport", "layouts", "captureScreenshot", "draw(order)", "WEBP") if word in text]


@pytest.mark.parametrize(
    ("width_px", "height_px", "density"),
    [
        (400, 300, 2),
        (1000, 3000, 2),  # twelve million pixels
        (1000, 3001, 1),
        (100, 8000, 2),
        (100, 8001, 1),
        (100, 16_000, 1),
        (100, 16_001, None),
        (4000, 3001, None),
    ],
)
def test_density_keeps_pictures_within_the_limits(width_px: int, height_px: int, density: int | None) -> None:
    assert density_for(width_px, height_px) == density


def test_cache_returns_what_was_stored(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    cache.prepare()
    stored = cache.store("table-1", "key", DRAWN)
    assert cache.load("table-1", "key") == stored
    assert stored.path.read_bytes() == DRAWN.webp
    assert stored.path.parent == tmp_path / "pictures"
    assert (stored.width_px, stored.height_px, stored.regions, stored.text_px) == (640, 480, DRAWN.regions, 13.2)
    assert sorted(path.name for path in stored.path.parent.iterdir()) == ["table-1-1x.webp", "table-1.json"]


@pytest.mark.parametrize("lost", ["table-1-1x.webp", "table-1.json"])
def test_cache_misses_an_entry_that_is_not_all_there(tmp_path: Path, lost: str) -> None:
    cache = PictureCache(tmp_path)
    cache.prepare()
    assert cache.load("table-1", "key") is None
    cache.store("table-1", "key", DRAWN)
    (tmp_path / "pictures" / lost).unlink()
    assert cache.load("table-1", "key") is None


@pytest.mark.parametrize(
    ("file_name", "content"),
    [
        ("table-1-1x.webp", b"not really a pictura"),
        ("table-1-1x.webp", b""),
        ("table-1.json", b""),
        ("table-1.json", b"\xff"),
        ("table-1.json", b"[]"),
        ("table-1.json", json.dumps({"sha256": "0", "width_px": 1}).encode()),
        ("table-1.json", json.dumps(LABEL | {"density": 1, "regions": [{}]}).encode()),
        ("table-1.json", json.dumps(LABEL | {"density": 3}).encode()),
        ("table-1.json", b'{"more": ' + b"[" * 100_000),
    ],
)
def test_cache_tells_a_damaged_entry(tmp_path: Path, file_name: str, content: bytes) -> None:
    cache = PictureCache(tmp_path)
    cache.prepare()
    cache.store("table-1", "key", DRAWN)
    (tmp_path / "pictures" / file_name).write_bytes(content)
    with pytest.raises(CacheDamagedError):
        cache.load("table-1", "key")


def aged(path: Path, days: float) -> Path:
    """Have `path` look as if it was used last so many days ago."""
    then_s = time.time() - days * 24 * 60 * 60
    os.utime(path, (then_s, then_s))
    return path


def test_cache_throws_away_what_was_used_least_recently(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    cache.prepare()
    stored = [cache.store(f"table-{number}", "key", DRAWN) for number in range(5)]
    labels = [tmp_path / "pictures" / f"table-{number}.json" for number in range(5)]
    left, fresh = (tmp_path / "pictures" / name for name in (".new-left", ".new-fresh"))
    for path in (left, fresh):
        path.touch()
    for path, days in zip((*labels, left), (3, 5, 0.5, 4, 2, 2), strict=True):
        aged(path, days)
    assert cache.load("table-3", "key") is not None
    entry_bytes = labels[0].stat().st_size + len(DRAWN.webp)
    cache.tidy(3 * entry_bytes)
    assert [label.exists() for label in labels] == [False, False, True, True, True]
    assert [asset.path.exists() for asset in stored] == [False, False, True, True, True]
    assert [path.exists() for path in (left, fresh)] == [False, True]
    cache.tidy(0)
    assert [label.exists() for label in labels] == [False, False, True, True, False], "two were used within a day"


def test_cache_keeps_what_another_build_is_given_while_it_is_tidied(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    cache.prepare()

    def loaded_in_use() -> RenderedAsset | None:
        with cache.in_use():
            return cache.load("table-1", "key")

    given = 0
    with ThreadPoolExecutor() as builds:
        for _ in range(300):
            cache.store("table-1", "key", DRAWN)
            aged(tmp_path / "pictures" / "table-1.json", 2)
            tidied, loaded = builds.submit(cache.tidy, 0), builds.submit(loaded_in_use)
            asset, _ = loaded.result(), tidied.result()
            given += asset is not None
            assert asset is None or asset.path.read_bytes() == DRAWN.webp
    assert 0 < given < 300


def test_cache_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("a file where the folder should be")
    with pytest.raises(MachineError, match="cannot be written"):
        PictureCache(tmp_path).prepare()
    with pytest.raises(MachineError, match="cannot be written"):
        PictureCache(tmp_path).store("table-1", "key", DRAWN)


def test_render_nothing_returns_nothing(tmp_path: Path) -> None:
    rendering = render_pictures((), notes_dir=tmp_path, cache_dir=tmp_path / "cache")
    assert (rendering.assets, rendering.diagnostics, rendering.drawn, rendering.cached) == ((), (), 0, 0)
    assert not (tmp_path / "cache").exists()


def test_import_of_the_room_leaves_heavy_libraries_alone() -> None:
    script = "import sys, pipeline.render; sys.exit(bool({'playwright', 'PIL', 'asyncio'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])
