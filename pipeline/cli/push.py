"""`push`: into an Anki that runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import browser_option, epilog, notes_option, output_option
from pipeline.cli.outcome import faults_shown, job_done
from pipeline.core.errors import BUILT, UsageError

if TYPE_CHECKING:
    from pipeline.core.ledger import BuildResult
    from pipeline.push import AnkiConnect, Leftovers
    from pipeline.report import Report


@click.command(
    "push",
    short_help="Build, and import into the Anki that runs.",
    epilog=epilog("push --notes ~/my-notes --sync", "push --delete-retired --yes"),
)
@notes_option
@output_option
@browser_option
@click.option(
    "--anki-connect",
    "address",
    metavar="URL",
    envvar="NOTEDECK_ANKI_CONNECT",
    show_envvar=True,
    default="http://127.0.0.1:8765",
    show_default=True,
    help="Where the add-on AnkiConnect listens.",
)
@click.option("--dialog", is_flag=True, help="Open Anki's import window with your own options, and do no more.")
@click.option("--sync", is_flag=True, help="Have Anki sync at last.")
@click.option("--delete-retired", is_flag=True, help="Show the notes that you deleted, and delete them in Anki too.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
def push_command(
    notes_dir: Path,
    output: Path,
    browser: str | None,
    address: str,
    dialog: bool,
    sync: bool,
    delete_retired: bool,
    yes: bool,
) -> None:
    """Build, and have the Anki that runs import the package, by its add-on AnkiConnect (2055492159).

    The rules of an import by hand hold. The add-on's `apiKey`, if you gave it one, is read from the environment
    variable NOTEDECK_ANKI_CONNECT_KEY.
    """
    from pipeline import push
    from pipeline.report import Report

    report = Report(notes_dir)
    with faults_shown(report):
        if dialog and (sync or delete_retired):
            raise UsageError("--dialog leaves the rest to you", "Push without it to sync or delete.")
        anki = push.AnkiConnect(address, os.environ.get(push.KEY_VARIABLE, ""))
        anki.check()
        result = _built(report, notes_dir=notes_dir, output=output, browser=browser)
        if dialog:
            push.open_import(anki, output)
            click.echo("Anki's import window is open: the rest is yours.")
            return
        report.lines(push.arrival_lines(push.push_notes(anki, result.notes, output)))
        leftovers = push.left_in_anki(anki, notes_dir)
        if delete_retired:
            _delete(report, anki, leftovers, yes=yes)
        else:
            report.lines(push.leftover_hint(leftovers))
        if sync:
            push.start_sync(anki)
            click.echo("Asked Anki to sync.")


def _built(report: Report, **wishes: Any) -> BuildResult:
    result, exit_code = job_done(report, tells_notes=True, verbose=False, **wishes)
    if exit_code != BUILT:
        sys.exit(exit_code)
    return result


def _delete(report: Report, anki: AnkiConnect, leftovers: Leftovers, *, yes: bool) -> None:
    """Show what is left over in Anki, and delete it if that is meant."""
    from pipeline import push

    report.lines(push.leftover_lines(leftovers))
    if not leftovers.entries:
        return
    if not yes and not sys.stdin.isatty():
        raise UsageError("nobody can be asked here, so nothing was deleted", "Read the list, then add --yes.")
    if yes or click.confirm(push.deletion_question(leftovers)):
        push.delete_notes(anki, leftovers)
        click.echo("Deleted. Edit › Undo in Anki takes it back, until Anki syncs or is closed.")
