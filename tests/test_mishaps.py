"""Builds that are killed, meet each other or find the disk full; `python -m bench.mishaps` does it at every moment."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.mishaps import killed_at, overtaken_at
from bench.nasty import ROOT
from bench.place import NEW_EPOCH, Place, check, edited

pytestmark = pytest.mark.process


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "place")


def test_mishap_killed_build_leaves_a_deck_that_the_next_build_completes(place: Place) -> None:
    assert len(killed_at(place, range(3, 100, 6))) >= 3


def test_mishap_two_builds_at_once_forget_no_note_that_was_shipped(place: Place) -> None:
    outcomes = overtaken_at(place, (2, 5, 7, 12))
    assert "4, 0" in outcomes, "no build was overtaken between reading the ledger and writing it"
    assert "0, 4" in outcomes, "no build had to wait for the lock"


@pytest.mark.parametrize("what", ["nothing at all", "no collection", "no package"])
def test_mishap_full_disk_changes_nothing(place: Place, what: str) -> None:
    """A limit on the size of files stands in for the disk: Python sees the same kind of error."""
    before, after = edited(place)
    limit = {"nothing at all": 0, "no collection": 1_000, "no package": len(after.package) - 1}[what]
    outcome = subprocess.run(
        [sys.executable, str(ROOT / "build_deck.py"), *place.arguments],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 4, outcome.stderr
    assert "the deck cannot be written" in outcome.stderr
    assert place.state() == before
    assert place.left_over() == []
    check(place, before, after)


AS_NOBODY = """
import contextlib, os, sys
from pipeline.cli import deck

root, closed, *arguments = sys.argv[1:]
with contextlib.suppress(SystemExit):
    deck([argument.replace(root, root + "-first") for argument in arguments])
if os.geteuid() == 0:
    for folder, _, files in os.walk(root):
        for name in ("", *files):
            os.chown(os.path.join(folder, name), 65_534, 65_534)
    os.setgroups([])
    os.setgid(65_534)
    os.setuid(65_534)
os.chmod(closed, 0o555)
deck(arguments)
"""
"""Builds a copy first, to load all that a build needs: others may not be allowed to read where Python is."""


@pytest.fixture
def open_place() -> Iterator[Place]:
    """A place that anybody can come to; the folders of pytest are for the user alone who runs it."""
    with tempfile.TemporaryDirectory(prefix="mishap-") as folder:
        Path(folder).chmod(0o755)
        yield Place(Path(folder) / "place")


def build_with_closed(place: Place, closed: Path) -> subprocess.CompletedProcess[str]:
    """Build with a folder that is read-only. Nothing is that to root, so where root tests another user builds."""
    shutil.copytree(place.root, f"{place.root}-first")
    outcome = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, place.root, closed, *place.arguments],
        cwd=ROOT,
        env=os.environ | {"SOURCE_DATE_EPOCH": NEW_EPOCH},
        capture_output=True,
        text=True,
        check=False,
    )
    closed.chmod(0o755)
    return outcome


@pytest.mark.parametrize("name", ["notes", "output"])
def test_mishap_folder_that_is_read_only_changes_nothing(open_place: Place, name: str) -> None:
    before, after = edited(open_place)
    closed = open_place.root / name
    outcome = build_with_closed(open_place, closed)
    assert outcome.returncode == 4, outcome.stderr
    assert f"Permission denied at {closed}" in outcome.stderr
    assert open_place.state() == before
    assert open_place.left_over() == []
    check(open_place, before, after)


def test_mishap_cache_that_is_read_only_gives_the_same_deck(open_place: Place) -> None:
    _, after = edited(open_place)
    cache = open_place.package.parent / ".cache"
    cache.mkdir()
    outcome = build_with_closed(open_place, cache)
    assert outcome.returncode == 0, outcome.stderr
    assert open_place.state() == after
    assert list(cache.iterdir()) == []
