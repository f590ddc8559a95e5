"""What everything that is remembered hangs on beside its input: our own code, and the libraries it stands on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.core.digest import digest

_OWN = Path(__file__).parent


@cache
def code_fingerprint() -> str:
    """Return a digest that changes with any file of the pipeline, any installed package and the version of Python.

    Broad on purpose: what is remembered too little costs a second, what is remembered too long is a wrong deck.
    """
    own = tuple((path.relative_to(_OWN).as_posix(), path.read_bytes()) for path in sorted(_own_files()))
    return digest("code-fingerprint", own, tuple(sorted(_installed())), sys.version)


def _own_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(_OWN):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(folder, name) for name in names)


def _installed() -> set[str]:
    """Return the installed packages with their versions, as their metadata folders are named."""
    return {
        path.name
        for folder in sys.path
        if Path(folder).is_dir()
        for path in Path(folder).iterdir()
        if path.name.endswith((".dist-info", ".egg-info"))
    }
