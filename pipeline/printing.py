"""Prints lines. Where rich is broken they come without colours, so that the doctor can say so."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from pipeline.lines import Ink, Line, plain_line

_STYLES = {
    Ink.PLAIN: "",
    Ink.REMOVED: "red strike",
    Ink.ADDED: "green",
    Ink.STRONG: "bold",
    Ink.FAINT: "dim",
    Ink.GOOD: "bold green",
    Ink.DOUBTFUL: "bold yellow",
    Ink.BAD: "bold red",
}


def print_lines(lines: Iterable[Line], *, stderr: bool = False) -> None:
    """Print lines: in colours on a terminal that has them, else with the marks of `git diff`."""
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        _print_plain(lines, stderr=stderr)
        return
    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if console.color_system is None or console.no_color:
        _print_plain(lines, stderr=stderr)
        return
    for line in lines:
        console.print(Text.assemble(*((piece.text, _STYLES[piece.ink]) for piece in line)))


def _print_plain(lines: Iterable[Line], *, stderr: bool) -> None:
    for line in lines:
        print(plain_line(line), file=sys.stderr if stderr else sys.stdout, flush=True)
