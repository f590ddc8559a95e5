"""One picture on the page: what is asked for, how it is photographed, and where its regions lie."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.core.picture import PictureKind, Region, RenderRequest
from pipeline.render.browser import Canvas
from pipeline.render.complaints import explain
from pipeline.render.faults import Fault, failed
from pipeline.render.layouts import layouts_of
from pipeline.render.recipe import FITTING_WIDTH_PX, TEXT_PX, density_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A photographed picture: `density` pixels for each CSS pixel, its smallest letters `text_px` CSS pixels high."""

    png: bytes
    density: int
    text_px: float
    regions: tuple[Region, ...]


async def expose(canvas: Canvas, request: RenderRequest) -> Shot | Fault:
    """Draw and photograph one picture. Raises playwright's Error for what the page or the browser does wrong."""
    told = await canvas.page.evaluate("order => draw(order)", _order(request))
    if "fault" in told:
        return explain(told["fault"], told["line"], request.source)
    width, height = told["width"], told["height"]
    density = density_for(width, height)
    if density is None:
        return failed(f"The picture would be {width:,} × {height:,} pixels, too large for a card.", "Split it.")
    photo = await canvas.camera.send(
        "Page.captureScreenshot",
        {
            "format": "png",
            "optimizeForSpeed": True,
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": density},
        },
    )
    regions = tuple(_region(box, width, height) for box in told["boxes"])
    return Shot(png=base64.b64decode(photo["data"]), density=density, text_px=told["text"], regions=regions)


def _region(box: Mapping[str, Any], width: int, height: int) -> Region:
    words = {name: box[name] for name in ("key", "kind", "place", "text", "number") if name in box}
    return Region(
        **words,
        left=box["left"] / width,
        top=box["top"] / height,
        width=(box["right"] - box["left"]) / width,
        height=(box["bottom"] - box["top"]) / height,
    )


def _order(request: RenderRequest) -> dict[str, object]:
    """Return what the page is asked for, as `draw` in shell.js takes it."""
    theme = request.theme
    is_diagram = request.kind is PictureKind.DIAGRAM
    return {
        "kind": request.kind.value,
        "source": request.source,
        "layouts": [asdict(layout) for layout in layouts_of(request.source, theme)] if is_diagram else [],
        "lang": request.lang or "ja",
        "accent": theme.accent,
        "table_width": theme.table_width_px,
        "text_px": TEXT_PX,
        "fitting_width": FITTING_WIDTH_PX,
    }
