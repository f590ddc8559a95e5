"""What one run is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.errors import UsageError

if TYPE_CHECKING:
    from pipeline.render import Draw

OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one run is asked to do. One that `packs` nothing stops where the delta is known, and writes nothing.

    Where it `tells_notes`, all notes of the package are in the result, which else holds none. `draw` draws missing
    pictures in another way than at once.
    """

    notes_dir: Path
    output: Path
    use_cache: bool = True
    locked: bool = False
    strict: bool = False
    writes: bool = True
    packs: bool = True
    tells_notes: bool = False
    browser: str | None = None
    cache: Path | None = None
    draw: Draw | None = None
    on_progress: OnProgress = lambda what, done, total: None

    @property
    def picture_cache(self) -> Path:
        """Where drawn pictures are kept: in the folder asked for, which many decks may share, or beside the package."""
        return self.cache or self.output.parent / ".cache"

    @property
    def memory(self) -> Path:
        """Where a build keeps what saves the next one time; every deck has its own."""
        return self.output.parent / ".cache" / f"{self.output.stem}.memory"

    @property
    def dump(self) -> Path:
        """The readable text of the package."""
        return self.output.with_suffix(".txt")

    @property
    def preview_dir(self) -> Path:
        return self.output.parent / "preview"

    def check_output(self) -> None:
        """Raise UsageError where Anki or the file system would take the package for something else."""
        name = self.output.name
        if self.output.suffix != ".apkg":
            raise UsageError(f"the output {self.output} is no .apkg file", "Name it like output/deck.apkg.")
        if name == "collection.apkg" or name.startswith("backup-"):
            raise UsageError(
                f"Anki takes a file named {name} for a backup and would replace the whole collection with it",
                "Choose another name, such as deck.apkg.",
            )
        if self.output.is_dir():
            raise UsageError(f"the output {self.output} is a folder", "Name a file in it, such as deck.apkg.")
