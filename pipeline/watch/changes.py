"""Tells when something in the notes folder changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from watchfiles import watch

from pipeline.core.errors import MachineError

SETTLED_MS = 40
"""Changes that follow each other closer than this are one: an editor that writes anew, a branch that is checked out."""

LOOK_MS = 500
"""So often the folder itself is looked at, which may go and come back under the same name."""


Place = tuple[int, int]
"""A folder as the file system knows it."""


class FolderWatch(AbstractContextManager["FolderWatch"]):
    """Calls `on_change`, from a thread of its own, after each change below `folder` that is not below `output`.

    It is called once more when the watch begins, so that no change is lost between a first look and that. Hidden files
    and those that editors put beside a file are no change.
    """

    def __init__(self, folder: Path, *, output: Path, on_change: Callable[[], None]) -> None:
        self._folder = folder
        self._output = output.resolve()
        self._on_change = on_change
        self._stop = threading.Event()
        self._fault: MachineError | None = None
        self._thread = threading.Thread(target=self._run, name="folder-watch")

    def check(self) -> None:
        """Raise MachineError where changes can no longer be seen."""
        if self._fault:
            raise self._fault

    def __enter__(self) -> FolderWatch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                place = _place(self._folder)
                if place is not None:
                    self._watch(place)
                else:
                    self._stop.wait(LOOK_MS / 1000)
        except (OSError, RuntimeError) as fault:  # RuntimeError is what the library makes of all else
            self._fault = MachineError(
                f"changes in {self._folder} cannot be seen: {fault}",
                "Where the system watches no more files, set WATCHFILES_FORCE_POLLING=1 and start again.",
            )
            self._on_change()

    def _watch(self, place: Place) -> None:
        """Watch the folder as long as it is the one at `place`."""
        is_new = True
        try:
            for changed in self._changes(self._folder.resolve(strict=True)):
                is_there = _place(self._folder) == place
                if changed or is_new or not is_there:
                    self._on_change()
                if not is_there:
                    return
                is_new = False
        except FileNotFoundError:  # it went before the watch began
            return

    def _changes(self, root: Path) -> Iterator[object]:
        return watch(
            root,
            watch_filter=lambda _, name: counts(Path(name), root, self._output),
            step=SETTLED_MS,
            stop_event=self._stop,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
        )


def counts(path: Path, root: Path, output: Path) -> bool:
    """Return whether a change of `path` below `root` may change a card."""
    if path.is_relative_to(output):
        return False
    own = path.relative_to(root).parts
    return not any(part.startswith((".", "#")) or part.endswith(("~", ".swp")) for part in own)


def _place(folder: Path) -> Place | None:
    """Return which folder it is, whatever its name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
