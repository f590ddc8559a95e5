"""All that the look of a drawn picture depends on beside its request, and the names that follow from it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pipeline.core.digest import digest
from pipeline.core.picture import PictureKind, RenderRequest

BROWSER_FLAGS = (
    # Without it the system's hinting changes the width of letters, and so every picture. Only the headless shell
    # obeys; a full Chromium is told by FONTCONFIG instead.
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    # Else only what changed since the last picture is painted anew, and its seams show by a shade now and then.
    "--disable-partial-raster",
)

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <match target="pattern">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
  <match target="font">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""

ENCODING = "webp-lossless-4"
VIEWPORT_PX = (1200, 800)

SCALE = 2.0
MIN_SCALE = 0.5  # below it, text of 15 CSS pixels has fewer than 8 pixels and cannot be read
MAX_PIXELS = 8_000_000
MAX_SIDE_PX = 16_000  # a WebP has at most 16,383


@cache  # so that what is drawn with is what names are made of, even if the file changes meanwhile
def shell_text(name: str) -> str:
    """Return the text of one of the shell's files: shell.html, shell.css or shell.js."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def recipe_digest(assets_fingerprint: str) -> str:
    """Return the digest of the recipe; `assets_fingerprint` stands for mermaid and the fonts."""
    texts = tuple(shell_text(name) for name in ("shell.html", "shell.css", "shell.js"))
    limits = (str(SCALE), str(MIN_SCALE), MAX_PIXELS, MAX_SIDE_PX)
    return digest("picture-recipe", texts, BROWSER_FLAGS, FONTCONFIG, VIEWPORT_PX, limits, ENCODING, assets_fingerprint)


def picture_name(request: RenderRequest, recipe: str) -> str:
    """Return the file name of a drawn picture.

    It follows from the request and the recipe, never from the pixels: two machines whose browsers differ in a shade
    still name it alike.
    """
    kind = "table" if request.kind is PictureKind.TABLE else "diagram"
    return f"{kind}-{digest('picture', recipe, request.key)[:16]}.webp"


def scale_for(width_px: int, height_px: int) -> float | None:
    """Return how much a picture of this size in CSS pixels is magnified; None if it is too large to be read."""
    within_area = (MAX_PIXELS / (width_px * height_px)) ** 0.5
    scale = min(SCALE, within_area, MAX_SIDE_PX / max(width_px, height_px))
    return scale if scale >= MIN_SCALE else None
