"""Python, its packages and the disk."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.doctor.finding import Finding, Places, advice, fault, well
from pipeline.lines import counted, sized

SET_UP_ANEW = "Set up anew: `rm -rf .venv && make deck`."

REQUIREMENTS = Path(__file__).parents[2] / "requirements" / "deck.txt"

_ENOUGH_BYTES, _TOO_FEW_BYTES = 1_000_000_000, 50_000_000
"""A deck with its pictures takes some ten MB, and is written beside the old one before it takes its place."""


def check_python(places: Places) -> Iterator[Finding]:
    said = f"{platform.python_version()} ({sys.executable})"
    if sys.prefix == sys.base_prefix:
        yield advice(f"{said}, in no virtual environment", "Start with .venv/bin/python, which `make deck` sets up.")
    else:
        yield well(said)


def check_packages(places: Places) -> Iterator[Finding]:
    """Compare what is installed with what is pinned, and load all of it."""
    pins = pinned_versions(REQUIREMENTS.read_text(encoding="utf-8"))
    modules = _modules_of(pins)
    sick = [found for name, version in pins.items() for found in _package_faults(name, version, modules[name])]
    yield from sick
    if not sick:
        yield well(f"{counted(len(pins), 'package')}, each as pinned")


def check_disk(places: Places) -> Iterator[Finding]:
    folder = places.output.absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{sized(free)} free in {folder}"
    if free < _TOO_FEW_BYTES:
        yield fault(said, "Free some space; what cannot be written whole is not written at all.")
    elif free < _ENOUGH_BYTES:
        yield advice(said, "Free some space before it runs out.")
    else:
        yield well(said)


def pinned_versions(requirements: str) -> dict[str, str]:
    """Return the versions of a requirements file by package, without those that only some systems need."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+) *\\?$", requirements, re.MULTILINE))


def _modules_of(pins: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the modules that each installed package brings."""
    modules: dict[str, list[str]] = {name: [] for name in pins}
    for module, packages in sorted(importlib.metadata.packages_distributions().items()):
        for package in packages:
            name = re.sub(r"[-_.]+", "-", package).lower()
            if name in modules and not module.startswith("_"):
                modules[name].append(module)
    return modules


def _package_faults(name: str, version: str, modules: Sequence[str]) -> Iterator[Finding]:
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        yield fault(f"{name} {version} is not installed", SET_UP_ANEW)
        return
    if installed != version:
        yield fault(f"{name} is {installed}, pinned is {version}", SET_UP_ANEW)
    for module in modules:
        try:
            importlib.import_module(module)
        except (ImportError, AttributeError, OSError, SyntaxError) as error:
            yield fault(f"{name} {installed} cannot be loaded: {error}", SET_UP_ANEW)
