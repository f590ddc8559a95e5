"""Run a job for a verb: its diagnostics and faults are printed, and its outcome becomes an exit code."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.core.errors import BUILT, FAULTS_IN_NOTES, DeckError

if TYPE_CHECKING:
    from pipeline.core.diagnostic import Diagnostic
    from pipeline.core.ledger import BuildResult
    from pipeline.job import Job
    from pipeline.report import Report

STOPPED = 130
"""What a shell gives for Ctrl-C."""


def end_with_outcome(
    *,
    writes: bool,
    notes_dir: Path,
    output: Path,
    no_cache: bool,
    form: str,
    verbose: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Do the whole job with the `build_options`, print what came of it, and end the program."""
    from pipeline.report import Report, outcome_json, outcome_lines

    report = Report(notes_dir, quiet=quiet)
    wishes = {"notes_dir": notes_dir, "output": output, "use_cache": not no_cache, "writes": writes, **options}
    if form == "text" and not verbose:
        _end_where_nothing_changed(report, **wishes)
    result, exit_code = job_done(report, verbose=verbose, **wishes)
    if form == "json":
        click.echo(outcome_json(result, output, exit_code))
    elif exit_code == BUILT:
        report.lines(outcome_lines(result, output, wrote=writes, verbose=verbose))
    sys.exit(exit_code)


def _end_where_nothing_changed(report: Report, **wishes: Any) -> None:
    """End the program where the last build stands as it is, and do nothing where it may not."""
    from pipeline.core.diagnostic import stops
    from pipeline.job import Job
    from pipeline.last_build import unchanged_since
    from pipeline.report import up_to_date_line

    job = Job(**wishes)
    ending = unchanged_since(job) if job.writes and job.use_cache else None
    if ending is None or stops(ending.diagnostics, strict=job.strict):
        return
    _print_diagnostics(report, ending.diagnostics, failed=False, verbose=False)
    report.lines([up_to_date_line(job.output, ending.notes, ending.cards)])
    sys.exit(BUILT)


def job_done(report: Report, *, verbose: bool, **wishes: Any) -> tuple[BuildResult, int]:
    """Do a job and print its diagnostics, all of them under `verbose`; return its result and exit code."""
    from pipeline.build import build
    from pipeline.job import Job
    from pipeline.report import PictureProgress

    with faults_shown(report), PictureProgress(quiet=report.quiet) as progress:
        job = Job(**wishes, on_progress=progress)
        result = build(job)
    return result, told(report, job, result, verbose=verbose)


def told(report: Report, job: Job, result: BuildResult, *, verbose: bool) -> int:
    """Print the diagnostics of a job that is done, all of them under `verbose`, and return its exit code."""
    from pipeline.core.diagnostic import stops

    failed = stops(result.diagnostics, strict=job.strict)
    _print_diagnostics(report, result.diagnostics, failed=failed, verbose=verbose)
    return FAULTS_IN_NOTES if failed else BUILT


def _print_diagnostics(report: Report, diagnostics: Sequence[Diagnostic], *, failed: bool, verbose: bool) -> None:
    from pipeline.report import count_line

    report.diagnostics(diagnostics, verbose=verbose)
    if (counts := count_line(diagnostics, verbose=verbose)) and not report.quiet:
        click.echo(f"{counts}{'; nothing was written' if failed else ''}", err=True)


@contextmanager
def faults_shown(report: Report) -> Iterator[None]:
    """Faults of use and machine end the program with a message and their exit code, and without a traceback."""
    try:
        yield
    except DeckError as fault:
        report.fault(fault)
        sys.exit(fault.exit_code)
    except KeyboardInterrupt:
        click.echo("Stopped. The last good deck and ledger are as they were.", err=True)
        sys.exit(STOPPED)


@contextmanager
def until_stopped() -> Iterator[None]:
    """Ctrl-C is the good end of what would go on for ever; a program that is told to end does so in the same order."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
    finally:
        signal.signal(signal.SIGTERM, before)
