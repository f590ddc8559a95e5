"""Thousands of nasty notes through everything but the browser: no traceback, no hang, and Anki has the cards we said.

`python -m bench.fuzz --total 10000`; a find is shrunk and kept below `bench/finds/`, with what went wrong.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from bench.nasty import ROOT, NastyNotes, nasty_notes, real_notes
from bench.trial import Trial, WrongError
from bench.undrawn import undrawn_pictures
from tests.anki.learner import Learner

SEED = 20_200_101
BATCH = 100
"""Inputs that share one collection."""

FINDS = ROOT / "bench" / "finds"


@dataclass(frozen=True, slots=True)
class Find:
    """An input that went wrong, and how."""

    number: int
    wrong: str

    @property
    def kind(self) -> str:
        """What is wrong without the particulars, so that equal finds are counted together."""
        lines = self.wrong.strip().splitlines()
        places = [line.strip() for line in lines if re.match(r'\s+File ".*/pipeline/', line)]
        place = f" at {places[-1]}" if places else ""
        return (lines[-1][:80] if "Traceback" in self.wrong else lines[0]) + place


def try_batch(start: int, *, total: int, seed: int, with_anki: bool) -> list[Find]:
    """Try `total` inputs from number `start` on with one collection, and return the finds."""
    finds = []
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, undrawn_pictures():
        learner = Learner(Path(folder) / "anki") if with_anki else None
        real = real_notes()
        for number in range(start, start + total):
            wrong = went_wrong(nasty_notes(seed, number, real), Path(folder) / str(number), learner)
            if wrong:
                finds.append(Find(number, wrong))
        if learner is not None:
            report, whole = learner.col.fix_integrity()
            if not whole:
                finds.append(Find(start, f"Anki's check of the database after the batch says\n{report}"))
            learner.close()
    return finds


def went_wrong(notes: NastyNotes, root: Path, learner: Learner | None) -> str:
    """Return what went wrong with `notes`, or ""."""
    try:
        Trial(root, notes, learner).run()
    except WrongError as wrong:
        return str(wrong)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return ""


def shrunk(notes: NastyNotes, kind: str) -> NastyNotes:
    """Return a smaller input that goes wrong in the same way: without edit, with fewer files, lines and characters."""
    with tempfile.TemporaryDirectory(prefix="shrink-") as folder, undrawn_pictures():
        learner = Learner(Path(folder) / "anki")
        numbers = count(10**9)

        def fails(tried: NastyNotes) -> bool:
            own = replace(tried, number=next(numbers))  # another deck, so that no card is known already
            return Find(0, went_wrong(own, Path(folder) / "x", learner) or "nothing").kind == kind

        if fails(unedited := replace(notes, after={})):
            notes = unedited
        for side in ("after", "before"):
            for name in _files(notes, side):
                if fails(without := _with_file(notes, side, name, None)):
                    notes = without
                    continue
                for parted in (_lines, _characters):
                    notes = _with_smaller_file(notes, side, name, parted, fails)
        learner.close()
    return notes


def _with_smaller_file(
    notes: NastyNotes,
    side: str,
    name: str,
    parted: Callable[[bytes], list[bytes]],
    fails: Callable[[NastyNotes], bool],
) -> NastyNotes:
    def put(pieces: list[bytes]) -> NastyNotes:
        return _with_file(notes, side, name, b"".join(pieces))

    return put(_fewer(parted(_files(notes, side)[name]), lambda pieces: fails(put(pieces))))


def _files(notes: NastyNotes, side: str) -> dict[str, bytes]:
    return dict(notes.before if side == "before" else notes.after)


def _with_file(notes: NastyNotes, side: str, name: str, content: bytes | None) -> NastyNotes:
    files = {other: own for other, own in _files(notes, side).items() if other != name}
    files |= {} if content is None else {name: content}
    return replace(notes, before=files) if side == "before" else replace(notes, after=files)


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def _characters(content: bytes) -> list[bytes]:
    if len(content) > 1000:
        return [content]
    return [one.encode("utf-8", "surrogateescape") for one in content.decode("utf-8", "surrogateescape")]


def _fewer(pieces: list[bytes], still: Callable[[list[bytes]], bool]) -> list[bytes]:
    """Leave out as many of `pieces` as go while `still` holds: halves first, then smaller and smaller runs."""
    size = len(pieces)
    while size:
        at = 0
        while at < len(pieces):
            fewer = pieces[:at] + pieces[at + size :]
            if still(fewer):
                pieces = fewer
            else:
                at += size
        size //= 2
    return pieces


def fuzz(*, seed: int, first: int, total: int, jobs: int, with_anki: bool) -> list[Find]:
    """Try `total` inputs from number `first` on in `jobs` processes, telling of each find at once."""
    finds: list[Find] = []
    starts = range(first, first + total, BATCH)
    own = partial(_try_batch_of, end=first + total, seed=seed, with_anki=with_anki)
    with multiprocessing.get_context("spawn").Pool(jobs, maxtasksperchild=10) as pool:
        for done, found in enumerate(pool.imap_unordered(own, starts), 1):
            finds += found
            for find in found:
                print(f"\n{find.number}: {find.kind}", file=sys.stderr)
            print(f"\r{min(done * BATCH, total):,} of {total:,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return finds


def _try_batch_of(start: int, *, end: int, seed: int, with_anki: bool) -> list[Find]:
    return try_batch(start, total=min(BATCH, end - start), seed=seed, with_anki=with_anki)


def keep(find: Find, seed: int) -> Path:
    """Shrink a find and write it down."""
    small = shrunk(nasty_notes(seed, find.number, real_notes()), find.kind)
    FINDS.mkdir(exist_ok=True)
    path = FINDS / f"{seed}-{find.number}.txt"
    path.write_text(f"{find.wrong}\n\nbefore = {small.before!r}\nafter = {small.after!r}\n", encoding="utf-8")
    return path


def main() -> int:
    """Fuzz as the command line says; return 1 if there is a find."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--total", type=int, default=10_000, help="inputs to try")
    options.add_argument("--first", type=int, default=0, help="number of the first input")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--no-anki", action="store_true", help="import nothing")
    asked = options.parse_args()
    start = time.monotonic()
    finds = fuzz(seed=asked.seed, first=asked.first, total=asked.total, jobs=asked.jobs, with_anki=not asked.no_anki)
    kinds = {find.kind: find for find in reversed(finds)}
    for kind, number in Counter(find.kind for find in finds).most_common():
        print(f"{number} × {kind}\n    {keep(kinds[kind], asked.seed)}")
    print(f"{asked.total:,} inputs, {len(finds)} finds, {time.monotonic() - start:.0f} s")
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
