"""What the watch has to say to the pages that are open: the newest notice alone counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

ALIVE_S = 10.0
"""So often a page that is told nothing is asked whether it is still there."""


class Board:
    """One notice that many threads wait for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._notice = ""
        self._number = 0
        self._is_open = True

    def post(self, notice: str) -> None:
        """Put up a notice in place of the last one; an equal one is no news."""
        with self._changed:
            if notice != self._notice:
                self._notice = notice
                self._number += 1
                self._changed.notify_all()

    def close(self) -> None:
        """Let all who wait go."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def notices(self, alive_s: float = ALIVE_S) -> Iterator[str]:
        """Yield each notice until the board is closed, the present one first; "" where there was none for a while."""
        seen = 0
        while True:
            with self._changed:
                if self._is_open and self._number == seen:
                    self._changed.wait(alive_s)
                if not self._is_open:
                    return
                notice = self._notice if self._number > seen else ""
                seen = self._number
            yield notice
