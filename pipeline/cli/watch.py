"""`watch`: the page of every card, kept up to date while the notes are written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import browser_option, cache_option, epilog, notes_option, output_option, port_option
from pipeline.cli.outcome import faults_shown, until_stopped

if TYPE_CHECKING:
    from pipeline.watch import Look


@click.command(
    "watch",
    short_help="Show every card, and each save of the notes at once.",
    epilog=epilog("watch --notes ~/my-notes"),
)
@notes_option
@output_option
@cache_option
@browser_option
@port_option
@click.option("--open", "opens", is_flag=True, help="Open the page in the web browser.")
def watch_command(
    notes_dir: Path, output: Path, cache: Path | None, browser: str | None, port: int | None, opens: bool
) -> None:
    """Show every card in the web browser, and each save of the notes at once, until Ctrl-C.

    The page is served to this machine alone. It tells what the next build would change; package and ledger stay as the
    last build left them. A fault in the notes stands above the last good cards until it is mended.
    """
    from pipeline.job import Job
    from pipeline.report import Report
    from pipeline.watch import Session

    with faults_shown(Report(notes_dir)), until_stopped():
        job = Job(notes_dir=notes_dir, output=output, cache=cache, browser=browser)
        with Session(job, port=port or 0) as session:
            click.echo(f"Watching {notes_dir}: {session.address} (Ctrl-C ends it)")
            if opens:
                click.launch(session.address)
            for look in session.looks():
                _tell(look, notes_dir)


def _tell(look: Look, notes_dir: Path) -> None:
    """Print what is new after a look: a line for what the page shows, and of the findings those not told before."""
    from pipeline.report import Report, seen_line

    report = Report(notes_dir)
    report.diagnostics(look.fresh, verbose=False)
    if look.fault and look.is_news:
        report.fault(look.fault)
    if look.result and look.is_news:
        report.lines([seen_line(look.result)])
