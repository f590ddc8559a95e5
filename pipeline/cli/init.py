"""`init`: the first notes of a new project."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from pipeline.cli.options import IS_COMMAND, PROGRAM, epilog
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
    click.echo("Next: look at them, then build:")
    click.echo(f"  {shlex.join([*_start_words(), 'build', *_places(folder)])}")


def _start_words() -> list[str]:
    """Return what started this program, which starts it again from the same folder."""
    if IS_COMMAND:
        return [PROGRAM]
    return sys.orig_argv[: 1 - len(sys.argv)]


def _places(folder: Path) -> list[str]:
    """Return the options of a build of `folder`, which shares no package with notes that are built here already."""
    notes = ["--notes", str(folder)]
    if folder.resolve() == Path("notes").resolve():
        return notes
    return [*notes, "--output", str(Path("output", folder.resolve().name, "deck.apkg"))]
