"""How long builds take without pictures, against floors and peers, and how time and memory grow.

Pictures of tables and diagrams are in the cache already, as white squares: `bench.pictures` tells what they take.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus import write_bytes_of_notes, write_notes
from bench.measure import Take, Takes, row, side_by_side, table, take
from bench.nasty import ROOT
from bench.peers import PEERS, peer_run, sections_below
from bench.plot import Curve, plot_svg
from bench.undrawn import undrawn_pictures
from pipeline.build import build
from pipeline.job import Job

PLOT = ROOT / "bench" / "growth.svg"

NOTHING_CHANGED_S = 0.15
ONE_EDIT_S = 1.5
TIMES_FLOOR = 4.0
PEAK_MB = 600


@dataclass(slots=True)
class Place:
    """A notes folder and its output."""

    root: Path
    edits: int = 0
    texts: dict[Path, str] = field(default_factory=dict)

    @property
    def notes_dir(self) -> Path:
        return self.root / "notes"

    @property
    def output(self) -> Path:
        return self.root / "output" / "deck.apkg"

    def run(self, *options: str) -> Take:
        """Build in a process of its own."""
        return take((sys.executable, ROOT / "build_deck.py", "build", *self._places, *options))

    def run_undrawn(self, *options: str) -> Take:
        """Build as `run` does, with white squares for pictures."""
        return take((sys.executable, "-m", "bench.undrawn", "build", *self._places, *options))

    @property
    def _places(self) -> Sequence[str]:
        return ("--notes", str(self.notes_dir), "--output", str(self.output))

    def forget(self, *, cache: bool) -> None:
        """Remove what builds have made: the package and its dump, the cache too but for the pictures."""
        for made in (self.output, self.output.with_suffix(".txt")):
            made.unlink(missing_ok=True)
        if cache:
            (self.notes_dir / "deck.lock").unlink(missing_ok=True)
            for own in self.output.parent.glob(".cache/*"):
                if own.name != "pictures":
                    shutil.rmtree(own) if own.is_dir() else own.unlink()

    def edit(self) -> None:
        """Have the first section of one file say something else."""
        path = min(self.notes_dir.rglob("*.md"))
        text = self.texts.setdefault(path, path.read_text(encoding="utf-8"))
        self.edits += 1
        path.write_text(f"{text}\n追記の版は**第{self.edits}版**である。\n", encoding="utf-8")


def prepared(root: Path, notes: Callable[[Path], object]) -> Place:
    """Write notes, and fill the cache with their pictures."""
    place = Place(root)
    notes(place.notes_dir)
    place.run_undrawn()
    return place


def ways(place: Place) -> Mapping[str, Callable[[], Take]]:
    """Return the builds that are timed, in the order in which each finds what the one before left."""

    def cold() -> Take:
        place.forget(cache=True)
        return place.run()

    def warm() -> Take:
        place.forget(cache=False)
        return place.run()

    def edited() -> Take:
        place.edit()
        return place.run()

    return {
        "cold: no deck, no ledger, no cache": cold,
        "warm: the deck file is gone": warm,
        "one edit": edited,
        "nothing changed": place.run,
        "--no-cache": lambda: place.run_undrawn("--no-cache"),
    }


COLD, WARM, EDIT, NOTHING, NO_CACHE = range(5)


def floors(place: Place, folder: Path) -> Mapping[str, Callable[[], Take]]:
    """Return what any tool has to do: write the same notes with genanki, parse the files with markdown-it-py."""
    with undrawn_pictures():
        job = Job(notes_dir=place.notes_dir, output=place.output, writes=False, tells_notes=True)
        notes = [(note.kind.value, note.guid, note.tags, note.fields) for note in build(job).notes]
    packed = folder / "notes.json"
    packed.write_text(json.dumps(notes), encoding="utf-8")
    floor = (sys.executable, "-m", "bench.floor")
    return {
        "floor: a bare genanki script writes the same notes": lambda: take((*floor, "pack", packed, folder / "a.apkg")),
        "floor: markdown-it-py parses the files": lambda: take((*floor, "parse", place.notes_dir)),
    }


def measured(name: str, place: Place, scratch: Path) -> tuple[str, dict[str, Takes]]:
    """Return the table of one size, and its figures."""
    own_floors = floors(place, scratch)
    sections = sections_below(place.notes_dir)
    peers = {peer.name: peer_run(peer, sections, scratch / "peers" / name, scratch / "environments") for peer in PEERS}
    found = side_by_side({**ways(place), **own_floors, **peers})
    floor = found[next(iter(own_floors))]
    rows = [
        (what, takes, f"{takes.ratio(floor):.2f} ×" if takes.takes and floor.takes else "–", _peak(takes))
        for what, takes in found.items()
    ]
    heads = (f"{name}: what", "seconds: median (least–most, runs)", "of the genanki script", "peak MB")
    return table(heads, rows), found


def _peak(takes: Takes) -> str:
    return f"{takes.peak_bytes / 1e6:.0f}" if takes.takes else "–"


def scale(scratch: Path, sizes: Sequence[int]) -> Iterator[str]:
    """Measure the example notes and notes of so many sections; yield a table of each, and last the aims."""
    found: dict[str, Takes] = {}
    makers: dict[str, Callable[[Path], object]] = {"the example notes": _copied_example}
    makers |= {f"{size:,} sections": lambda folder, size=size: write_notes(folder, size) for size in sizes}  # type: ignore[misc]
    for name, maker in makers.items():
        print(f"  {name}", file=sys.stderr)
        text, found = measured(name, prepared(scratch / name, maker), scratch)
        yield f"{text}\n"
    yield _aims(found, sizes[-1])


def _copied_example(folder: Path) -> None:
    shutil.copytree(ROOT / "notes", folder)


def _aims(largest: Mapping[str, Takes], sections: int) -> str:
    """Return aim, figure and whether it is met, for the largest notes."""
    ours = list(largest.values())
    floor = ours[NO_CACHE + 1]
    rendering = [takes for peer in PEERS if peer.renders_tables and (takes := largest[peer.name]).takes]
    fastest = min((takes.median for takes in rendering), default=0.0)
    size = f"{sections:,} sections"
    rows = [
        _aim(f"{size}, nothing changed", ours[NOTHING].median, NOTHING_CHANGED_S, "s"),
        _aim(f"{size}, one edit", ours[EDIT].median, ONE_EDIT_S, "s"),
        _aim(f"{size}, cold, of the bare genanki script", ours[COLD].ratio(floor), TIMES_FLOOR, "×"),
        _aim(f"{size}, warm, of the bare genanki script", ours[WARM].ratio(floor), TIMES_FLOOR, "×"),
        _aim(
            f"{size}, cold, of the fastest peer that renders tables",
            ours[COLD].median / fastest if fastest else float("inf"),  # none ran
            1.0,
            "×",
        ),
    ]
    return table(("aim", "at most", "figure", ""), rows)


def _aim(what: str, figure: float, most: float, unit: str) -> tuple[str, str, str, str]:
    return what, f"{most:g} {unit}", f"{figure:.2f} {unit}", "met" if figure <= most else "**not met**"


def growth(scratch: Path, sizes: Sequence[int], *, draws: bool) -> Iterator[str]:
    """Measure one cold build of each size; yield a row of each, and draw the plot if asked."""
    cold: list[tuple[float, float]] = []
    again: list[tuple[float, float]] = []
    heads = ("sections", "cold s (1×)", "s per 1,000", "nothing changed s (1×)", "peak MB")
    yield table(heads, [])
    for size in sizes:
        print(f"  {size:,} sections", file=sys.stderr)
        place = Place(scratch / f"growth {size}")
        write_notes(place.notes_dir, size)
        first, unchanged = place.run_undrawn(), place.run()
        cold.append((size, first.seconds))
        again.append((size, unchanged.seconds))
        per_thousand = f"{1000 * first.seconds / size:.2f}"
        peak = f"{first.peak_bytes / 1e6:.0f}"
        yield row((f"{size:,}", f"{first.seconds:.1f}", per_thousand, f"{unchanged.seconds:.2f}", peak))
        shutil.rmtree(place.root)
    if draws:
        curves = (Curve("cold", tuple(cold)), Curve("nothing changed", tuple(again)))
        PLOT.write_text(plot_svg(curves, across="sections", up="seconds"), encoding="utf-8")
        yield f"\n![Seconds of a build by sections, both axes logarithmic]({PLOT.name})"


def memory(scratch: Path, megabytes: int) -> Iterator[str]:
    """Measure the peak memory of a cold build of so many megabytes of notes, once."""
    place = Place(scratch / "memory")
    sections = write_bytes_of_notes(place.notes_dir, megabytes * 10**6)
    one = place.run_undrawn()
    aim = _aim(f"{megabytes} MB of notes ({sections:,} sections), cold", one.peak_bytes / 1e6, PEAK_MB, "MB")
    yield f"{table(('aim', 'at most', 'figure', ''), [aim])}\n\nIt took {one.seconds:.0f} s (1×)."
