"""Prints lines: in colours on a terminal that has them, else with the marks of `git diff`.

Eight inks are eight escape sequences. A library for them would take longer to load than a build with nothing to do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TextIO

from pipeline.lines import Ink, Line, plain_line

_STYLES = {
    Ink.PLAIN: "",
    Ink.REMOVED: "9;31",
    Ink.ADDED: "32",
    Ink.STRONG: "1",
    Ink.FAINT: "2",
    Ink.GOOD: "1;32",
    Ink.DOUBTFUL: "1;33",
    Ink.BAD: "1;31",
}
"""Parameters of the sequence that sets what follows it: bold, faint, struck through, red, green, yellow (ECMA-48)."""


def print_lines(lines: Iterable[Line], *, stderr: bool = False) -> None:
    """Print lines on stdout, or on stderr."""
    stream = sys.stderr if stderr else sys.stdout
    shown = coloured_line if _has_colours(stream) else plain_line
    for line in lines:
        print(shown(line), file=stream, flush=True)


def coloured_line(line: Line) -> str:
    """Return a line with its inks as escape sequences."""
    return "".join(
        f"\x1b[{_STYLES[piece.ink]}m{piece.text}\x1b[0m" if _STYLES[piece.ink] and piece.text else piece.text
        for piece in line
    )


def _has_colours(stream: TextIO) -> bool:
    """Return whether colours are wanted: by no-color.org and force-color.org, else by what the terminal is."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (
        stream.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown")
    )
