"""Drawing beside other work: in a thread of its own, with one browser that is kept from picture to picture."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType

from pipeline.core.picture import RenderRequest
from pipeline.render.cache import PictureCache
from pipeline.render.faults import Fault, Outcome, Settle

TELL_S = 1.0
"""While there is more to draw, what is drawn is told no more often than this."""


class Studio(AbstractContextManager["Studio"]):
    """A way for `render_pictures` to draw that never waits: what is missing is drawn later, and told by `on_drawn`.

    Then the pictures are in the cache, and what is wrong with others is known. Only what the last call wanted is drawn.
    The thread and the browser start with the first missing picture and end with the block.
    """

    def __init__(self, on_drawn: Callable[[], None]) -> None:
        self._on_drawn = on_drawn
        self._lock = threading.Lock()
        self._is_due = threading.Event()
        self._wanted: list[RenderRequest] = []
        self._stems: dict[str, str] = {}  # of all that was ever wanted: what is no longer may just be drawn
        self._faults: dict[str, Fault] = {}
        self._at_work: set[str] = set()
        self._failure: Exception | None = None
        self._is_open = True
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object] = lambda: None
        self._told_s = 0.0

    def draw(
        self,
        requests: Sequence[RenderRequest],
        stems: Mapping[str, str],
        cache: PictureCache,
        browser: str | None,
        settle: Settle,
    ) -> None:
        """Settle what is known to be faulty, and have the rest drawn.

        Raises MachineError once after drawing came to a stop, such as for lack of a browser; the next call tries again.
        """
        with self._lock:
            failure, self._failure = self._failure, None
            if failure:
                raise failure
            self._stems.update(stems)
            begun = self._at_work | self._faults.keys()
            self._wanted = [request for request in requests if request.key not in begun]
            known = [(request, self._faults[request.key]) for request in requests if request.key in self._faults]
            if self._wanted and self._thread is None:
                self._thread = threading.Thread(target=self._run, args=(cache, browser), name="studio")
                self._thread.start()
        self._is_due.set()
        for request, fault in known:
            settle(request, fault)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._is_open = False
            self._stop()
            thread = self._thread
        self._is_due.set()
        if thread:
            thread.join()

    def _run(self, cache: PictureCache, browser: str | None) -> None:
        try:
            asyncio.run(self._work(cache, browser))
        except asyncio.CancelledError:
            return
        except Exception as failure:  # noqa: BLE001 - raised again where the pictures are wanted
            with self._lock:
                self._failure, self._thread = failure, None
                self._at_work.clear()
            self._on_drawn()

    async def _work(self, cache: PictureCache, browser: str | None) -> None:
        from pipeline.render.drawing import drawing_room  # brings playwright

        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        with self._lock:
            self._stop = lambda: loop.call_soon_threadsafe(task.cancel)
            if not self._is_open:
                return
        try:
            async with drawing_room(cache, browser) as draw_all:
                while True:
                    await asyncio.to_thread(self._is_due.wait)
                    self._is_due.clear()
                    await draw_all(self._requests(), self._stems, self._settle)
        finally:
            with self._lock:
                self._stop = lambda: None

    def _requests(self) -> Iterator[RenderRequest]:
        """Yield what is wanted as long as it is."""
        while True:
            with self._lock:
                if not self._wanted:
                    return
                request = self._wanted.pop(0)
                self._at_work.add(request.key)
            yield request

    def _settle(self, request: RenderRequest, outcome: Outcome) -> None:
        with self._lock:
            self._at_work.discard(request.key)
            if isinstance(outcome, Fault):
                self._faults[request.key] = outcome
            is_due = not self._wanted or time.monotonic() - self._told_s >= TELL_S
            if is_due:
                self._told_s = time.monotonic()
        if is_due:
            self._on_drawn()
