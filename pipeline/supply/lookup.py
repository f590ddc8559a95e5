"""Finds what set-up has put in place. Quick: a few file names are looked at, nothing is read but the pins."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.core.digest import digest
from pipeline.core.errors import MachineError
from pipeline.supply.pins import NpmPin, WheelPin, load_pins

SET_UP_HINT = "Run `make deck`, which fetches what is missing, or `python -m pipeline.supply` for the set-up alone."

NPM_ASSETS = ("mermaid", "symbol-font", "emoji-font")
"""What pictures are drawn with."""

MATHJAX = "mathjax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """The files that pictures are drawn with; all of them exist.

    `fingerprint` changes when any of them does: it is made of the pinned versions and hashes that set-up has checked.
    """

    mermaid_js: Path
    text_font: Path
    mono_font: Path
    symbol_font: Path
    emoji_font: Path
    fingerprint: str


def assets_folder() -> Path:
    """Return where set-up puts files: NOTEDECK_ASSETS, else `assets/` of the virtual environment that runs."""
    override = os.environ.get("NOTEDECK_ASSETS")
    return Path(override).absolute() if override else Path(sys.prefix) / "assets"


def pin_folder(pin: NpmPin) -> Path:
    """Return where the files of `pin` are kept, whether it exists or not.

    The version is part of its name, so that the files of an older pin are never taken for those of a newer one.
    """
    return assets_folder() / f"{pin.name}-{pin.version}"


def kept_files(pin: NpmPin) -> tuple[Path, ...]:
    """Return the paths of the files of `pin`, in its order, whether they exist or not."""
    return tuple(pin_folder(pin) / PurePosixPath(file).name for file in pin.files)


def wheel_file(pin: WheelPin) -> Path:
    """Return where the file of `pin` stands, without importing its module. MachineError if it is not installed."""
    spec = importlib.util.find_spec(pin.module)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        path = Path(folder) / pin.file
        if path.is_file():
            return path
    raise MachineError(f"the {pin.name} (Python package {pin.package} {pin.version}) is not installed", SET_UP_HINT)


def find_assets() -> Assets:
    """Return the files to draw with. MachineError, which says what to run, if one is missing."""
    pins = load_pins()
    mermaid, symbol_font, emoji_font = (pins.npm[name] for name in NPM_ASSETS)
    text_font, mono_font = (pins.wheel[name] for name in ("text-font", "mono-font"))
    fetched = ((pin.name, pin.version, pin.integrity, pin.files[0]) for pin in (mermaid, symbol_font, emoji_font))
    installed = ((pin.name, pin.version, pin.sha256) for pin in (text_font, mono_font))
    return Assets(
        mermaid_js=_existing(mermaid),
        text_font=wheel_file(text_font),
        mono_font=wheel_file(mono_font),
        symbol_font=_existing(symbol_font),
        emoji_font=_existing(emoji_font),
        fingerprint=digest("assets", *fetched, *installed),
    )


def find_mathjax() -> Path:
    """Return the script that draws maths. MachineError, which says what to run, if it is missing."""
    return _existing(load_pins().npm[MATHJAX])


def _existing(pin: NpmPin) -> Path:
    path = kept_files(pin)[0]
    if not path.is_file():
        raise MachineError(f"{pin.name} {pin.version} is not there yet: {path} is missing", SET_UP_HINT)
    return path
