"""One browser and its one page, kept alive: what is lost or stuck is replaced when the next picture is due."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Playwright, Route, async_playwright
from playwright.async_api import Error as PlaywrightError

from pipeline.core.errors import MachineError
from pipeline.core.picture import PictureKind
from pipeline.render.recipe import BROWSER_FLAGS, PAGE_SETTINGS
from pipeline.render.shell import Shell
from pipeline.supply import BrowserCandidate, no_browser_error

LAUNCH_LIMIT_S = 30.0
CLOSE_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A page that shows the empty shell, and the line on which it is photographed."""

    page: Page
    camera: CDPSession


class Easel:
    """Holds a canvas ready. One easel is one browser; several may stand side by side."""

    def __init__(self, playwright: Playwright, candidates: Sequence[BrowserCandidate], shell: Shell) -> None:
        self._playwright = playwright
        self._candidates = candidates
        self._shell = shell
        self._browser: Browser | None = None
        self._context: BrowserContext | None = None
        self._canvas: Canvas | None = None
        self.has_mermaid = False

    async def canvas(self, kind: PictureKind = PictureKind.TABLE) -> Canvas:
        """Return the canvas, ready for `kind`: a fresh one if the last was discarded, crashed or led astray.

        Raises MachineError if no browser starts, or the shell or mermaid does not load.
        """
        canvas = self._canvas
        if canvas is None or canvas.page.url != self._shell.url:
            await self.discard()
            if self._browser is None or not self._browser.is_connected():
                self._browser = await launch(self._playwright, self._candidates, self._shell)
            canvas = self._canvas = await self._open_canvas(self._browser)
        if kind is PictureKind.DIAGRAM and not self.has_mermaid:
            await _prepare(canvas.page, "prepareDiagrams()")
            self.has_mermaid = True
        return canvas

    async def discard(self) -> None:
        """Give up the canvas, whatever it is doing."""
        context, self._context, self._canvas, self.has_mermaid = self._context, None, None, False
        if context is not None and not await _close(context):
            await self.close()

    async def close(self) -> None:
        browser, self._browser, self._context, self._canvas = self._browser, None, None, None
        if browser is not None:
            await _close(browser)

    async def _open_canvas(self, browser: Browser) -> Canvas:
        self._context = await browser.new_context(**PAGE_SETTINGS, service_workers="block", accept_downloads=False)
        await self._context.route("**/*", self._admit)
        page = await self._context.new_page()
        page.on("crash", self._forget)
        await _prepare(page, "prepare()", url=self._shell.url)
        return Canvas(page=page, camera=await self._context.new_cdp_session(page))

    async def _admit(self, route: Route) -> None:
        """Let exactly the shell's own files through: no other file, no network."""
        file = self._shell.files.get(route.request.url)
        if file is None:
            await route.abort()
        elif route.request.url == file.as_uri():
            await route.continue_()
        else:
            await route.fulfill(path=file)

    def _forget(self, page: Page) -> None:
        if self._canvas is not None and self._canvas.page is page:
            self._canvas = None


async def _prepare(page: Page, script: str, url: str = "") -> None:
    """Have the page load what `script` loads, first go to `url` if there is one. Raises MachineError if it cannot."""
    try:
        async with asyncio.timeout(LAUNCH_LIMIT_S):
            if url:
                await page.goto(url)
            missing = await page.evaluate(script)
    except (PlaywrightError, TimeoutError) as error:
        raise MachineError(f"The page for tables and diagrams does not load: {first_line(error)}") from error
    if missing:
        raise MachineError(f"The browser cannot load: {', '.join(missing)}.", "Run the set-up again.")


@asynccontextmanager
async def open_easels(
    candidates: Sequence[BrowserCandidate], shell: Shell, count: int = 1
) -> AsyncIterator[tuple[Easel, ...]]:
    """Yield easels; the browser of each starts with its first picture and ends with the block, however that ends."""
    # The driver leaves folders behind for each browser that does not start, and knows its place for them only by the
    # environment it is started with.
    with _environment(_temporary_files(shell)):
        playwright = await async_playwright().start()
    easels = tuple(Easel(playwright, candidates, shell) for _ in range(count))
    try:
        yield easels
    finally:
        await asyncio.gather(*(easel.close() for easel in easels))
        await playwright.stop()


async def launch(playwright: Playwright, candidates: Sequence[BrowserCandidate], shell: Shell) -> Browser:
    """Start the first candidate that starts. Raises MachineError with the reason of each if none does.

    The sandbox needs user namespaces, which root cannot use, and which some containers and distributions forbid; a
    browser that does not start with it is started without. The page reaches no network and no file in either case.
    """
    reasons = []
    for candidate, sandboxed in ((candidate, sandboxed) for candidate in candidates for sandboxed in _sandboxes()):
        if candidate.endpoint:
            return await _connect(playwright, candidate.endpoint)
        environment = os.environ | _temporary_files(shell) | dict(candidate.env)
        if sys.platform == "linux":
            environment["FONTCONFIG_FILE"] = str(shell.fontconfig)
        try:
            return await playwright.chromium.launch(
                executable_path=candidate.executable,
                channel=candidate.channel,
                args=list(BROWSER_FLAGS),
                env={**environment},
                chromium_sandbox=sandboxed,
                handle_sigint=False,  # Ctrl-C ends the run in order: pictures kept, browser closed
                timeout=LAUNCH_LIMIT_S * 1000,
            )
        except PlaywrightError as error:
            reasons.append(f"{candidate.label}: {first_line(error)}")
    nothing = no_browser_error()
    raise MachineError("\n  ".join((nothing.message, *dict.fromkeys(reasons))), nothing.hint)


async def _connect(playwright: Playwright, endpoint: str) -> Browser:
    """Have the Playwright server at `endpoint` start a browser. Raises MachineError if it does not answer."""
    wishes = {"args": list(BROWSER_FLAGS), "headless": True}
    try:
        return await playwright.chromium.connect(
            endpoint,
            headers={"x-playwright-browser": "chromium", "x-playwright-launch-options": json.dumps(wishes)},
            timeout=LAUNCH_LIMIT_S * 1000,
        )
    except PlaywrightError as error:
        raise MachineError(
            f"The browser at {endpoint} cannot be used: {first_line(error)}",
            "Start one there with `playwright run-server --unsafe`, of the same version of Playwright as here.",
        ) from error


async def _close(target: Browser | BrowserContext) -> bool:
    """Close a thing that may be stuck or gone; return whether it is closed."""
    try:
        await asyncio.wait_for(target.close(), CLOSE_LIMIT_S)
    except TimeoutError:
        return False
    except PlaywrightError:
        return True  # it had gone before
    return True


def _temporary_files(shell: Shell) -> dict[str, str]:
    return dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(shell.folder))


@contextmanager
def _environment(changes: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _sandboxes() -> tuple[bool, ...]:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return (False,) if is_root else (True, False)


def first_line(error: Exception) -> str:
    """Return what Playwright says, without its log of calls."""
    return str(error).strip().partition("\n")[0]
