"""All that the README claims, measured: `python -m bench.run`, or `--only scale compat` for some of its parts.

Every part writes its own section of `bench/RESULTS.md` and leaves the others as they are. What cannot be installed is
a row that says so; a part that fails altogether is a section that says so, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.compat import compat
from bench.nasty import ROOT
from bench.same_bytes import same_bytes
from bench.scale import growth, memory, scale

RESULTS = ROOT / "bench" / "RESULTS.md"
FUZZED = 1_000
PICTURES = 100

HEAD = """\
# Results

Made by `python -m bench.run`; each section says when and on which machine. Times are those of whole processes.
"""


def pictures(scratch: Path) -> str:
    """Return what drawing takes, by `bench.pictures`."""
    return _said("bench.pictures", "--only", str(PICTURES), "--mermaid-cli", str(scratch / "mermaid-cli"))


def fuzz(scratch: Path) -> str:
    """Return what nasty notes have brought to light, by `bench.fuzz`."""
    return _said("bench.fuzz", "--total", str(FUZZED))


def mishaps(scratch: Path) -> str:
    """Return what kills and meetings of builds have left, by `bench.mishaps`."""
    return "- " + _said("bench.mishaps", "--rounds", "20").replace("\n", "\n- ")


PARTS: Mapping[str, tuple[str, Callable[[Path], str]]] = {
    "scale": ("Speed without pictures, against floors and peers", scale),
    "growth": ("Growth", growth),
    "memory": ("Memory", memory),
    "pictures": ("Pictures", pictures),
    "bytes": ("Same bytes everywhere", same_bytes),
    "compat": ("Older Ankis", compat),
    "fuzz": ("Nasty notes", fuzz),
    "mishaps": ("Kills and meetings", mishaps),
}


def _said(module: str, *options: str) -> str:
    """Return what a module prints; it is good news only at exit code 0."""
    command = (sys.executable, "-m", module, *options)
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else f"**Ends with {ran.returncode}**\n\n{ran.stdout.strip()}"


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


def section(name: str, scratch: Path) -> tuple[str, bool]:
    """Run a part and return its section, and whether it came to its end."""
    title, part = PARTS[name]
    told, start, whole = machine(), time.monotonic(), True
    try:
        body = part(scratch)
    except Exception as fault:  # noqa: BLE001  the other parts are still to be run
        traceback.print_exc()
        body, whole = f"**Came to no end: {type(fault).__name__}: {str(fault)[:200]}**", False
    return f"## {title}\n\n{told}; {time.monotonic() - start:.0f} s in all.\n\n{body}\n", whole


def with_section(results: str, text: str) -> str:
    """Return the results with one section put in, in the place of an older one or where its part stands in order."""
    found = {own.partition("\n")[0]: own.rstrip() + "\n" for own in re.split(r"^(?=## )", results, flags=re.M)[1:]}
    found[text.partition("\n")[0]] = text
    order = [f"## {title}" for title, _ in PARTS.values()]
    return "\n".join((HEAD, *(found[title] for title in order if title in found)))


def run(names: Sequence[str]) -> int:
    """Run parts and write each section as soon as it is there."""
    good = True
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name in names:
            print(name, file=sys.stderr)
            scratch = Path(folder) / name
            scratch.mkdir()
            text, whole = section(name, scratch)
            good = good and whole
            print(text, flush=True)
            results = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
            RESULTS.write_text(with_section(results, text), encoding="utf-8")
    return 0 if good else 1


def main() -> int:
    """Do what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = tuple(PARTS)
    options.add_argument("--only", nargs="+", choices=names, default=names, metavar="PART", help=", ".join(names))
    return run(options.parse_args().only)


if __name__ == "__main__":
    sys.exit(main())
