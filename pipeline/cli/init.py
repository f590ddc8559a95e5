"""`init`: the first notes of a new project."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from pipeline.cli.options import PROGRAM, epilog
from pipeline.cli.outcome import faults_shown


@click.command("init", short_help="Make a small notes folder to start from.", epilog=epilog("init my-notes"))
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def init_command(folder: Path) -> None:
    """Make a small notes folder: settings, and a file that teaches the syntax in a minute."""
    from pipeline.report import Report
    from pipeline.starter import write_starter

    with faults_shown(Report(folder)):
        paths = write_starter(folder)
    for path in paths:
        click.echo(f"Wrote {path}")
    click.echo(f"Next: look at them, then `{PROGRAM} build --notes {shlex.quote(str(folder))}`.")
