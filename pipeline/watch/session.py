"""One watch from its start to Ctrl-C: look, show, wait for a change, look again."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from pipeline.core.codes import Severity
from pipeline.core.diagnostic import Diagnostic
from pipeline.core.errors import DeckError
from pipeline.core.ledger import BuildResult
from pipeline.job import Job
from pipeline.page import preview
from pipeline.preview import DECK_FILE, write_page
from pipeline.render.studio import Studio
from pipeline.report import diagnostic_json
from pipeline.watch.board import Board
from pipeline.watch.changes import FolderWatch
from pipeline.watch.server import PageServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at the notes found: a result, or the fault that kept it from having one.

    Of what it found, `fresh` are the diagnostics that the look before did not have. Only `is_news` says that the page
    shows something else now.
    """

    result: BuildResult | None
    fault: DeckError | None
    fresh: tuple[Diagnostic, ...]
    is_news: bool


class Session:
    """Shows the notes of a job in a page at `address` while the block lasts. A port of 0 stands for a free one."""

    def __init__(self, job: Job, *, port: int = 0) -> None:
        self._is_due = threading.Event()
        self._studio = Studio(on_drawn=self._is_due.set)
        self._job = replace(job, draw=self._studio.draw)
        self._board = Board()
        self._server = PageServer(job.preview_dir, port=port, board=self._board)
        self._folder = FolderWatch(job.notes_dir, output=job.preview_dir, on_change=self._is_due.set)
        self._blocks = ExitStack()
        self._notice = ""
        self._found: frozenset[tuple[str, ...]] = frozenset()

    @property
    def address(self) -> str:
        return self._server.address

    def __enter__(self) -> Session:
        write_page(self._job.preview_dir)
        with ExitStack() as blocks:
            for block in (self._studio, self._folder, self._server):
                blocks.enter_context(block)
            self._blocks = blocks.pop_all()
        return self

    def __exit__(self, *fault: object) -> None:
        self._blocks.close()

    def looks(self) -> Iterator[Look]:
        """Look at the notes and yield what came of it, now and after each change, for ever."""
        while True:
            yield self._look()
            self._is_due.wait()
            self._is_due.clear()
            self._folder.check()

    def _look(self) -> Look:
        result, fault = None, None
        try:
            result = preview(self._job)
        except DeckError as found:
            fault = found
        diagnostics = result.diagnostics if result else ()
        fresh = tuple(said for said in diagnostics if _sense(said) not in self._found)
        self._found = frozenset(map(_sense, diagnostics))
        notice = self._notice_of(diagnostics, fault)
        is_news, self._notice = notice != self._notice, notice
        self._board.post(notice)
        return Look(result=result, fault=fault, fresh=fresh, is_news=is_news)

    def _notice_of(self, diagnostics: Sequence[Diagnostic], fault: DeckError | None) -> str:
        """Return what the page is told: which deck it should show, and what keeps a newer one from being good."""
        self._server.deck = self._deck_digest()
        errors = (said for said in diagnostics if said.severity is Severity.ERROR)
        return json.dumps(
            {
                "deck": self._server.deck,
                "fault": {"message": fault.message, "hint": fault.hint} if fault else None,
                "findings": [diagnostic_json(said) for said in errors],
            },
            ensure_ascii=False,
        )

    def _deck_digest(self) -> str:
        return hashlib.sha256((self._job.preview_dir / DECK_FILE).read_bytes()).hexdigest()[:16]


def _sense(said: Diagnostic) -> tuple[str, ...]:
    """Return what a finding says, without its line: that changes with every line that is written above it."""
    return said.code, said.span.path, said.message
