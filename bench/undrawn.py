"""The program with every picture drawn as one white square: `python -m bench.undrawn build …`.

So are notes measured without the browser; what it takes, `bench.pictures` tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from pipeline.core.picture import PictureKind, Region, RenderedAsset, RenderRequest
from pipeline.render import drawing
from pipeline.render.cache import Drawn, PictureCache
from pipeline.render.faults import Settle


@contextmanager
def undrawn_pictures() -> Iterator[None]:
    """Have every picture drawn as one white square, at the very place where the browser would draw it."""

    def draw(
        requests: Sequence[RenderRequest],
        stems: Mapping[str, str],
        cache: PictureCache,
        browser: str | None,
        settle: Settle,
    ) -> None:
        cache.prepare()
        for request in requests:
            settle(request, _stored(cache, stems[request.key], request))

    real, drawing.draw_missing = drawing.draw_missing, draw
    try:
        yield
    finally:
        drawing.draw_missing = real


def _stored(cache: PictureCache, stem: str, request: RenderRequest) -> RenderedAsset:
    boxes = _cells(request.source) if request.kind is PictureKind.TABLE else _labels(request.source)
    return cache.store(stem, request.key, Drawn(webp=b"white square", width_px=10, height_px=10, regions=tuple(boxes)))


def _cells(source: str) -> Iterator[Region]:
    """Yield what the browser would tell of a table: a box for each cell, and for each bold and highlight in it."""
    for row, cells in enumerate(re.findall(r"<tr>(.*?)</tr>", source, re.DOTALL)):
        for column, cell in enumerate(re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", cells, re.DOTALL)):
            yield _box(f"{row}.{column}")
            for tag in ("strong", "mark"):
                yield from (_box(f"{row}.{column}.{tag}.{nth}") for nth in range(1, cell.count(f"<{tag}>") + 1))


def _labels(source: str) -> Iterator[Region]:
    """Yield the first words of a diagram as labels of all kinds."""
    kinds = ("node", "message", "group", "text")
    for nth, word in enumerate(re.findall(r"\w+", source)[:12]):
        yield replace(_box(str(nth)), kind=kinds[nth % 4], place=f"N{nth}", text=word)


def _box(key: str) -> Region:
    return Region(key=key, left=0.1, top=0.1, width=0.5, height=0.5)


if __name__ == "__main__":
    from pipeline.cli import deck

    with undrawn_pictures():
        deck()
