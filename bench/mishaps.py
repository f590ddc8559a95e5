"""Builds that are killed, meet each other, or run out of disk: afterwards deck and ledger are whole and agree.

`python -m bench.mishaps --rounds 200`. Every round starts from a good deck and an edited note, and ends with a build
that has to give what an undisturbed one gives.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path

from bench.place import NEW, NEW_EPOCH, OLD, BrokenError, Place, check, edited, set_back

_SIGNALLED = "import sys; from bench.mishaps import run_signalled as run; run(*map(int, sys.argv[1:3]), sys.argv[3:])"


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
        try:
            _tell("killed at each moment", killed_at(place, count()))
            _tell("killed at random", killed_at_random(place, asked.rounds, chance))
            _tell("overtaken at each moment (exit codes)", overtaken_at(place, count()))
            _tell("two at once (exit codes)", two_at_once(place, asked.rounds // 2, chance))
        except BrokenError as broken:
            print(f"**broken: {broken}**")
            return 1
    return 0


def _tell(what: str, states: Sequence[str]) -> None:
    counts = ", ".join(f"{states.count(state)} × {state}" for state in sorted(set(states)))
    print(f"{what}: {len(states)} rounds; {counts}")


if __name__ == "__main__":
    sys.exit(main())
