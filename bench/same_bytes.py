"""The example deck under other Pythons, SQLites, hash seeds, locales, zones, umasks, folders and file orders: one hash.

Every row is a build in a fresh folder, and draws every picture anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import FailedError, table, take
from bench.nasty import ROOT
from bench.peers import environment_with
from pipeline.supply import browser_candidates
from pipeline.supply.lookup import assets_folder

PYTHONS = ("3.11", "3.12", "3.13")
SQLITES = ("0.5.0", "0.5.2.post3", "0.5.4.post2")
"""Releases of pysqlite3-binary, each with an SQLite of its own."""

_ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
_UNDER_SQLITE = "import sys, pysqlite3; sys.modules['sqlite3'] = pysqlite3; from pipeline.cli import deck; deck()"
_SQLITE_VERSION = "import {0}; print({0}.sqlite_version)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is other about one build."""

    name: str
    python: Sequence[str | Path] = (sys.executable, ROOT / "build_deck.py")
    environment: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    folder: str = "deck"
    is_reversed: bool = False


def same_bytes(scratch: Path) -> Iterator[str]:
    """Build the example deck everywhere. Raises FailedError unless it builds everywhere, and to the same bytes."""
    first = _digests(Surroundings(name="", environment={"PYTHONHASHSEED": "0"}), scratch / "first")
    rows, failing = [], []
    for number, (name, made) in enumerate(_all_surroundings(scratch)):
        print(f"  {name}", file=sys.stderr)
        try:
            found = _digests(made(), scratch / str(number))
        except (FailedError, subprocess.SubprocessError) as failure:
            rows.append((name, str(failure), "–"))
            failing.append(name)
            continue
        others = [file for file in first if found[file] != first[file]]
        failing += [name] if others else []
        rows.append((name, f"`{found['deck.apkg'][:16]}`", f"**other: {', '.join(others)}**" if others else "same"))
    equal = sum(row[2] == "same" for row in rows)
    told = f"Package, ledger and dump are the same bytes in {equal} of {len(rows)} surroundings."
    heads = ("surroundings", "package", "package, ledger, dump")
    yield f"{told} SQLite of Python {_sqlite_versions(scratch)}.\n\n{table(heads, rows)}"
    if failing:
        raise FailedError(f"not the same bytes: {', '.join(failing)}")


def _all_surroundings(scratch: Path) -> Iterator[tuple[str, Callable[[], Surroundings]]]:
    for version in PYTHONS:
        yield f"Python {version}", lambda version=version: _python(version, scratch)  # type: ignore[misc]
    for release in SQLITES:
        name = f"SQLite of pysqlite3-binary {release}"
        yield name, lambda release=release: _sqlite(release, scratch)  # type: ignore[misc]
    for own in (
        Surroundings(name="hash seed 1", environment={"PYTHONHASHSEED": "1"}),
        Surroundings(name="hash seed 12345", environment={"PYTHONHASHSEED": "12345"}),
        Surroundings(name="locale C", environment={"LC_ALL": "C", "LANG": "C"}),
        Surroundings(name="a terminal of ASCII", environment={"LC_ALL": "C", **_ASCII}),
        Surroundings(name="locale tr_TR.UTF-8", environment={"LC_ALL": "tr_TR.UTF-8"}),
        Surroundings(name="zone Asia/Tokyo", environment={"TZ": "Asia/Tokyo"}),
        Surroundings(name="zone America/St_Johns", environment={"TZ": "America/St_Johns"}),
        Surroundings(name="clock of 2038", environment={"SOURCE_DATE_EPOCH": "2147483999"}),
        Surroundings(name="umask 077", umask=0o077),
        Surroundings(name="umask 000", umask=0),
        Surroundings(name="folder with space and kanji", folder="一 二/deck's"),
        Surroundings(name="files made in reverse order, old times", is_reversed=True),
    ):
        yield own.name, lambda own=own: own  # type: ignore[misc]


def _python(version: str, scratch: Path) -> Surroundings:
    folder = scratch / "environments" / f"python-{version}"
    wanted = ("--no-compile", "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements/deck.txt"))
    bin_ = environment_with(folder, wanted, _interpreter(version))
    return Surroundings(name=version, python=(bin_ / "python", ROOT / "build_deck.py"))


def _interpreter(version: str) -> str:
    """Return a Python of `version`: from pyenv where there is one, else from PATH."""
    if shutil.which("pyenv"):
        root = subprocess.run(("pyenv", "root"), capture_output=True, text=True, check=True).stdout.strip()
        for path in sorted(Path(root).glob(f"versions/{version}.*/bin/python")):
            return str(path)
    found = shutil.which(f"python{version}")
    if found is None or subprocess.run((found, "-V"), capture_output=True, check=False).returncode:
        raise FailedError("is not on this machine")
    return found


def _sqlite(release: str, scratch: Path) -> Surroundings:
    folder = scratch / "environments" / f"sqlite-{release}"
    pip = (sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps")
    wanted = ("--target", folder, f"pysqlite3-binary=={release}")
    took = subprocess.run((*pip, *wanted), capture_output=True, text=True, check=False)
    if took.returncode:
        raise FailedError(f"cannot be installed: {(took.stderr.strip().splitlines() or ['nothing'])[-1][:160]}")
    path = f"{folder}{os.pathsep}{ROOT}"
    return Surroundings(name=release, python=(sys.executable, "-c", _UNDER_SQLITE), environment={"PYTHONPATH": path})


def _digests(own: Surroundings, root: Path) -> dict[str, str]:
    """Build a copy of the example notes, and return the digests of what came out."""
    notes = root / own.folder / "notes"
    _copy(notes, own)
    output = notes.parent / "output" / "deck.apkg"
    before = os.umask(own.umask)
    try:
        take((*own.python, "build", "--notes", notes, "--output", output), {**_tools(), **own.environment})
    finally:
        os.umask(before)
    results = (output, notes / "deck.lock", output.with_suffix(".txt"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in results}


def _copy(notes: Path, own: Surroundings) -> None:
    """Copy the example notes, without their ledger: a first build is the one that needs no clock."""
    files = sorted(path for path in (ROOT / "notes").rglob("*") if path.is_file() and path.name != "deck.lock")
    for number, path in enumerate(reversed(files) if own.is_reversed else files):
        copied = notes / path.relative_to(ROOT / "notes")
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)
        if own.is_reversed:
            os.utime(copied, (10**9 + number, 10**9 + number))


def _tools() -> dict[str, str]:
    """Return where browser and mermaid are, which an environment of its own does not have."""
    found = next((one.executable for one in browser_candidates() if one.executable), None)
    browser = {"NOTEDECK_BROWSER": str(found)} if found else {}
    return {"NOTEDECK_ASSETS": str(assets_folder()), **browser}


def _sqlite_versions(scratch: Path) -> str:
    """Return which SQLite each release brought, for the reader of the table."""
    told = [f"{sys.version.split()[0]}: {_said(_SQLITE_VERSION.format('sqlite3'))}"]
    for release in SQLITES:
        path = str(scratch / "environments" / f"sqlite-{release}")
        told.append(f"pysqlite3-binary {release}: {_said(_SQLITE_VERSION.format('pysqlite3'), path)}")
    return "; ".join(told)


def _said(code: str, path: str = "") -> str:
    environment = {**os.environ, "PYTHONPATH": path}
    command = (sys.executable, "-c", code)
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return ran.stdout.strip() or "none"
