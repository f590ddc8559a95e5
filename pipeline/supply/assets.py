"""Puts mermaid, the fonts and MathJax in place."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pipeline.core.errors import MachineError
from pipeline.supply.archives import unpack
from pipeline.supply.lookup import MATHJAX, NPM_ASSETS, SET_UP_HINT, kept_files, pin_folder, wheel_file
from pipeline.supply.npm import Npm, find_npm
from pipeline.supply.pins import NpmPin, Pins, WheelPin
from pipeline.supply.progress import tell


def install_assets(pins: Pins, scratch: Path) -> None:
    """Fetch what is missing of mermaid, fonts and MathJax, and check the fonts that came with Python packages.

    MachineError if something cannot be had or is not the pinned file; then nothing half-done is left.
    """
    for wheel_pin in pins.wheel.values():
        check_wheel_file(wheel_pin)
    install_packages([pins.npm[name] for name in (*NPM_ASSETS, MATHJAX)], scratch)


def install_packages(pins: Iterable[NpmPin], scratch: Path) -> None:
    """Fetch those of `pins` that are missing."""
    for pin in pins:
        if not all(path.is_file() for path in kept_files(pin)):
            tell(f"{pin.name} {pin.version}")
            install_package(pin, find_npm(scratch), scratch)


def check_wheel_file(pin: WheelPin) -> None:
    """Raise MachineError unless the installed file is the pinned one."""
    path = wheel_file(pin)
    if hashlib.sha256(path.read_bytes()).hexdigest() != pin.sha256:
        raise MachineError(f"{path} is not the {pin.name} of {pin.package} {pin.version}", SET_UP_HINT)


def install_package(pin: NpmPin, npm: Npm, scratch: Path) -> None:
    """Fetch the package of `pin` and keep its files."""
    replace_folder(unpack_package(pin, npm, scratch), pin_folder(pin))


def unpack_package(pin: NpmPin, npm: Npm, scratch: Path) -> Path:
    """Fetch the package of `pin` and return a folder in `scratch` that holds its files and nothing else."""
    archive = npm.pack(pin, scratch / f"{pin.name}-package")
    folder = scratch / f"{pin.name}-files"
    names = {f"package/{file}": PurePosixPath(file).name for file in pin.files}
    unpack(archive, folder, names.get)
    return folder


def replace_folder(source: Path, target: Path) -> None:
    """Put the folder `source` in the place of `target`, on the same file system, in one step."""
    if target.exists():
        shutil.rmtree(target)
    source.replace(target)
