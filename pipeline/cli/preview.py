"""`preview`: a page of every card."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.options import browser_option, cache_option, epilog, notes_option, output_option
from pipeline.cli.outcome import faults_shown, told
from pipeline.core.errors import BUILT


@click.command("preview", short_help="Write a page that shows every card.", epilog=epilog("preview --notes ~/my-notes"))
@notes_option
@output_option
@cache_option
@browser_option
@click.option("--open", "opens", is_flag=True, help="Open the page in the web browser.")
@click.option("-v", "--verbose", is_flag=True, help="Print all findings.")
def preview_command(
    notes_dir: Path, output: Path, cache: Path | None, browser: str | None, opens: bool, verbose: bool
) -> None:
    """Write a page that shows both sides of every card, as Anki would; package and ledger stay as they are.

    The page lies in preview/ beside the package and needs neither a server nor a network.
    """
    from pipeline.build import preview
    from pipeline.job import Job
    from pipeline.report import PictureProgress, Report

    report = Report(notes_dir)
    with faults_shown(report), PictureProgress() as progress:
        job = Job(notes_dir=notes_dir, output=output, cache=cache, browser=browser, on_progress=progress)
        result = preview(job)
    exit_code = told(report, job, result, verbose=verbose)
    if exit_code == BUILT:
        page = job.preview_dir / "index.html"
        cards = sum(len(note.ordinals) for note in result.notes)
        click.echo(f"{cards:,} cards to look at: {page}")
        if opens:
            click.launch(str(page))
    sys.exit(exit_code)
