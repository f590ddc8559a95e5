"""`check`: all that `build` does but write."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.options import build_options, epilog
from pipeline.cli.outcome import end_with_outcome


@click.command(
    "check",
    short_help="Do all that build does, but write nothing.",
    epilog=epilog("check --notes ~/my-notes", "check --strict"),
)
@build_options
def check_command(**options: Any) -> None:
    """Do everything that build does, but write neither package nor ledger."""
    end_with_outcome(writes=False, **options)
