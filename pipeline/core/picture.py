"""What `draft` asks of `render`, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.core.diagnostic import Span
from pipeline.core.digest import digest


class PictureKind(Enum):
    """What a picture is drawn from."""

    TABLE = "table"  # source: the HTML of the table, escaped already
    DIAGRAM = "diagram"  # source: mermaid text
    IMAGE = "image"  # source: a path relative to the notes folder; nothing is drawn


IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico")
"""The formats that Anki shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How drawn pictures look. Widths are CSS pixels."""

    accent: str = field(default="#2f6f4f", metadata={"help": "Colour of table headers, as `#rrggbb`."})
    table_width_px: int = field(default=374, metadata={"help": "Width that a table is laid out for, in CSS pixels."})
    label_width_px: int = field(default=280, metadata={"help": "Width at which diagram labels wrap, in CSS pixels."})
    turn_diagrams: bool = field(
        default=False,
        metadata={"help": "Whether a diagram too wide for a phone may be turned from across to down, or back."},
    )


class RenderRequest(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """One picture to draw. `source_line` is the line in the notes where `source` begins, counted from 1."""

    kind: PictureKind
    source: str
    theme: Theme
    span: Span
    lang: str = ""
    source_line: int = 1

    @property
    def key(self) -> str:
        """The identity of the picture: all that it depends on, without its place in the notes."""
        return _request_key(self.kind.value, self.source, self.lang, self.theme)


@lru_cache(maxsize=10_000)  # it is asked for several times in a build, always in the order of the notes
def _request_key(kind: str, source: str, lang: str, theme: Theme) -> str:
    looks = (theme.accent, theme.table_width_px, theme.label_width_px, theme.turn_diagrams)
    return digest("render-request", kind, source, lang, looks)


class Region(Struct, frozen=True, gc=False, kw_only=True):
    """A box inside a picture, as fractions of its width and height. Each line of a text is a box of the same key.

    The keys of a table are `2.3`, the inside of the cell in row 2 (the header is row 0) and column 3 (the first is 0),
    and `2.3.strong.1` or `2.3.mark.1`, the first bold or highlight in it. A region of a diagram is a label: `kind` is
    "message" (a message, or the text on an edge), "group", "node", or "text" for what names nothing, such as an axis;
    `place` names it by the author's own names of nodes, `A` or `A→B`, "" where he gave none; `number` is that of a
    message in its sequence.
    """

    key: str
    left: float
    top: float
    width: float
    height: float
    kind: str = ""
    place: str = ""
    text: str = ""
    number: str = ""


class RenderedAsset(Struct, frozen=True, gc=False, kw_only=True):
    """A picture on disk. `file_name` is its name in Anki's media folder; the size is in pixels, 0 if unknown.

    `text_px` is the size of the smallest letters in a drawn picture, in CSS pixels at its natural size, else 0.
    The regions are kept as JSON, a third of their size, and read when they are asked for.
    """

    request_key: str
    file_name: str
    path: Path
    width_px: int
    height_px: int
    regions_json: bytes = b"[]"
    text_px: float = 0.0

    @property
    def regions(self) -> tuple[Region, ...]:
        """What lies where in the picture. Raises ValueError where the JSON is of something else."""
        return _regions_of(self.regions_json)


_REGIONS = msgspec.json.Decoder(tuple[Region, ...])


@lru_cache(maxsize=16)  # a note asks for those of its picture once for each mask
def _regions_of(regions_json: bytes) -> tuple[Region, ...]:
    return _REGIONS.decode(regions_json)


def drawn_name(stem: str, density: int) -> str:
    """Return the file name of a drawn picture; it tells how many pixels there are for each CSS pixel, 2 by default."""
    return f"{stem}.webp" if density == 2 else f"{stem}-{density}x.webp"


def density_of(file_name: str) -> int:
    """Return the density that the name of a drawn picture tells."""
    return 1 if file_name.endswith("-1x.webp") else 2
