"""All that draws pictures. Notes without tables and diagrams need none of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.doctor.finding import Finding, Places, fault, well


def check_mermaid(places: Places) -> Iterator[Finding]:
    from pipeline.supply import find_assets
    from pipeline.supply.pins import load_pins

    find_assets()
    yield well(load_pins().npm["mermaid"].version)


def check_fonts(places: Places) -> Iterator[Finding]:
    from pipeline.supply import find_assets
    from pipeline.supply.assets import check_wheel_file
    from pipeline.supply.pins import load_pins

    find_assets()
    pins = load_pins()
    for pin in pins.wheel.values():
        check_wheel_file(pin)
    versions = {pin.name: pin.version for pin in pins.wheel.values()}
    versions |= {pin.name: pin.version for pin in pins.npm.values()}
    fonts = (name for name in versions if name.endswith("-font"))
    yield well(", ".join(f"{name.removesuffix('-font')} {versions[name]}" for name in fonts))


def check_browser(places: Places) -> Iterator[Finding]:
    from pipeline.render.trial import browser_that_starts

    yield well(browser_that_starts(places.browser))


def check_drawing(places: Places) -> Iterator[Finding]:
    """Draw a table and a diagram as a build does."""
    from pipeline.core.diagnostic import Span
    from pipeline.core.picture import PictureKind, RenderRequest, Theme
    from pipeline.render import render_pictures

    trials = (
        (PictureKind.TABLE, "<thead><tr><th>表</th></tr></thead><tbody><tr><td>字</td></tr></tbody>"),
        (PictureKind.DIAGRAM, "graph LR\n A[字] --> B[a]"),
    )
    requests = tuple(
        RenderRequest(kind=kind, source=source, theme=Theme(), lang="ja", span=Span(path="")) for kind, source in trials
    )
    with TemporaryDirectory(prefix="notedeck-") as folder:
        rendering = render_pictures(
            requests, notes_dir=Path(folder), cache_dir=Path(folder, "cache"), browser=places.browser
        )
    for said in rendering.diagnostics:
        yield fault(said.message, "Name another browser with --browser or NOTEDECK_BROWSER.")
    if not rendering.diagnostics:
        yield well("a table and a diagram were drawn")
