"""`build`: the package and the ledger."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.options import build_options, epilog
from pipeline.cli.outcome import end_with_outcome


@click.command(
    "build",
    short_help="Build the package, and remember every note.",
    epilog=epilog("build", "build --notes ~/my-notes --output ~/decks/mine.apkg", "build --locked --strict"),
)
@build_options
def build_command(**options: Any) -> None:
    """Build the package and remember the identity of every note in the ledger."""
    end_with_outcome(writes=True, **options)
