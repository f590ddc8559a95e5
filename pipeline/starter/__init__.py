"""The first notes of a new project: settings, and a file that teaches the syntax by what becomes of it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from pipeline.core.errors import MachineError, UsageError

STARTER_FILES = ("deck.toml", "first-notes.md")


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write the first notes into `folder` and return their paths. UsageError where it is neither new nor empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already, and not empty", "Name a new folder; nothing was written.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_written(folder / name) for name in STARTER_FILES)
    except OSError as fault:
        raise MachineError(f"cannot write into {folder}: {fault.strerror}", "Check its permissions.") from fault


def _written(path: Path) -> Path:
    text = files(__package__).joinpath("notes", path.name).read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
