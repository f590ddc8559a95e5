"""How far long work has come."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_EACH = 100
"""Where no terminal is, a line is printed each time that so many are done."""


class PictureProgress(AbstractContextManager["PictureProgress"]):
    """A bar on a terminal, a plain line now and then elsewhere; nothing at all where there is no long work."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._quiet:
            return
        if not sys.stderr.isatty():
            if done == total or done % _EACH == 0:
                print(f"{what}: {done:,} of {total:,}", file=sys.stderr)
            return
        if self._bar is None:
            self._bar = _progress_bar()
            self._bar.start()
            self._task = self._bar.add_task(what, total=total)
        if self._task is not None:
            self._bar.update(self._task, completed=done)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
