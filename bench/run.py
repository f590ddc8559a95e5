"""All that the README claims, measured: `python -m bench.run`, or `--only scale compat` for some of its parts.

Every part writes its own section of `bench/RESULTS.md` and leaves the others as they are. A peer that cannot be
installed is a row that says so. A part that fails, that could not try all it promises, or that takes longer than its
limit keeps what it told until then, its section says why it failed, and the exit code is 1. `--smoke` tries the
measuring itself: small sizes, and nothing is written.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.compat import compat
from bench.measure import FailedError
from bench.nasty import ROOT
from bench.same_bytes import same_bytes
from bench.scale import growth, memory, scale
from bench.watching import watching

RESULTS = ROOT / "bench" / "RESULTS.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured."""

    sections: Sequence[int] = (1_000, 10_000)
    growth: Sequence[int] = (1_000, 3_000, 10_000, 30_000, 100_000)
    megabytes: int = 50
    pictures: Sequence[tuple[int, int]] = ((8, 3), (100, 3), (1_000, 1))
    """Numbers of pictures, and the runs of each."""

    edits: int = 20
    fuzzed: int = 10_000
    rounds: int = 200


WHOLE = Extent()
SMOKE = Extent(sections=(50, 100), growth=(50, 100), megabytes=1, pictures=((8, 1),), edits=2, fuzzed=20, rounds=1)

HEAD = """\
# Results

Made by `python -m bench.run`; each section says when and on which machine. Times are those of whole processes.
Numbers of runs stand beside the figures; without `bench.pictures` every picture is a white square.
"""


def pictures(scratch: Path, extent: Extent) -> Iterator[str]:
    """Yield what drawing takes, by `bench.pictures`."""
    for size, runs in extent.pictures:
        yield f"Runs of each figure: {runs}.\n"
        mermaid_cli = str(scratch / "environments" / "mermaid-cli")
        yield from _said("bench.pictures", "--only", str(size), "--runs", str(runs), "--mermaid-cli", mermaid_cli)
        yield ""


def fuzz(scratch: Path, extent: Extent) -> Iterator[str]:
    """Yield what nasty notes have brought to light, by `bench.fuzz`."""
    return _said("bench.fuzz", "--total", str(extent.fuzzed))


def mishaps(scratch: Path, extent: Extent) -> Iterator[str]:
    """Yield what kills and meetings of builds have left, by `bench.mishaps`."""
    return (f"- {line}" for line in _said("bench.mishaps", "--rounds", str(extent.rounds)))


Part = Callable[[Path, Extent], Iterator[str]]
"""Yields lines and tables as soon as they are known; takes a folder of its own, and how much to measure."""

PARTS: Mapping[str, tuple[str, float, Part]] = {
    "scale": (
        "Speed without pictures, against floors and peers",
        600,
        lambda scratch, extent: scale(scratch, extent.sections),
    ),
    "growth": ("Growth", 360, lambda scratch, extent: growth(scratch, extent.growth, draws=extent == WHOLE)),
    "memory": ("Memory", 420, lambda scratch, extent: memory(scratch, extent.megabytes)),
    "pictures": ("Pictures", 1_200, pictures),
    "watch": (
        "From a save to the page",
        180,
        lambda scratch, extent: watching(scratch, extent.sections[0], extent.edits),
    ),
    "bytes": ("Same bytes everywhere", 300, lambda scratch, extent: same_bytes(scratch)),
    "compat": ("Older Ankis", 180, lambda scratch, extent: compat(scratch)),
    "fuzz": ("Nasty notes", 1_200, fuzz),
    "mishaps": ("Kills and meetings", 1_800, mishaps),
}
"""Title, limit in seconds, and what measures."""


def _said(module: str, *options: str) -> Iterator[str]:
    """Yield the lines that a module prints. Raises FailedError in the end if its exit code is not 0."""
    command = (sys.executable, "-m", module, *options)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield from (line.rstrip("\n") for line in running.stdout)
    if running.returncode:
        raise FailedError(f"{module} ends with {running.returncode}")


def machine() -> str:
    """Return what the figures hang on: day, commit, processors, memory, Python, and how busy the machine was."""
    describe = ("git", "describe", "--always", "--dirty")
    commit = subprocess.run(describe, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, commit {commit or 'unknown'}, {os.cpu_count()} cores,"
        f" {memory_gb:.0f} GB, {platform.system()}, Python {platform.python_version()},"
        f" load {os.getloadavg()[0]:.1f} before"
    )


def section(name: str, scratch: Path, extent: Extent, limit_s: float) -> tuple[str, bool]:
    """Run a part in processes of its own and return its section, and whether it came to its end in time."""
    told, start = machine(), time.monotonic()
    options = ("--alone", str(scratch), *(("--smoke",) if extent == SMOKE else ()))
    command = (sys.executable, "-m", "bench.run", "--only", name, *options)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            body, late = running.communicate(timeout=limit_s)[0], ""
        except subprocess.TimeoutExpired:
            end(running.pid)
            body, late = running.communicate()[0], f"\n\n**Failed: not done within {limit_s:.0f} s.**"
    good = running.returncode == 0
    if not (good or late or "**Failed:" in body):
        late = f"\n\n**Failed: ends with {running.returncode}.**"
    text = f"{body.strip()}{late}".replace(str(scratch), "…").replace(str(ROOT), "…").strip()
    return f"## {PARTS[name][0]}\n\n{told}; {time.monotonic() - start:.0f} s in all.\n\n{text}\n", good


def end(pid: int) -> None:
    """End a process and all that it has started, browsers too, which lead process groups of their own."""
    told = subprocess.run(("ps", "-A", "-o", "pid=,ppid="), capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in told.splitlines()]
    doomed = [pid]
    for parent in doomed:  # grows while it is read
        doomed += [child for child, its in parents if its == parent]
    for one in doomed:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def run_alone(name: str, scratch: Path, extent: Extent) -> int:
    """Run a part in this process, and print what it tells as it comes."""
    try:
        for piece in PARTS[name][2](scratch, extent):
            print(piece, flush=True)
    except Exception as fault:  # noqa: BLE001  whatever it is, the section has to name it
        traceback.print_exc()
        print(f"\n**Failed: {type(fault).__name__}: {str(fault)[:200]}**", flush=True)
        return 1
    return 0


def with_section(results: str, text: str) -> str:
    """Return the results with one section put in, in the place of an older one or where its part stands in order."""
    found = {own.partition("\n")[0]: own.rstrip() + "\n" for own in re.split(r"^(?=## )", results, flags=re.M)[1:]}
    found[text.partition("\n")[0]] = text
    order = [f"## {title}" for title, *_ in PARTS.values()]
    return "\n".join((HEAD, *(found[title] for title in order if title in found)))


def run(names: Sequence[str], tools: Path | None, extent: Extent, limit_s: float) -> int:
    """Run parts and write each section as soon as it is there."""
    good = True
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        environments = (tools or Path(folder) / "tools").absolute()
        environments.mkdir(parents=True, exist_ok=True)
        for name in names:
            print(name, file=sys.stderr)
            scratch = Path(folder) / name
            scratch.mkdir()
            (scratch / "environments").symlink_to(environments)
            text, whole = section(name, scratch, extent, min(limit_s, PARTS[name][1]))
            good = good and whole
            print(text, flush=True)
            if extent == WHOLE:
                results = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
                RESULTS.write_text(with_section(results, text), encoding="utf-8")
    return 0 if good else 1


def main() -> int:
    """Do what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = tuple(PARTS)
    options.add_argument("--only", nargs="+", choices=names, default=names, metavar="PART", help=", ".join(names))
    options.add_argument("--tools", type=Path, help="a folder where the peers' environments are, or are to be kept")
    options.add_argument(
        "--limit", type=float, default=float("inf"), help="seconds for each part, if less than its own"
    )
    options.add_argument("--smoke", action="store_true", help="small sizes, and write nothing")
    options.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    # A shell starts what runs in the background deaf to Ctrl-C, and every child with it, but some are stopped by that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    extent = SMOKE if asked.smoke else WHOLE
    if asked.alone:
        return run_alone(asked.only[0], asked.alone, extent)
    return run(asked.only, asked.tools, extent, asked.limit)


if __name__ == "__main__":
    sys.exit(main())
