"""Other tools that turn Markdown into a package, each in a virtual environment of its own, with the notes in its form.

Each gets what its user would have to write: the same headings and bodies. None of them draws diagrams, keeps what a
card is over a renamed heading, or writes the same bytes twice.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import FailedError, Take, take

Section = tuple[str, str]
"""Heading and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A tool: what to install, how to lay out the notes, and how to call it with environment, notes and output."""

    name: str
    packages: tuple[str, ...]
    lay_out: Callable[[Path, Iterable[Section]], None]
    command: Callable[[Path, Path, Path], Sequence[str | Path]]
    renders_tables: bool = True


def sections_below(notes_dir: Path) -> list[Section]:
    """Return the sections of level 2 below `notes_dir`."""
    found = []
    for path in sorted(notes_dir.rglob("*.md")):
        pieces = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        found += [(piece.partition("\n")[0], piece.partition("\n")[2].strip()) for piece in pieces]
    return found


def _one_file(folder: Path, own: Iterable[Section]) -> None:
    text = "".join(f"## {heading}\n\n{body}\n\n" for heading, body in own)
    (folder / "deck.md").write_text(f"# Bench\n\n{text}", encoding="utf-8")


def _a_file_each(folder: Path, own: Iterable[Section]) -> None:
    for number, (heading, body) in enumerate(own):
        (folder / f"{number:06}.md").write_text(f"# {heading}\n\n{body}\n", encoding="utf-8")


def _by_percent(folder: Path, own: Iterable[Section]) -> None:
    text = "\n\n---\n\n".join(f"{heading}\n\n%\n\n{body}" for heading, body in own)
    (folder / "deck.md").write_text(text, encoding="utf-8")


def _by_colons(folder: Path, own: Iterable[Section]) -> None:
    blocks = (
        f"---\n\n{_plain(heading)}\n:::\n{_plain(body) or heading}\n\n---\n[^uid]: {number:010}\n\n"
        for number, (heading, body) in enumerate(own)
    )
    (folder / "deck.md").write_text("---\ndeck: Bench\n---\n\n" + "\n".join(blocks), encoding="utf-8")


def _plain(text: str) -> str:
    """Return `text` without what this tool takes for its own: separators, footnotes and clozes."""
    return re.sub(r":::|\[\^[^\]]*\]:?|^---$|\{\{", "", text, flags=re.MULTILINE)


PEERS = (
    Peer(
        name="markdown-anki-decks 1.1.1",
        packages=("markdown-anki-decks==1.1.1", "click<8.1"),
        lay_out=_one_file,
        command=lambda bin_, notes, out: (bin_ / "mdankideck", notes, out),
    ),
    Peer(
        name="md2ankicard 0.1.0",
        packages=("md2ankicard==0.1.0",),
        lay_out=_a_file_each,
        command=lambda bin_, notes, out: (bin_ / "md2ankicard", notes, out / "deck.apkg", "Bench"),
    ),
    Peer(
        name="ankcompiler 0.6.0",
        packages=("ankcompiler==0.6.0",),
        lay_out=_by_colons,
        command=lambda bin_, notes, out: (bin_ / "ankc", "build", "--all", "--path", notes, "--output", out),
    ),
    Peer(
        name="ankdown 0.7.1",
        packages=("ankdown==0.7.1",),
        lay_out=_by_percent,
        command=lambda bin_, notes, out: (bin_ / "ankdown", "-r", notes, "-p", out / "deck.apkg"),
        renders_tables=False,
    ),
)


def environment_with(folder: Path, packages: Sequence[str], python: str = sys.executable) -> Path:
    """Return the folder of programs of a new virtual environment with `packages`. Raises FailedError."""
    folder = folder.resolve()  # its programs name it, and `folder` may be a link for this run
    bin_ = folder / "bin"
    done = folder / "done"
    if not done.exists():
        _called(python, "-m", "venv", "--clear", folder)
        _called(bin_ / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", *packages)
        done.touch()
    return bin_


def _called(*command: str | Path) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if ran.returncode:
        lines = (ran.stdout + ran.stderr).strip().splitlines() or ["nothing"]
        raise FailedError(f"cannot be installed: {lines[-1][:160]}")


def peer_run(peer: Peer, sections: Sequence[Section], folder: Path, environments: Path) -> Callable[[], Take]:
    """Install `peer`, lay out its notes below `folder`, and return what runs it once."""
    try:
        bin_ = environment_with(environments / peer.name.replace(" ", "-"), peer.packages)
    except (FailedError, subprocess.TimeoutExpired) as failure:
        reason = FailedError(str(failure))

        def refused() -> Take:
            raise reason

        return refused
    notes, out = folder / peer.name / "notes", folder / peer.name / "out"
    for own in (notes, out):
        own.mkdir(parents=True)
    peer.lay_out(notes, sections)

    def run() -> Take:
        for old in out.glob("*.apkg"):
            old.unlink()
        taken = take(peer.command(bin_, notes, out))
        if not list(out.rglob("*.apkg")):
            raise FailedError("writes no package")
        return taken

    return run
