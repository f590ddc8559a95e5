"""Builds that are killed, meet each other, or run out of disk: afterwards deck and ledger are whole and agree.

`python -m bench.mishaps --rounds 200`. Every round starts from a good deck and an edited note, and ends with a build
that has to give what an undisturbed one gives.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench.nasty import ROOT

OLD = "## 鍵\n**対称鍵**を使う。\n\n## 既定\n- HTTPS: 443\n- SSH: 22\n"
NEW = "## 鍵\n**対称鍵**だけを使う。\n\n## 既定\n- SSH: 22\n- HTTPS: 443\n- DNS: 53\n\n## 新\n**追加**した。\n"
OLD_EPOCH, NEW_EPOCH = "1800000000", "1800000100"

_SIGNALLED = "import sys; from bench.mishaps import run_signalled as run; run(*map(int, sys.argv[1:3]), sys.argv[3:])"


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


# ---------------------------------------------------------------------------------------------------------- killed


def run_signalled(moment: int, number: int, arguments: Sequence[str]) -> None:
    """Run the program, and send it the signal `number` before it touches a file of the project for the `moment`th time.

    Counted from 0 are all changes of the disk, and what is opened in the notes folder for reading.
    """
    left = moment
    notes_dir = arguments[arguments.index("--notes") + 1]
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def watch(event: str, details: tuple[object, ...]) -> None:
        nonlocal left
        opens = event == "open" and not str(details[0]).startswith("/dev/")
        flags = details[2] if opens and isinstance(details[2], int) else 0
        changes = event in ("os.rename", "os.remove", "os.mkdir", "os.chmod") or flags & writing
        if changes or (opens and str(details[0]).startswith(notes_dir)):
            left -= 1
            if left == -1:
                os.kill(os.getpid(), number)

    from pipeline.cli import deck

    sys.addaudithook(watch)
    deck(list(arguments))


def killed_at(place: Place, moments: Iterable[int]) -> list[str]:
    """Kill builds at `moments`, up to one that ends before; return what each kill left."""
    old, new = edited(place)
    states: list[str] = []
    for moment in moments:
        doomed = place.start(NEW_EPOCH, "-c", _SIGNALLED, str(moment), str(int(signal.SIGKILL)))
        doomed.communicate()
        if doomed.returncode == 0:
            break
        states.append(check(place, old, new))
        set_back(place, old)
    return states


def killed_at_random(place: Place, rounds: int, chance: random.Random) -> list[str]:
    """Kill builds at random moments, and return what each kill left."""
    old, new = edited(place)
    start = time.monotonic()
    place.build(NEW_EPOCH)
    length_s = time.monotonic() - start
    states = []
    for _ in range(rounds):
        set_back(place, old)
        doomed = place.start(NEW_EPOCH)
        time.sleep(chance.uniform(0, length_s))
        doomed.kill()
        doomed.communicate()
        states.append(check(place, old, new))
    return states


# ---------------------------------------------------------------------------------------------------- two at once


def overtaken_at(place: Place, moments: Iterable[int]) -> list[str]:
    """Stop builds at `moments`, up to one that ends before, and have another overtake each if it can.

    Return the exit codes of both for each moment.
    """
    outcomes: list[str] = []
    place.lay_out()
    for moment in moments:
        epoch = 1_800_001_000 + 10 * moment
        round_ = _Round(place, moment, epoch)
        one = place.start(f"{epoch}", "-c", _SIGNALLED, str(moment), str(int(signal.SIGSTOP)))
        _, status = os.waitpid(one.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            one.returncode = os.waitstatus_to_exitcode(status)
            break
        round_.edit_again()
        two = place.start(f"{epoch + 5}")
        round_.watch(two, limit_s=3.0)  # it waits for ever where the stopped one holds the lock
        os.kill(one.pid, signal.SIGCONT)
        round_.watch(one, two)
        round_.end()
        outcomes.append(f"{one.communicate() and one.returncode}, {two.communicate() and two.returncode}")
    return outcomes


def two_at_once(place: Place, rounds: int, chance: random.Random) -> list[str]:
    """Have two builds of different notes meet at random, one of them killed now and then; return their exit codes."""
    place.lay_out()
    outcomes = []
    for number in range(rounds):
        epoch = 1_800_001_000 + 10 * number
        round_ = _Round(place, number, epoch)
        one = place.start(f"{epoch}")
        time.sleep(chance.uniform(0, 0.4))
        round_.edit_again()
        two = place.start(f"{epoch + 5}")
        if chance.random() < 0.3:
            time.sleep(chance.uniform(0, 0.4))
            chance.choice((one, two)).kill()
        round_.watch(one, two)
        round_.end()
        outcomes.append(f"{one.communicate() and one.returncode}, {two.communicate() and two.returncode}")
    return outcomes


class _Round:
    """Two builds of two edits, and the notes of every package that lay there for a moment, since it may be imported."""

    def __init__(self, place: Place, number: int, epoch: int) -> None:
        self._place = place
        self._number = number
        self._epoch = epoch
        self._shipped = _ids(place)
        place.note.write_text(f"{OLD}\n## 一{number}\n**甲{number}**と**乙{number}**である。\n", encoding="utf-8")

    def edit_again(self) -> None:
        number = self._number
        text = f"{NEW}\n## 一{number}\n**乙{number}**と**甲{number}**である。\n\n## 二{number}\n**丙**である。\n"
        self._place.note.write_text(text, encoding="utf-8")

    def watch(self, *builds: subprocess.Popen[bytes], limit_s: float = 60.0) -> None:
        """Wait for `builds`, and look at the packages meanwhile."""
        end = time.monotonic() + limit_s
        while any(build.poll() is None for build in builds) and time.monotonic() < end:
            self._shipped |= _ids(self._place)
            time.sleep(0.01)

    def end(self) -> None:
        """Build on. Raises BrokenError if a note that was shipped is not remembered with its id and its numbers."""
        self._shipped |= _ids(self._place)
        self._place.build(f"{self._epoch + 9}")
        final = self._place.state()
        self._place.build(f"{self._epoch + 9}")
        if self._place.state() != final:
            raise BrokenError("a further build changes something")
        remembered = {(note["guid"], note["id"]) for note in json.loads(final.ledger)["notes"]}
        if lost := self._shipped - remembered:
            raise BrokenError(f"shipped, but not remembered: {lost}")


def _ids(place: Place) -> set[tuple[str, int]]:
    """Return guid and id of every note of the package in place."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(place.package) as archive:
            archive.extract("collection.anki2", folder)
        db = sqlite3.connect(Path(folder) / "collection.anki2")
        found = set(db.execute("SELECT guid, id FROM notes"))
        db.close()
    return found


def main() -> int:
    """Do what the command line asks for, and return 1 if something broke."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=200, help="random kills, and meetings of two builds")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="mishaps-") as folder:
        place = Place(Path(folder) / "place")
        _tell("killed at each moment", killed_at(place, count()))
        _tell("killed at random", killed_at_random(place, asked.rounds, chance))
        _tell("overtaken at each moment (exit codes)", overtaken_at(place, count()))
        _tell("two at once (exit codes)", two_at_once(place, asked.rounds // 2, chance))
    return 0


def _tell(what: str, states: Sequence[str]) -> None:
    counts = ", ".join(f"{states.count(state)} × {state}" for state in sorted(set(states)))
    print(f"{what}: {len(states)} rounds; {counts}")


if __name__ == "__main__":
    sys.exit(main())
