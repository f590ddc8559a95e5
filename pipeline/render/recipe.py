"""All that the look of a drawn picture depends on beside its request, and the names that follow from it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

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

PAGE_SETTINGS: dict[str, Any] = {
    "viewport": {"width": 1200, "height": 800},
    "device_scale_factor": 1,
    "locale": "en-US",
    "timezone_id": "UTC",
    "color_scheme": "light",
    "reduced_motion": "reduce",
}

BESIDE_THE_LOOK = frozenset(
    {
        "__init__.py",
        "browser.py",
        "cache.py",
        "complaints.py",
        "drawing.py",
        "faults.py",
        "images.py",
        "studio.py",
        "trial.py",
    }
)
"""The files of this room that decide when and whether a picture is drawn, and not how it looks. All others do."""

SHELL_STYLE, SHELL_PAGE = "shell.css", "shell.html"
SHELL_SCRIPTS = ("look.js", "table.js", "diagram.js", "geometry.js", "shell.js")

TEXT_PX = 15  # the smallest letters of a diagram, which are as large as those of a table
PHONE_PX = 372  # what a card leaves for a picture on a page of 390 CSS pixels
LEGIBLE_PX = 11
FITTING_WIDTH_PX = PHONE_PX * TEXT_PX // LEGIBLE_PX
"""The widest diagram that a phone shows whole with legible letters."""

DENSITIES = (2, 1)
MAX_PIXELS = 12_000_000
MAX_SIDE_PX = 16_000  # a WebP has at most 16,383


_SOURCES = (".py", ".js", ".css", ".html")


@cache  # so that what is drawn with is what names are made of, even if the file changes meanwhile
def text_of(name: str) -> str:
    """Return the text of a file of this room."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def recipe_digest(assets_fingerprint: str) -> str:
    """Return the digest of the recipe; `assets_fingerprint` stands for mermaid and the fonts.

    It is made of the very files, so that no change to them can leave a picture of before in use.
    """
    return digest("picture-recipe", tuple((name, text_of(name)) for name in look_files()), assets_fingerprint)


def look_files() -> list[str]:
    """Return the names of the files in this room that the look of a picture depends on."""
    names = (file.name for file in files(__package__).iterdir() if file.is_file())
    return sorted(name for name in names if name.endswith(_SOURCES) and name not in BESIDE_THE_LOOK)


def picture_stem(request: RenderRequest, recipe: str) -> str:
    """Return the name of a drawn picture, but for what tells its density and format.

    It follows from the request and the recipe, never from the pixels: two machines whose browsers differ in a shade
    still name it alike.
    """
    kind = "table" if request.kind is PictureKind.TABLE else "diagram"
    return f"{kind}-{digest('picture', recipe, request.key)[:16]}"


def density_for(width_px: int, height_px: int) -> int | None:
    """Return how many pixels a picture of this size has for each CSS pixel; None if it is too large to be shown."""
    for density in DENSITIES:
        within_area = width_px * height_px * density**2 <= MAX_PIXELS
        if within_area and max(width_px, height_px) * density <= MAX_SIDE_PX:
            return density
    return None
