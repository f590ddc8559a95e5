"""Verbs and options; maps an outcome to an exit code. Everything else happens in `build`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.core.errors import BUILT, FAULTS_IN_NOTES, DeckError

if TYPE_CHECKING:
    from pipeline.core.ledger import BuildResult
    from pipeline.report import Report

Command = TypeVar("Command", bound=Callable[..., Any])

STOPPED = 130
"""What a shell gives for Ctrl-C."""

EXIT_CODES = """
\b
Exit codes: 0 done · 1 faults in the notes · 2 wrong use or settings ·
3 the ledger would change under --locked · 4 the machine lacks something
"""


class _VerbGroup(click.Group):
    """`build` is the verb where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "-h", "--version")):
            args.insert(0, "build")
        return super().parse_args(ctx, args)


@click.group(cls=_VerbGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES)
@click.version_option("0.1.0", prog_name="notedeck")
def deck() -> None:
    """Turn a folder of Markdown notes into an Anki deck that keeps its review history."""


def _notes_option(command: Command) -> Command:
    return click.option(
        "--notes",
        "notes_dir",
        type=click.Path(path_type=Path),
        default=Path("notes"),
        show_default=True,
        metavar="DIR",
        help="Folder with the notes; the ledger deck.lock lies in it.",
    )(command)


def _format_option(command: Command) -> Command:
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How results are printed on stdout.",
    )(command)


def _output_option(command: Command) -> Command:
    return click.option(
        "--output",
        type=click.Path(path_type=Path),
        default=Path("output/deck.apkg"),
        show_default=True,
        metavar="FILE",
        help="The package to write; pictures are kept in .cache beside it.",
    )(command)


def _browser_option(command: Command) -> Command:
    return click.option("--browser", metavar="PATH", help="The Chromium to draw with, instead of the first found.")(
        command
    )


def _build_options(command: Command) -> Command:
    for option in reversed(
        (
            _notes_option,
            _output_option,
            click.option("--no-cache", is_flag=True, help="Draw every picture again."),
            click.option("--locked", is_flag=True, help="Fail instead of changing the ledger; for CI."),
            click.option("--strict", is_flag=True, help="Treat warnings as errors."),
            _browser_option,
            _format_option,
            click.option("-v", "--verbose", is_flag=True, help="Print all changes, seconds by stage and the sha256."),
        )
    ):
        command = option(command)
    return command


@deck.command("build", epilog=EXIT_CODES)
@_build_options
def build_command(**options: Any) -> None:
    """Build the package and remember the identity of every note in the ledger."""
    _run(writes=True, **options)


@deck.command("check", epilog=EXIT_CODES)
@_build_options
def check_command(**options: Any) -> None:
    """Do everything that build does, but write neither package nor ledger."""
    _run(writes=False, **options)


@deck.command("status", epilog=EXIT_CODES)
@_notes_option
@_output_option
@_browser_option
@_format_option
@click.option("-v", "--verbose", is_flag=True, help="Also name the unchanged notes.")
def status_command(notes_dir: Path, output: Path, browser: str | None, form: str, verbose: bool) -> None:
    """Tell word by word what the next build would change, and write nothing."""
    from pipeline.report import Report, status_json
    from pipeline.status import status_lines

    report = Report(notes_dir)
    result, exit_code = _ran(report, notes_dir=notes_dir, output=output, browser=browser, packs=False)
    if form == "json":
        click.echo(status_json(result, exit_code))
    elif exit_code == BUILT:
        report.lines(status_lines(result.delta, verbose=verbose))
    sys.exit(exit_code)


@deck.command("touch", epilog=EXIT_CODES)
@click.argument("names", nargs=-1, required=True, metavar="PATH...")
@_notes_option
def touch_command(names: tuple[str, ...], notes_dir: Path) -> None:
    """Send notes once more, so that the next import overwrites what was edited in them in Anki.

    PATH is a file or a folder of the notes, or a line such as file.md:12: the list entry or else the section there.
    """
    from pipeline.build import stops, touch
    from pipeline.report import Report, touched_text

    report = Report(notes_dir)
    with _faults_shown(report):
        count, diagnostics = touch(notes_dir, names)
    if stops(diagnostics, strict=False):
        report.diagnostics(diagnostics)
        sys.exit(FAULTS_IN_NOTES)
    click.echo(touched_text(count))


@deck.command("show")
@click.argument("names", nargs=-1, metavar="[PATH]...")
@_notes_option
@_format_option
def show_command(names: tuple[str, ...], notes_dir: Path, form: str) -> None:
    """Print every card as question and answer, with the rule that made it.

    PATH is a file or a folder of the notes, or a line such as file.md:12: the list entry or else the section there.
    """
    from pipeline.build import draft_notes, stops
    from pipeline.places import place_named
    from pipeline.report import Report
    from pipeline.show import drafts_json, shown_drafts

    report = Report(notes_dir)
    with _faults_shown(report):
        drafted = draft_notes(notes_dir)
        places = [place_named(name, notes_dir, drafted.sections, drafted.drafts) for name in names]
    drafts = [draft for draft in drafted.drafts if not places or any(place.holds(draft.span) for place in places)]
    report.diagnostics(drafted.diagnostics)
    click.echo(drafts_json(drafts) if form == "json" else shown_drafts(drafts))
    sys.exit(FAULTS_IN_NOTES if stops(drafted.diagnostics, strict=False) else BUILT)


def _run(
    *, writes: bool, notes_dir: Path, output: Path, no_cache: bool, form: str, verbose: bool, **options: Any
) -> None:
    from pipeline.report import Report, outcome_json, outcome_lines

    report = Report(notes_dir)
    result, exit_code = _ran(
        report, notes_dir=notes_dir, output=output, use_cache=not no_cache, writes=writes, **options
    )
    if form == "json":
        click.echo(outcome_json(result, output, exit_code))
    elif exit_code == BUILT:
        report.lines(outcome_lines(result, output, wrote=writes, verbose=verbose))
    sys.exit(exit_code)


def _ran(report: Report, **wishes: Any) -> tuple[BuildResult, int]:
    """Do a job and print its diagnostics; return its result and exit code."""
    from pipeline.build import Job, build, stops
    from pipeline.report import PictureProgress, count_line

    with _faults_shown(report), PictureProgress() as progress:
        job = Job(**wishes, on_progress=progress)
        result = build(job)
    failed = stops(result.diagnostics, strict=job.strict)
    report.diagnostics(result.diagnostics)
    if counts := count_line(result.diagnostics):
        click.echo(f"{counts}{'; nothing was written' if failed else ''}", err=True)
    return result, FAULTS_IN_NOTES if failed else BUILT


@contextmanager
def _faults_shown(report: Report) -> Iterator[None]:
    """Faults of use and machine end the program with a message and their exit code, and without a traceback."""
    try:
        yield
    except DeckError as fault:
        report.fault(fault)
        sys.exit(fault.exit_code)
    except KeyboardInterrupt:
        click.echo("Stopped. The last good deck and ledger are as they were.", err=True)
        sys.exit(STOPPED)


def main() -> None:
    """Run the program with the arguments of the process."""
    deck()
