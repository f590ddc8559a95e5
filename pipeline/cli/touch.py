"""`touch`: send notes once more."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.options import epilog, notes_option, quiet_option
from pipeline.cli.outcome import faults_shown
from pipeline.core.errors import FAULTS_IN_NOTES


@click.command("touch", short_help="Send notes once more.", epilog=epilog("touch --notes ~/my-notes lambda.md:2"))
@click.argument("names", nargs=-1, required=True, metavar="PATH...")
@notes_option
@quiet_option
def touch_command(names: tuple[str, ...], notes_dir: Path, quiet: bool) -> None:
    """Send notes once more, so that the next import overwrites what was edited in them in Anki.

    PATH is a file or a folder of the notes, or a line such as file.md:12: the list entry or else the section there.
    """
    from pipeline.build import touch
    from pipeline.core.diagnostic import stops
    from pipeline.report import Report, touched_text

    report = Report(notes_dir)
    with faults_shown(report):
        count, diagnostics = touch(notes_dir, names)
    if stops(diagnostics, strict=False):
        report.diagnostics(diagnostics, verbose=False)
        sys.exit(FAULTS_IN_NOTES)
    if not quiet:
        click.echo(touched_text(count))
