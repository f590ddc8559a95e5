"""Whole processes, timed side by side: seconds and peak memory of each, as medians with their spread."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.nasty import ROOT

RUNS = 5
PATIENCE_S = 60.0
"""What has taken this long in all is not run again: its table row tells how often it was."""


class FailedError(Exception):
    """A command that had to work did not. The message is for the table."""


@dataclass(frozen=True, slots=True)
class Take:
    """One run of a command: its wall time, and the memory of its largest process."""

    seconds: float
    peak_bytes: int


@dataclass(slots=True)
class Takes:
    """All runs of one command."""

    takes: list[Take] = field(default_factory=list)
    failed: str = ""

    @property
    def seconds(self) -> list[float]:
        return [take.seconds for take in self.takes]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def peak_bytes(self) -> int:
        return max(take.peak_bytes for take in self.takes)

    def ratio(self, other: Takes) -> float:
        """Return how many times `other` this takes: the median over the rounds that both ran in."""
        return statistics.median(own / its for own, its in zip(self.seconds, other.seconds, strict=False))

    def __str__(self) -> str:
        """Return median, spread and runs, for a table."""
        if not self.takes:
            return self.failed
        return f"{_told(self.median)} ({_told(min(self.seconds))}–{_told(max(self.seconds))}, {len(self.takes)}×)"


def _told(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds >= 10 else f"{seconds:.2f}"


_WATCHED = """\
import json, os, sys, time
start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
told = {"seconds": seconds, "peak": usage.ru_maxrss * 1024, "code": os.waitstatus_to_exitcode(status)}
print(f"\\n{json.dumps(told)}", end="")
"""
"""Runs a command from a small process: what a process starts counts at least as much memory as itself."""


def take(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Take:
    """Run a command to its end, its bytecode kept. Raises FailedError with its last line if that is not a good one."""
    ran = subprocess.run(
        (sys.executable, "-I", "-S", "-c", _WATCHED, *command),
        cwd=ROOT,
        env={**_as_installed(), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said, _, told = ran.stdout.decode(errors="replace").rpartition("\n")
    if ran.returncode:
        raise FailedError(f"cannot be run: {told[:160]}")
    found = json.loads(told)
    if found["code"]:
        lines = said.strip().splitlines() or ["nothing"]
        raise FailedError(f"ends with {found['code']}: {lines[-1][:160]}")
    return Take(found["seconds"], found["peak"])


def _as_installed() -> Mapping[str, str]:
    """Return the environment without what a test machine may set and hardly a user: compiling all modules each time."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def side_by_side(
    commands: Mapping[str, Callable[[], Take]], *, runs: int = RUNS, patience_s: float = PATIENCE_S
) -> dict[str, Takes]:
    """Run all commands in turn, round after round, so that a slow moment of the machine meets all of them."""
    found = {name: Takes() for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            own = found[name]
            if own.failed or sum(own.seconds) > patience_s:
                continue
            try:
                own.takes.append(command())
            except FailedError as failure:
                own.failed = str(failure)
    return found


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    return "\n".join(row(cells) for cells in (heads, ["---"] * len(heads), *rows))


def row(cells: Sequence[object]) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(str(cell).replace('|', '¦') for cell in cells)} |"
