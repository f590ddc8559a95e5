"""Runs other programs and keeps what they say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

LIMIT_S = 900  # a slow line needs minutes for a browser
CANNOT_START = 127  # as a shell tells it


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    limit_s: float = LIMIT_S,
) -> subprocess.CompletedProcess[str]:
    """Run `command` without input, `env` laid over our environment, and return its exit code and output.

    Never raises: a program that cannot be started, or takes longer than `limit_s`, is told as one that failed.
    """
    try:
        return subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, CANNOT_START, stdout="", stderr=str(error))


def complaint(outcome: subprocess.CompletedProcess[str]) -> str:
    """Return the line of a failed program's output that most likely tells why."""
    lines = [line.strip() for line in f"{outcome.stderr}\n{outcome.stdout}".splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or line.startswith("E:")]
    return next(iter(telling or lines), f"exit code {outcome.returncode}")
