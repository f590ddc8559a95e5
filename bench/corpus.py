"""Notes of any size in the shapes of the example notes: their sections, each time with other words in the same places.

Words of two kanji or three katakana and more are exchanged for others of the same notes, and digits for other digits,
by a fixed seed: tables, code, lists and diagrams keep their share, and no section says what another one says.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.nasty import ROOT

SEED = 20_200_101
SECTIONS_A_FILE = 25

_TERM = re.compile(r"[㐀-鿿]{2,4}|[ァ-ヴー]{3,}")
_DIGITS = re.compile(r"(?<![\w.#])[1-9]\d*(?![\w.])")
_FENCED = re.compile(r"(```.*?```)", re.DOTALL)


def sections(seed: int = SEED) -> Iterator[str]:
    """Yield sections without end, each with its heading of level 2."""
    shapes = _shapes()
    terms = sorted({term for shape in shapes for term in _TERM.findall(shape)})
    chance = random.Random(seed)
    number = 0
    while True:
        for shape in shapes:
            number += 1
            heading, _, body = shape.partition("\n")
            yield f"{_varied(heading, terms, chance)} {number}\n{_varied(body, terms, chance)}\n"


def write_notes(folder: Path, count: int) -> int:
    """Write `count` sections below `folder`, 25 in a file; return their bytes."""
    return _write(folder, islice(sections(), count))


def write_bytes_of_notes(folder: Path, size: int) -> int:
    """Write sections below `folder` until they are `size` bytes; return their number."""
    written = 0
    taken: list[str] = []
    for section in sections():
        taken.append(section)
        written += len(section.encode())
        if written >= size:
            break
    _write(folder, iter(taken))
    return len(taken)


def _write(folder: Path, own: Iterator[str]) -> int:
    folder.mkdir(parents=True)
    (folder / "deck.toml").write_text('deck = "Bench"\nlang = "ja"\n', encoding="utf-8")
    written = 0
    for number in range(10**9):
        part = list(islice(own, SECTIONS_A_FILE))
        if not part:
            break
        path = folder / f"{number // 100:03}" / f"{number:05}.md"
        path.parent.mkdir(exist_ok=True)
        written += path.write_bytes(f"# 分冊 {number}\n\n{''.join(part)}".encode())
    return written


def _shapes() -> list[str]:
    """Return the sections of the example notes, without their images, which are files of their own."""
    found = []
    for path in sorted((ROOT / "notes").glob("*.md")):
        pieces = re.split(r"^(?=## )", _without_images(path.read_text(encoding="utf-8")), flags=re.MULTILINE)
        found += [piece.rstrip() + "\n" for piece in pieces if piece.startswith("## ")]
    return found


def _without_images(text: str) -> str:
    return re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)


def _varied(text: str, terms: list[str], chance: random.Random) -> str:
    """Return `text` with other words; code keeps its own."""
    pieces = _FENCED.split(text)
    return "".join(
        piece if piece.startswith("```") and not piece.startswith("```mermaid") else _exchanged(piece, terms, chance)
        for piece in pieces
    )


def _exchanged(text: str, terms: list[str], chance: random.Random) -> str:
    words = _TERM.sub(lambda match: chance.choice(terms) if chance.random() < 0.5 else match[0], text)
    return _DIGITS.sub(lambda match: str(chance.randrange(1, 10 ** len(match[0]))), words)
