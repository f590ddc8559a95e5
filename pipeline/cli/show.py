"""`show`: every card in text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.options import epilog, format_option, notes_option
from pipeline.cli.outcome import faults_shown
from pipeline.core.errors import BUILT, FAULTS_IN_NOTES


@click.command(
    "show",
    short_help="Print every card as text, with its rule.",
    epilog=epilog("show --notes ~/my-notes lambda.md", "show --notes ~/my-notes lambda.md:2"),
)
@click.argument("names", nargs=-1, metavar="[PATH]...")
@notes_option
@format_option
def show_command(names: tuple[str, ...], notes_dir: Path, form: str) -> None:
    """Print every card as question and answer, with the rule that made it.

    PATH is a file or a folder of the notes, or a line such as file.md:12: the list entry or else the section there.
    """
    from pipeline.build import draft_notes, stops
    from pipeline.places import place_named
    from pipeline.report import Report
    from pipeline.show import drafts_json, shown_drafts

    report = Report(notes_dir)
    with faults_shown(report):
        drafted = draft_notes(notes_dir)
        places = [place_named(name, notes_dir, drafted.sections, drafted.drafts) for name in names]
    drafts = [draft for draft in drafted.drafts if not places or any(place.holds(draft.span) for place in places)]
    report.diagnostics(drafted.diagnostics)
    click.echo(drafts_json(drafts) if form == "json" else shown_drafts(drafts))
    sys.exit(FAULTS_IN_NOTES if stops(drafted.diagnostics, strict=False) else BUILT)
