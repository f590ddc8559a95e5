"""`show`: every card in text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import epilog, format_option, notes_option
from pipeline.cli.outcome import faults_shown
from pipeline.core.errors import BUILT, FAULTS_IN_NOTES

if TYPE_CHECKING:
    from pipeline.core.diagnostic import Span


@click.command(
    "show",
    short_help="Print every card as text, with its rule.",
    epilog=epilog("show --notes ~/my-notes lambda.md", "show --notes ~/my-notes lambda.md:2"),
)
@click.argument("names", nargs=-1, metavar="[PATH]...")
@notes_option
@format_option
@click.option("--why", is_flag=True, help="Say what the rule of each card saw and what would change it; all findings.")
def show_command(names: tuple[str, ...], notes_dir: Path, form: str, why: bool) -> None:
    """Print every card as question and answer, with the rule that made it.

    PATH is a file or a folder of the notes, or a line such as file.md:12: the list entry or else the section there.
    """
    from pipeline.core.diagnostic import stops
    from pipeline.drafting import draft_notes
    from pipeline.places import place_named
    from pipeline.report import Report, count_line
    from pipeline.show import drafts_json, shown_drafts

    report = Report(notes_dir)
    with faults_shown(report):
        drafted = draft_notes(notes_dir)
        places = [place_named(name, notes_dir, drafted.sections, drafted.drafts) for name in names]

    def is_wanted(span: Span) -> bool:
        return not places or any(place.holds(span) for place in places)

    drafts = [draft for draft in drafted.drafts if is_wanted(draft.span)]
    said = [own for own in drafted.diagnostics if is_wanted(own.span)]
    report.diagnostics(said, verbose=why)
    if said and not why:
        click.echo(count_line(said, verbose=False, option="--why"), err=True)
    click.echo(drafts_json(drafts) if form == "json" else shown_drafts(drafts, why=why))
    sys.exit(FAULTS_IN_NOTES if stops(drafted.diagnostics, strict=False) else BUILT)
