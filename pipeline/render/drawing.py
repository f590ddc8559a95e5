"""Drawing what is missing: browsers side by side take pictures off one queue, and each is encoded beside the next."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from pipeline.core.picture import PictureKind, RenderedAsset, RenderRequest
from pipeline.render.browser import Easel, first_line, open_easels
from pipeline.render.cache import Drawn, PictureCache
from pipeline.render.complaints import refuse
from pipeline.render.encode import encode_webp
from pipeline.render.exposure import Shot, expose
from pipeline.render.faults import Fault, Settle, failed
from pipeline.render.shell import write_shell
from pipeline.supply import browser_candidates, find_assets

LIMIT_S = 15.0  # the largest diagrams that can still be read take about 6 seconds
MOST_BROWSERS = 2  # each takes a core and a quarter of a gigabyte
FEW = 8  # pictures that one browser has drawn before a second one would pay for its start
FEW_DIAGRAMS = 8  # that a page with mermaid has drawn before another would have loaded it and be warm

Finish = Callable[[RenderRequest, Shot | Fault], Coroutine[None, None, None]]
DrawAll = Callable[[Iterable[RenderRequest], Mapping[str, str], Settle], Coroutine[None, None, None]]
"""Draws requests, keeps each in the cache under its name in the mapping, and settles it."""


def draw_missing(
    requests: Sequence[RenderRequest],
    stems: Mapping[str, str],
    cache: PictureCache,
    browser: str | None,
    settle: Settle,
) -> None:
    """Draw `requests`, keep each in `cache` under its name in `stems`, and `settle` it; leave no process behind.

    Diagrams come first: what is drawn last is packed with nothing beside it, and a table takes the least.
    """
    longest_first = sorted(requests, key=lambda request: request.kind is not PictureKind.DIAGRAM)

    async def draw_and_leave() -> None:
        async with drawing_room(cache, browser, browser_count(len(requests))) as draw_all:
            await draw_all(longest_first, stems, settle)

    asyncio.run(draw_and_leave())


@asynccontextmanager
async def drawing_room(cache: PictureCache, browser: str | None, browsers: int = 1) -> AsyncIterator[DrawAll]:
    """Yield what draws into `cache`. Its browsers start with the first pictures and end with the block."""

    async def draw_all(requests: Iterable[RenderRequest], stems: Mapping[str, str], settle: Settle) -> None:
        async def finish(request: RenderRequest, outcome: Shot | Fault) -> None:
            settle(
                request, await asyncio.to_thread(develop, request, outcome) if isinstance(outcome, Shot) else outcome
            )

        def develop(request: RenderRequest, shot: Shot) -> RenderedAsset:
            return cache.store(stems[request.key], request.key, _drawn(shot))

        await _work_together(easels, requests, finish)

    candidates = browser_candidates(browser)
    cache.prepare()
    with tempfile.TemporaryDirectory(prefix="notedeck-", ignore_cleanup_errors=True) as folder:
        is_remote = any(candidate.endpoint for candidate in candidates)
        shell = write_shell(Path(folder), find_assets(), is_remote=is_remote)
        async with open_easels(candidates, shell, browsers) as easels:
            yield draw_all


def _drawn(shot: Shot) -> Drawn:
    webp, width_px, height_px = encode_webp(shot.png)
    return Drawn(
        webp=webp,
        width_px=width_px,
        height_px=height_px,
        density=shot.density,
        text_px=shot.text_px,
        regions=shot.regions,
    )


def browser_count(pictures: int) -> int:
    """Return how many browsers draw that many pictures at once. No byte depends on it."""
    return 1 if pictures <= FEW else min(MOST_BROWSERS, os.cpu_count() or 1)


async def _work_together(easels: Sequence[Easel], requests: Iterable[RenderRequest], finish: Finish) -> None:
    """Draw all requests. What ends the run at one easel (no browser starts, a full disk) ends it at all."""
    try:
        async with asyncio.TaskGroup() as crew:
            for easel, share in zip(easels, _shares(requests, easels), strict=True):
                crew.create_task(_work(easel, share, finish))
    except ExceptionGroup as faults:
        raise faults.exceptions[0] from None


def _shares(requests: Iterable[RenderRequest], easels: Sequence[Easel]) -> list[Iterable[RenderRequest]]:
    """Return what each easel takes its requests from.

    The first begins with the diagrams, the others at the end with the tables, for which a page needs no mermaid.
    """
    if len(easels) == 1:
        return [requests]  # as it comes: there may be more when the first ones are drawn
    left = deque(requests)
    return [_from_the_front(left), *(_from_the_back(left, easel) for easel in easels[1:])]


def _from_the_front(left: deque[RenderRequest]) -> Iterator[RenderRequest]:
    while left:
        yield left.popleft()


def _from_the_back(left: deque[RenderRequest], easel: Easel) -> Iterator[RenderRequest]:
    while left and (left[-1].kind is not PictureKind.DIAGRAM or easel.has_mermaid or len(left) > FEW_DIAGRAMS):
        yield left.pop()


async def _work(easel: Easel, queue: Iterable[RenderRequest], finish: Finish) -> None:
    """Draw what the queue, which other easels may share, yields.

    A picture is finished while the next one is drawn, and never more than one waits, so that memory stays flat.
    """
    finishing: asyncio.Task[None] | None = None
    for request in queue:
        outcome = await draw(easel, request)
        if finishing is not None:
            await finishing
        finishing = asyncio.create_task(finish(request, outcome))
    if finishing is not None:
        await finishing


async def draw(easel: Easel, request: RenderRequest) -> Shot | Fault:
    """Draw one picture. Whatever goes wrong is this picture's fault alone: the next one gets a fresh page."""
    if request.kind is PictureKind.DIAGRAM and (fault := refuse(request.source)):
        return fault
    try:
        canvas = await easel.canvas(request.kind)
        return await asyncio.wait_for(expose(canvas, request), LIMIT_S)
    except TimeoutError:
        fault = failed(f"Drawing took longer than {LIMIT_S:g} seconds and was stopped.")
    except PlaywrightError as error:
        fault = failed(f"The browser failed: {first_line(error)}")
    await easel.discard()
    return fault
