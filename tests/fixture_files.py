"""Tests as text: files of examples in the format of markdown-it, read by its own reader.

`NOTEDECK_REWRITE=1` writes what the code gives now into the files, to be read in the diff before it is believed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from markdown_it.utils import read_fixture_file


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a fixture file."""

    path: Path
    line: int
    title: str
    source: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path.stem}: {self.title}"


def examples(folder: Path) -> list[Example]:
    """Return the examples of all fixture files in `folder`."""
    return [
        Example(path, line, title.strip(), source, expected)
        for path in sorted(folder.glob("*.md"))
        for line, title, source, expected in read_fixture_file(path)
    ]


def rewrite(folder: Path, outcome: Callable[[str], str]) -> None:
    """Write the present outcome of every example into its file, where the environment asks for it."""
    if not os.environ.get("NOTEDECK_REWRITE"):
        return
    for path in sorted(folder.glob("*.md")):
        blocks = [
            f"{title.strip()}\n.\n{source}.\n{outcome(source).strip()}\n.\n"
            for _, title, source, _ in read_fixture_file(path)
        ]
        path.write_text("\n".join(blocks), encoding="utf-8")
