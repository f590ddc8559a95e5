"""Prints lines: diagnostics and faults on stderr, outcomes on stdout."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from pipeline.core.codes import Severity
from pipeline.core.diagnostic import Diagnostic
from pipeline.core.errors import DeckError
from pipeline.lines import Ink, Line, Piece, clipped, columns, counted
from pipeline.printing import print_lines
from pipeline.read import source_lines

_SEVERITIES = {Severity.ERROR: Ink.BAD, Severity.WARNING: Ink.DOUBTFUL, Severity.NOTE: Ink.STRONG}

_MOST_SHOWN = {Severity.NOTE: 0, Severity.WARNING: 10, Severity.ERROR: 100}
"""Of one code. A hundred lines of one kind bury the one of another, and nobody mends a thousand errors in one go."""

_WIDEST = 160
"""Columns of a source line that are shown where nobody knows how wide the place is."""


class Report:
    """Prints for one run. A `quiet` one tells of faults alone."""

    def __init__(self, notes_dir: Path, *, quiet: bool = False) -> None:
        self._notes_dir = notes_dir
        self._quiet = quiet
        self._sources: dict[str, list[str]] = {}

    @property
    def quiet(self) -> bool:
        return self._quiet

    def lines(self, lines: Iterable[Line]) -> None:
        """Print lines on stdout."""
        if not self._quiet:
            print_lines(lines)

    def fault(self, fault: DeckError) -> None:
        """Print a fault of use or machine: what is wrong, then what to do."""
        print_lines(fault_lines(fault), stderr=True)

    def diagnostics(self, diagnostics: Sequence[Diagnostic], *, verbose: bool) -> None:
        """Print each diagnostic with its source line and a caret, ordered by place, but for the `left_out` ones."""
        if self._quiet:
            diagnostics = [said for said in diagnostics if said.severity is Severity.ERROR]
        width = shutil.get_terminal_size().columns if sys.stderr.isatty() else _WIDEST
        silent = set() if verbose else set(left_out(diagnostics))
        for said in _by_place(diagnostics):
            if said not in silent:
                print_lines(self._diagnostic_lines(said, width - columns(_gutter(""))), stderr=True)

    def _diagnostic_lines(self, said: Diagnostic, room: int) -> Iterator[Line]:
        span, ink = said.span, _SEVERITIES[said.severity]
        place = Piece(f"{self._notes_dir / span.path}:{span.line}:{span.column}", Ink.STRONG)
        yield place, Piece(": "), Piece(f"{said.severity.value}[{said.code}]", ink), Piece(f": {said.message}")
        if source := self._source_line(span.path, span.line):
            shown, indent = excerpt(source, span.column, room)
            yield Piece(_gutter(str(span.line)), Ink.FAINT), Piece(shown)
            yield Piece(_gutter(""), Ink.FAINT), Piece(" " * indent), Piece("^", ink)
        if said.hint:
            yield Piece(_gutter("", "="), Ink.FAINT), Piece("hint", Ink.STRONG), Piece(f": {said.hint}")

    def _source_line(self, path: str, line: int) -> str:
        if path not in self._sources:
            shown = (source.replace("\t", " ").rstrip() for source in source_lines(self._notes_dir, path))
            self._sources[path] = list(shown)
        lines = self._sources[path]
        return lines[line - 1] if 0 < line <= len(lines) else ""


def fault_lines(fault: DeckError) -> Iterator[Line]:
    """Yield what is wrong, then what to do."""
    yield Piece("error", Ink.BAD), Piece(f": {fault.message}")
    if fault.hint:
        yield Piece("  hint", Ink.STRONG), Piece(f": {fault.hint}")


def excerpt(source: str, column: int, room: int) -> tuple[str, int]:
    """Return as much of a line round `column`, counted from 1, as `room` columns hold, and how far `column` is in."""
    # Of a line of many thousand characters, with thousands of findings in it, only what may be shown is measured.
    start = max(column - 1 - room, 0)
    before, after, cut = source[start : column - 1], source[column - 1 : column + room], ""
    most = room * 3 // 4
    if (start or columns(before + after) > room) and columns(before) > most:
        ends = accumulate(map(columns, reversed(before)))
        before, cut = before[len(before) - sum(1 for end in ends if end < most) :], "…"
    return clipped(cut + before + after, room), columns(cut + before)


def left_out(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return what is only counted unless more is asked for: notes, and of one code all but the first."""
    seen: Counter[str] = Counter()
    silent: list[Diagnostic] = []
    for said in _by_place(diagnostics):
        seen[said.code] += 1
        if seen[said.code] > _MOST_SHOWN[said.severity]:
            silent.append(said)
    return tuple(silent)


def count_line(diagnostics: Sequence[Diagnostic], *, verbose: bool, option: str = "-v") -> str:
    """Return the diagnostics as one line, such as `1 error, 2 warnings`, or "" where there are none.

    What is left out stands behind it by code, with the option that shows it.
    """
    counts = ((severity, sum(1 for said in diagnostics if said.severity is severity)) for severity in Severity)
    line = ", ".join(counted(count, severity.value) for severity, count in counts if count)
    silent = {} if verbose else Counter(said.code for said in left_out(diagnostics))
    names = ", ".join(f"{count:,} {code}" for code, count in sorted(silent.items()))
    return f"{line} ({option} shows {names})" if names else line


def _by_place(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda said: (said.span.path, said.span.line, said.span.column))


def _gutter(number: str, rule: str = "|") -> str:
    return f"{number:>5} {rule} "
