"""How long `watch` takes from a save of the notes to the card in the page: `python -m bench.run --only watch`.

A real browser looks at a card of notes whose pictures are in the cache. Each edit is saved as an editor does
it, and the clock stops with the first frame of the screen in which the card says what was written.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from bench.corpus import write_notes
from bench.measure import Take, Takes, table, take
from tests.browser.serving import serving
from tests.chromium import chromium
from tests.project import Project

AIM_S = 0.5

_SHOWS = "words => document.getElementById('qa').textContent.includes(words)"


def watching(scratch: Path, sections: int, edits: int) -> Iterator[str]:
    """Yield the seconds of so many edits as a table."""
    project = Project(root=scratch)
    write_notes(project.notes_dir, sections)
    project.write("watched.md", _watched(0))
    places = ("--notes", project.notes_dir, "--output", project.package)
    take((sys.executable, "-m", "bench.undrawn", "build", *places))
    with serving(project, "watch") as running, chromium() as browser:
        page = browser.new_context(bypass_csp=True).new_page()
        page.goto(running.address)
        page.locator("#list").focus()
        page.keyboard.press("End")
        takes = Takes([Take(seconds, 0) for seconds in _edits(project, page, edits)])
    verdict = "met" if takes.median <= AIM_S else "**not met**"
    heads = ("sections", "seconds from save to card", "at most", "")
    yield table(heads, [(f"{sections:,}", takes, f"{AIM_S:g}", verdict)])


def _edits(project: Project, page: Page, edits: int) -> Iterator[float]:
    """Yield the seconds of each edit, once the one before is seen."""
    card = next(frame for frame in page.frames if frame.url.endswith("card.html"))
    card.wait_for_function(_SHOWS, arg="いま0回目")
    for number in range(1, edits + 1):
        start = time.perf_counter()
        project.write("watched.md", _watched(number))
        card.wait_for_function(_SHOWS, arg=f"いま{number}回目")
        yield time.perf_counter() - start
        time.sleep(0.5)  # a person reads; what the watch still does after the card is there is not of the next edit


def _watched(number: int) -> str:
    return f"# 見張り\n\n## 見張る値\n\n見張る値は**甲**で、いま{number}回目である。\n"
