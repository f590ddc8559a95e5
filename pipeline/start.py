"""Starts the program, or says why it cannot start here: it must be readable for a Python that is too old."""

from __future__ import annotations

import sys
from io import TextIOWrapper

_OLDEST = (3, 11)
_CANNOT_START = 4
_SET_UP = "Set up anew with `rm -rf .venv && make deck`, and start it with .venv/bin/python."


def main() -> None:
    """Run the program with the arguments of the process."""
    if sys.version_info < _OLDEST:
        _end("Python {}.{} or newer is needed, this is {}.{}".format(*_OLDEST, *sys.version_info[:2]))
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter is no reason to end
    try:
        from pipeline.cli import PROGRAM, VARIABLE, deck

        deck(prog_name=PROGRAM, complete_var=VARIABLE)
    except ImportError as fault:
        if (fault.name or "").split(".")[0] == __package__:
            raise
        _end(f"a Python package cannot be loaded from {sys.prefix}: {fault}")


def _end(message: str) -> None:
    print(f"error: {message}\n  hint: {_SET_UP}", file=sys.stderr)
    sys.exit(_CANNOT_START)
