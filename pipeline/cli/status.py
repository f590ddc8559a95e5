"""`status`: what the next build would change."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.options import browser_option, cache_option, epilog, format_option, notes_option, output_option
from pipeline.cli.outcome import job_done
from pipeline.core.errors import BUILT


@click.command(
    "status", short_help="Tell word by word what a build would change.", epilog=epilog("status --notes ~/my-notes")
)
@notes_option
@output_option
@cache_option
@browser_option
@format_option
@click.option("-v", "--verbose", is_flag=True, help="Also name the unchanged notes, and print all findings.")
def status_command(
    notes_dir: Path, output: Path, cache: Path | None, browser: str | None, form: str, verbose: bool
) -> None:
    """Tell word by word what the next build would change, and write nothing."""
    from pipeline.report import Report, status_json
    from pipeline.status import status_lines

    report = Report(notes_dir)
    result, exit_code = job_done(
        report, verbose=verbose, notes_dir=notes_dir, output=output, cache=cache, browser=browser, packs=False
    )
    if form == "json":
        click.echo(status_json(result, exit_code))
    elif exit_code == BUILT:
        report.lines(status_lines(result.delta, verbose=verbose))
    sys.exit(exit_code)
