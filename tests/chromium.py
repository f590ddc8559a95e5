"""A real Chromium for tests of pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from pipeline.supply import BrowserCandidate, browser_candidates


@contextmanager
def chromium(**environment: str) -> Iterator[Browser]:
    """Start the first browser that does, and end it. While it is open, its thread can draw no pictures."""
    with sync_playwright() as playwright:
        browser = _launched(playwright, browser_candidates(), environment)
        yield browser
        browser.close()


def _launched(playwright: Playwright, candidates: tuple[BrowserCandidate, ...], environment: dict[str, str]) -> Browser:
    faults = []
    for candidate in candidates:
        try:
            return playwright.chromium.launch(
                executable_path=candidate.executable,
                channel=candidate.channel,
                env={**os.environ, **dict(candidate.env), **environment},
            )
        except PlaywrightError as fault:
            faults.append(f"{candidate.label}: {fault}")
    raise AssertionError("no browser starts:\n" + "\n".join(faults))
