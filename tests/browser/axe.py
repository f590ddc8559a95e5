"""What axe finds in a page."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Frame


def barriers(frame: Frame, impacts: tuple[str, ...] = ("minor", "moderate", "serious", "critical")) -> list[str]:
    """Return what axe finds in a document that may keep people out."""
    frame.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = frame.evaluate("axe.run(document, { iframes: false, preload: false, resultTypes: ['violations'] })")
    return [
        f"{finding['id']} at {node['target']}: {node['failureSummary']}"
        for finding in found["violations"]
        if finding["impact"] in impacts
        for node in finding["nodes"]
    ]
