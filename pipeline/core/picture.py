"""What `draft` asks of `render`, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

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
    table_width_px: int = field(default=400, metadata={"help": "Width that a table is laid out for, in CSS pixels."})
    label_width_px: int = field(default=280, metadata={"help": "Width at which diagram labels wrap, in CSS pixels."})


class RenderRequest(Struct, frozen=True, gc=False, kw_only=True):
    """One picture to draw. `source_line` is the line in the notes where `source` begins, counted from 1."""

    kind: PictureKind
    source: str
    theme: Theme
    span: Span
    lang: str = ""
    source_line: int = 1
    wanted_regions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The identity of the picture: all that it depends on, without its place in the notes."""
        theme = self.theme
        return digest(
            "render-request",
            self.kind.value,
            self.source,
            self.lang,
            (theme.accent, theme.table_width_px, theme.label_width_px),
            self.wanted_regions,
        )


class Region(Struct, frozen=True, gc=False, kw_only=True):
    """A box inside a picture, as fractions of its width and height."""

    key: str
    left: float
    top: float
    width: float
    height: float


class RenderedAsset(Struct, frozen=True, gc=False, kw_only=True):
    """A picture on disk. `file_name` is its name in Anki's media folder; the size is in pixels, 0 if unknown."""

    request_key: str
    file_name: str
    path: Path
    width_px: int
    height_px: int
    regions: tuple[Region, ...] = ()
