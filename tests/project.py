"""A project on disk for tests: notes in, builds out, everything in a temporary folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from pipeline.build import build
from pipeline.cli import deck
from pipeline.core.ledger import BuildResult
from pipeline.job import Job

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""A picture of one pixel."""


def invoke(*arguments: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(deck, list(arguments))


@dataclass
class Project:
    """A notes folder and the place its package goes to."""

    root: Path
    written: list[Path] = field(default_factory=list)

    @property
    def notes_dir(self) -> Path:
        return self.root / "notes"

    @property
    def package(self) -> Path:
        return self.root / "output" / "deck.apkg"

    @property
    def ledger(self) -> Path:
        return self.notes_dir / "deck.lock"

    def write(self, path: str, text: str) -> Path:
        """Write a file of the notes."""
        place = self.notes_dir / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
        return place

    def build(self, **options: Any) -> BuildResult:
        """Build in this process and return the result; options as in `Job`."""
        return build(Job(notes_dir=self.notes_dir, output=self.package, tells_notes=True, **options))

    def run(self, *arguments: str) -> Result:
        """Run the command line in this process, on this project."""
        verb, *options = arguments or ("build",)
        places = [] if verb == "explain" else ["--notes", str(self.notes_dir)]
        if verb in ("build", "check", "preview", "push"):
            places += ["--output", str(self.package)]
        return invoke(verb, *places, *options)

    def state(self) -> dict[str, bytes]:
        """Return what must not be touched by a failed run: the package and the ledger, where they exist."""
        return {path.name: path.read_bytes() for path in (self.package, self.ledger) if path.exists()}

    def ledger_notes(self) -> list[dict[str, Any]]:
        notes: list[dict[str, Any]] = json.loads(self.ledger.read_text(encoding="utf-8"))["notes"]
        return notes
