"""What a check finds, and where it looks."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import NamedTuple


class Health(Enum):
    """How a thing is: as it should be, working yet worth a look, or something that a build will fail on."""

    OK = "ok"
    ADVICE = "advice"
    FAULT = "fault"


class Finding(NamedTuple):
    """What there is, and what to do where it is not well."""

    health: Health
    said: str
    remedy: str = ""


class Places(NamedTuple):
    """What a build would work with."""

    notes_dir: Path
    output: Path
    browser: str | None = None
    cache: Path | None = None


def well(said: str) -> Finding:
    return Finding(Health.OK, said)


def advice(said: str, remedy: str) -> Finding:
    return Finding(Health.ADVICE, said, remedy)


def fault(said: str, remedy: str) -> Finding:
    return Finding(Health.FAULT, said, remedy)
