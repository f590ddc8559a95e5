"""Reads `pins.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NpmPin:
    """A package of the npm registry. `files` are paths inside it: first the one that is used, then its licence."""

    name: str
    package: str
    version: str
    integrity: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelPin:
    """A file inside an installed Python package; `file` is relative to the folder of `module`."""

    name: str
    package: str
    version: str
    module: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """All that `pins.toml` holds, by name."""

    npm: dict[str, NpmPin]
    wheel: dict[str, WheelPin]
    test: dict[str, NpmPin]


def load_pins() -> Pins:
    """Return the pins of this version of the pipeline."""
    tables = tomllib.loads(Path(__file__).with_name("pins.toml").read_text(encoding="utf-8"))
    return Pins(
        npm=_npm_pins(tables["npm"]),
        wheel={name: WheelPin(name=name, **fields) for name, fields in tables["wheel"].items()},
        test=_npm_pins(tables["test"]),
    )


def _npm_pins(table: Mapping[str, Any]) -> dict[str, NpmPin]:
    return {name: NpmPin(name=name, **{**fields, "files": tuple(fields["files"])}) for name, fields in table.items()}
