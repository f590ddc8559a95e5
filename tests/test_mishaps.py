"""Builds that are killed, meet each other or find the disk full; `python -m bench.mishaps` does it at every moment."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from bench.mishaps import killed_at, overtaken_at
from bench.nasty import ROOT
from bench.place import Place, check, edited

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
