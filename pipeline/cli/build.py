"""`build`: the package and the ledger."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.options import EXIT_CODES, build_options
from pipeline.cli.outcome import end_with_outcome


@click.command("build", epilog=EXIT_CODES)
@build_options
def build_command(**options: Any) -> None:
    """Build the package and remember the identity of every note in the ledger."""
    end_with_outcome(writes=True, **options)
