"""Starts the browser that would draw, to learn which it is."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright

from pipeline.core.errors import MachineError
from pipeline.render.browser import launch
from pipeline.render.shell import Shell, write_shell
from pipeline.supply import browser_candidates, find_assets


def browser_that_starts(browser: str | None) -> str:
    """Return version and place of the first browser that starts. Raises MachineError with all reasons if none does."""
    with TemporaryDirectory(prefix="notedeck-", ignore_cleanup_errors=True) as folder:
        return asyncio.run(_first_that_starts(browser, write_shell(Path(folder), find_assets())))


async def _first_that_starts(browser: str | None, shell: Shell) -> str:
    faults: list[MachineError] = []
    async with async_playwright() as playwright:
        for candidate in browser_candidates(browser):
            try:
                started = await launch(playwright, (candidate,), shell)
            except MachineError as fault:
                faults.append(fault)
                continue
            version = started.version
            await started.close()
            return f"Chromium {version} ({candidate.label})"
    lines = dict.fromkeys(line for fault in faults for line in fault.message.splitlines())
    raise MachineError("\n".join(lines), faults[0].hint)
