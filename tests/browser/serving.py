"""A program that serves the page and runs as a person starts it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.project import Project

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Serving:
    """A program at work. `told` is what it printed, all of it once it has ended."""

    address: str
    told: list[str]


@contextmanager
def serving(project: Project, *arguments: str, end: signal.Signals = signal.SIGINT) -> Iterator[Serving]:
    """Serve the notes of a project until the block ends; then Ctrl-C must end the program well."""
    places = ("--notes", str(project.notes_dir), "--output", str(project.package))
    program = subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "build_deck.py"), *arguments, *places],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert program.stdout
    told = [program.stdout.readline()]
    found = re.search(r"http://127\.0\.0\.1:\d+/", told[0])
    try:
        assert found, told[0] + program.stdout.read()
        yield Serving(address=found[0], told=told)
    finally:
        program.send_signal(end)
        rest, _ = program.communicate(timeout=60)
        told.extend(rest.splitlines())
    assert program.returncode == 0, rest
    assert told[-1] == "Stopped.", told
