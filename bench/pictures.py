"""How long pictures take: `python -m bench.pictures [--only 8] [--runs 3]`.

Three blocks out of eight are diagrams, the others tables. Each figure is the wall of a whole process, but the floor:

- floor: the seconds inside mermaid's layout and inside the screenshot call alone, with as many browsers at once as a
  build has and nothing beside them, divided by the browsers. No drawing with this browser can be faster.
- cold: a build of the notes with an empty cache; warm: another one after a sentence was added; plain: as warm, of
  notes with a sentence in place of each picture.
- mermaid-cli draws the diagrams alone, with the same browser: in its batch mode, and (a few of them, multiplied) in a
  process each. It is set against a cold build of notes with these diagrams alone.

mermaid-cli is installed aside by npm, unless `--mermaid-cli` names a folder with it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from playwright.async_api import CDPSession

from bench.measure import Take, Takes, row, table, take
from pipeline.core.picture import PictureKind, RenderRequest
from pipeline.drafting import draft_notes
from pipeline.render import drawing
from pipeline.render.browser import Canvas, Easel, open_easels
from pipeline.render.exposure import expose
from pipeline.render.shell import write_shell
from pipeline.supply import browser_candidates, find_assets
from tests.browser.conftest import BRANCHES, FLOWCHART, SEQUENCE
from tests.browser.gallery import GALLERY

SIZES = (8, 100, 1000)
MERMAID_CLI = "@mermaid-js/mermaid-cli@11.17.0"  # 12 asks for Node 22
ALONE = 4
"""How many diagrams mermaid-cli draws in a process each; the time is multiplied."""

TIMES_FLOOR, WARM_S, TIMES_ALONE = 1.3, 0.2, 20
"""The aims: a cold build of the floor at most, a warm one less than this over plain, one process each at least."""

DIAGRAMS = (FLOWCHART, SEQUENCE, BRANCHES, GALLERY["class"], GALLERY["state"], GALLERY["er"])
ROWS = (
    "| **同期** | 6 MB | 結果を待つ。`${request.invocationType}` は既定のまま。 |",
    "| **非同期** | 256 KB | 待たずに終わる。失敗すると二度までやり直す ◯ × △ |",
    "| **ストリーム** | 20 MB | 順に返す。呼び出す側は `InvokeWithResponseStream` を使う。 |",
    "| **予約済み同時実行数** | 1,000 | 関数ごとに上限を決める。`0` にすると呼び出しを止められる。 |",
    "| **プロビジョニング** | 500 | 起動を済ませておくため、最初の呼び出しも遅くならない。 |",
)

_TIME_RENDER = """{ const render = mermaid.render.bind(mermaid); window.inside = 0;
  mermaid.render = async (...given) => { const start = performance.now();
    try { return await render(...given); } finally { inside += performance.now() - start; } }; } 0"""


def diagram_of(number: int) -> str:
    """Return a diagram that is unlike all others to a cache, and like its kind to mermaid."""
    return f"{DIAGRAMS[number % len(DIAGRAMS)]}%% {number}\n"


def block_of(number: int) -> str:
    if number % 8 in (0, 3, 6):
        return f"```mermaid\n{diagram_of(number)}```"
    rows = ROWS[: 2 + number % 4]
    return "\n".join((f"| 方式 {number} | 上限 | 特徴 |", "|---|---|---|", *rows))


def write_notes(folder: Path, blocks: Sequence[str]) -> Path:
    """Write a section for each block, 25 in a file; return the folder."""
    for first in range(0, len(blocks), 25):
        sections = (f"## 見出し {first + nth}\n\n{block}\n" for nth, block in enumerate(blocks[first : first + 25]))
        path = folder / f"{first:04}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(sections), encoding="utf-8")
    return folder


def builds(notes: Path) -> tuple[Take, Take]:
    """Take a build with an empty cache, and of one after a sentence was added."""
    output = notes.parent / f"{notes.name}-output"
    command = (sys.executable, "build_deck.py", "build", "--notes", notes, "--output", output / "deck.apkg")
    shutil.rmtree(output, ignore_errors=True)
    for left in (notes / "deck.lock", notes / "added.md"):
        left.unlink(missing_ok=True)
    cold = take(command)
    (notes / "added.md").write_text("## 追加\n\n既定の上限は**千**である。\n", encoding="utf-8")
    return cold, take(command)


async def floor_seconds(requests: Sequence[RenderRequest]) -> float:
    """Return what mermaid and the screenshots of `requests` take alone."""
    with tempfile.TemporaryDirectory() as folder:
        count = drawing.browser_count(len(requests))
        async with open_easels(browser_candidates(), write_shell(Path(folder), find_assets()), count) as easels:
            queue = iter(requests)
            return sum(await asyncio.gather(*(_inside(easel, queue) for easel in easels))) / count


async def _inside(easel: Easel, queue: Any) -> float:
    canvas = await easel.canvas(PictureKind.DIAGRAM)
    await canvas.page.evaluate(_TIME_RENDER)
    camera = _TimedCamera(canvas.camera)
    for request in queue:
        await expose(Canvas(page=canvas.page, camera=cast(CDPSession, camera)), request)
    return camera.seconds + float(await canvas.page.evaluate("inside")) / 1000


class _TimedCamera:
    def __init__(self, camera: CDPSession) -> None:
        self._camera = camera
        self.seconds = 0.0

    async def send(self, *given: Any) -> Any:
        start = time.perf_counter()
        try:
            return await self._camera.send(*given)
        finally:
            self.seconds += time.perf_counter() - start


class MermaidCli:
    """mermaid-cli in a folder of its own, with the browser that we draw with."""

    def __init__(self, folder: Path) -> None:
        self._program = folder / "node_modules" / ".bin" / "mmdc"
        if not self._program.exists():
            folder.mkdir(parents=True, exist_ok=True)
            install = ("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, MERMAID_CLI)
            take(install, {"PUPPETEER_SKIP_DOWNLOAD": "1"})
        browser = next(one for one in browser_candidates() if one.executable)
        self._environment = dict(browser.env)
        settings = {"executablePath": str(browser.executable), "args": ["--no-sandbox"]}
        self._settings = folder / "puppeteer.json"
        self._settings.write_text(json.dumps(settings), encoding="utf-8")

    def draw(self, source: Path, target: Path) -> Take:
        """Draw a diagram, or all diagrams of a Markdown file, at twice the size."""
        command = (self._program, "-q", "-s", "2", "-p", self._settings, "-e", "png", "-i", source, "-o", target)
        return take(command, self._environment)

    def all_at_once(self, diagrams: Sequence[str], folder: Path) -> Take:
        source = folder / "batch.md"
        source.write_text("\n".join(f"```mermaid\n{diagram}```\n" for diagram in diagrams), encoding="utf-8")
        return self.draw(source, folder / "batch-out.md")

    def one_by_one(self, diagrams: Sequence[str], folder: Path) -> float:
        sample = diagrams[:ALONE]
        spent = 0.0
        for number, diagram in enumerate(sample):
            source = folder / f"{number}.mmd"
            source.write_text(diagram, encoding="utf-8")
            spent += self.draw(source, folder / f"{number}.png").seconds
        return spent / len(sample) * len(diagrams)


def measured(size: int, runs: int, peer: MermaidCli, folder: Path) -> Mapping[str, Takes]:
    """Return all measurements for `size` pictures, each taken `runs` times, in turns."""
    blocks = [block_of(number) for number in range(size)]
    diagrams = [diagram_of(number) for number in range(size) if "mermaid" in blocks[number]]
    notes = write_notes(folder / "notes", blocks)
    plain = write_notes(folder / "plain", [f"項目**{number}**は既定である。" for number in range(size)])
    alone = write_notes(folder / "alone", [f"```mermaid\n{diagram}```" for diagram in diagrams])
    drafts = draft_notes(notes).drafts
    requests = list({request.key: request for draft in drafts for request in draft.requests}.values())
    found: dict[str, Takes] = {}
    for _ in range(runs):
        cold, warm = builds(notes)
        for name, taken in (
            ("floor", Take(asyncio.run(floor_seconds(requests)), 0)),
            ("cold", cold),
            ("warm", warm),
            ("plain", builds(plain)[1]),
            ("diagrams", builds(alone)[0]),
            ("batch", peer.all_at_once(diagrams, folder)),
            ("one each", Take(peer.one_by_one(diagrams, folder), 0)),
        ):
            found.setdefault(name, Takes()).takes.append(taken)
    return found


def rows(size: int, found: Mapping[str, Takes]) -> str:
    """Return the measurements of one size as Markdown."""
    floor, ours = found["floor"], found["diagrams"]
    warm_s = found["warm"].median - found["plain"].median
    times_cold, times_alone = found["cold"].ratio(floor), found["one each"].ratio(ours)
    notes = {
        "floor": "",
        "cold": f"{times_cold:.2f} × the floor; at most {TIMES_FLOOR:g}: {_verdict(times_cold <= TIMES_FLOOR)}",
        "plain": "",
        "warm": f"{warm_s:+.2f} s against plain; less than {WARM_S:g}: {_verdict(warm_s < WARM_S)}",
        "diagrams": "a cold build of the diagrams alone",
        "batch": f"{found['batch'].ratio(ours):.1f} × ours",
        "one each": f"{times_alone:.1f} × ours (the first {ALONE} multiplied); at least {TIMES_ALONE:g}:"
        f" {_verdict(times_alone >= TIMES_ALONE)}",
    }
    return "\n".join(row((f"{size:,}", name, found[name], note)) for name, note in notes.items())


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "**not met**"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=int, choices=SIZES, help="one number of pictures instead of all")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--mermaid-cli", type=Path, help="a folder in which npm has installed it, or is to")
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        peer = MermaidCli((wishes.mermaid_cli or Path(scratch) / "mermaid-cli").absolute())
        print(table(("pictures", "what", "seconds: median (least–most, runs)", ""), []), flush=True)
        for size in (wishes.only,) if wishes.only else SIZES:
            print(rows(size, measured(size, wishes.runs, peer, Path(scratch) / str(size))), flush=True)


if __name__ == "__main__":
    main()
