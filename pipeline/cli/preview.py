"""`preview`: a page of every card."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import browser_option, cache_option, epilog, notes_option, output_option, port_option
from pipeline.cli.outcome import faults_shown, told, until_stopped
from pipeline.core.errors import BUILT

if TYPE_CHECKING:
    from pipeline.watch import PageServer


@click.command("preview", short_help="Write a page that shows every card.", epilog=epilog("preview --notes ~/my-notes"))
@notes_option
@output_option
@cache_option
@browser_option
@click.option(
    "--serve", "serves", is_flag=True, help="Serve the page to this machine until Ctrl-C; --port alone does so too."
)
@port_option
@click.option("--open", "opens", is_flag=True, help="Open the page in the web browser.")
@click.option("-v", "--verbose", is_flag=True, help="Print all findings.")
def preview_command(
    notes_dir: Path,
    output: Path,
    cache: Path | None,
    browser: str | None,
    serves: bool,
    port: int | None,
    opens: bool,
    verbose: bool,
) -> None:
    """Write a page that shows both sides of every card, as Anki would; package and ledger stay as they are.

    The page lies in preview/ beside the package and needs neither a server nor a network.
    """
    from pipeline.job import Job
    from pipeline.page import preview
    from pipeline.report import PictureProgress, Report

    report = Report(notes_dir)
    with faults_shown(report), PictureProgress() as progress:
        job = Job(notes_dir=notes_dir, output=output, cache=cache, browser=browser, on_progress=progress)
        result = preview(job)
    exit_code = told(report, job, result, verbose=verbose)
    if exit_code == BUILT:
        with (
            faults_shown(report),
            until_stopped(),
            _served(job.preview_dir, port or 0) if serves or port is not None else nullcontext() as server,
        ):
            page = server.address if server else str(job.preview_dir / "index.html")
            click.echo(f"{result.card_count:,} cards to look at: {page}{' (Ctrl-C ends it)' if server else ''}")
            if opens:
                click.launch(page)
            if server:
                server.wait()
    sys.exit(exit_code)


def _served(folder: Path, port: int) -> PageServer:
    from pipeline.watch import PageServer

    return PageServer(folder, port=port)
