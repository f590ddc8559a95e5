"""The example deck in the engines behind older Ankis: the same notes, the same cards, masks included.

Each engine is installed in an environment of its own, and runs `bench/older.py`, which needs nothing else.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.measure import FailedError, table, take
from bench.nasty import ROOT
from bench.peers import environment_with

ENGINES = ("23.12.1", "24.6.3", "25.9.2", "26.9.3")


def compat(scratch: Path) -> Iterator[str]:
    """Import the example deck into every engine, twice. Raises FailedError unless all count as we do, with no fault."""
    deck = scratch / "compat" / "deck.apkg"
    notes = scratch / "compat" / "notes"
    ours = _built(notes, deck)
    rows, failing = [("the build", *ours.values(), "")], []
    for version in ENGINES:
        print(f"  anki {version}", file=sys.stderr)
        try:
            bin_ = environment_with(scratch / "environments" / f"anki-{version}", (f"anki=={version}",))
            found = _imported(bin_ / "python", deck, scratch / f"anki {version}")
        except (FailedError, subprocess.SubprocessError) as failure:
            rows.append((f"anki {version}", *("–" for _ in ours), str(failure)))
            failing.append(version)
            continue
        told = {name: found[name] for name in ours}
        is_same = told == ours and found["faults"] == []
        failing += [] if is_same else [version]
        rows.append((f"anki {version}", *told.values(), "same" if is_same else f"**other** {found['faults']}"))
    yield table(("engine", *ours, ""), rows)
    if failing:
        raise FailedError(f"not the same: anki {', '.join(failing)}")


def _built(notes: Path, deck: Path) -> dict[str, int]:
    """Build the example deck and return what an engine has to count."""
    shutil.copytree(ROOT / "notes", notes, ignore=shutil.ignore_patterns("deck.lock"))
    take((sys.executable, ROOT / "build_deck.py", "build", "--notes", notes, "--output", deck))
    ledger = json.loads((notes / "deck.lock").read_text(encoding="utf-8"))["notes"]
    cards: Counter[str] = Counter()
    for note in ledger:
        cards[note["kind"]] += len(set(note.get("clozes", {}).values())) or 1
    total = len(ledger)
    return {
        "new": total,
        "again: unchanged": total,
        "cards": cards.total(),
        "basic cards": cards["basic"],
        "cloze cards": cards["cloze"],
        "masked cards": cards["occlusion"],
    }


def _imported(python: Path, deck: Path, folder: Path) -> dict[str, object]:
    folder.mkdir()
    script = ROOT / "bench" / "older.py"
    ran = subprocess.run((python, script, deck, folder), capture_output=True, text=True, check=False, timeout=300)
    if ran.returncode:
        raise FailedError(f"fails: {(ran.stderr.strip().splitlines() or ['nothing'])[-1][:160]}")
    found: dict[str, object] = json.loads(ran.stdout)
    return found
