"""A notes folder with its deck, the builds that are tried on it, and what must hold after a mishap."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.nasty import ROOT

OLD = "## 鍵\n**対称鍵**を使う。\n\n## 既定\n- HTTPS: 443\n- SSH: 22\n"
NEW = "## 鍵\n**対称鍵**だけを使う。\n\n## 既定\n- SSH: 22\n- HTTPS: 443\n- DNS: 53\n\n## 新\n**追加**した。\n"
OLD_EPOCH, NEW_EPOCH = "1800000000", "1800000100"


class BrokenError(Exception):
    """What a mishap left behind, and must not."""


@dataclass(frozen=True, slots=True)
class State:
    """Ledger and package as they lie on disk."""

    ledger: bytes
    package: bytes


class Place:
    """A notes folder with its deck, and builds of it in processes of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.note = root / "notes" / "a.md"
        self.ledger = root / "notes" / "deck.lock"
        self.package = root / "output" / "deck.apkg"

    def lay_out(self) -> None:
        """Begin anew, with a good deck of the old note."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.note.parent.mkdir(parents=True)
        self.note.write_text(OLD, encoding="utf-8")
        self.build(OLD_EPOCH)

    def state(self) -> State:
        return State(self.ledger.read_bytes(), self.package.read_bytes())

    def start(self, epoch: str, *python: str) -> subprocess.Popen[bytes]:
        """Start a build at the moment `epoch`, as `python …` where given."""
        return subprocess.Popen(
            [sys.executable, *(python or (str(ROOT / "build_deck.py"),)), *self.arguments],
            cwd=ROOT,
            env=os.environ | {"SOURCE_DATE_EPOCH": epoch},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    @property
    def arguments(self) -> Sequence[str]:
        return ("build", "--notes", str(self.note.parent), "--output", str(self.package))

    def build(self, epoch: str) -> None:
        """Build to the end. Raises BrokenError if that does not work."""
        started = self.start(epoch)
        _, said = started.communicate()
        if started.returncode != 0:
            raise BrokenError(f"the build ends with {started.returncode}: {said.decode()}")

    def left_over(self) -> list[str]:
        """Return the files that are there beside notes and results."""
        known = {self.note, self.ledger, self.package, self.package.with_suffix(".txt")}
        files = (path for path in self.root.rglob("*") if path.is_file() and ".cache" not in path.parts)
        return [str(path.relative_to(self.root)) for path in files if path not in known]


def edited(place: Place) -> tuple[State, State]:
    """Return the old state of `place` and the one that an undisturbed build of the edited note gives; keep the old."""
    place.lay_out()
    old = place.state()
    place.note.write_text(NEW, encoding="utf-8")
    place.build(NEW_EPOCH)
    new = place.state()
    set_back(place, old)
    return old, new


def set_back(place: Place, old: State) -> None:
    """Have the edited note meet the old deck once more."""
    shutil.rmtree(place.package.parent)
    place.package.parent.mkdir()
    place.ledger.write_bytes(old.ledger)
    place.package.write_bytes(old.package)
    place.note.write_text(NEW, encoding="utf-8")


def check(place: Place, old: State, new: State) -> str:
    """Return which of the allowed states a mishap left, after a further build has come to the new one."""
    found = place.state()
    if found.ledger not in (old.ledger, new.ledger) or found.package not in (old.package, new.package):
        raise BrokenError("ledger or package is neither the old nor the new one")
    if found.package == new.package and found.ledger == old.ledger:
        raise BrokenError("the package is ahead of the ledger")
    place.build(NEW_EPOCH)
    if place.state() != new:
        raise BrokenError("the next build gives another deck than an undisturbed one")
    if left := place.left_over():
        raise BrokenError(f"left over: {left}")
    return "old" if found == old else "new" if found == new else "new ledger, old package"
