"""`doctor`: whether this machine has all that a build needs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.options import browser_option, cache_option, epilog, format_option, notes_option, output_option
from pipeline.core.errors import BUILT, MACHINE


@click.command(
    "doctor",
    short_help="Say whether this machine has all it needs.",
    epilog=epilog("doctor", "doctor --browser /usr/bin/chromium"),
)
@notes_option
@output_option
@cache_option
@browser_option
@format_option
def doctor_command(notes_dir: Path, output: Path, cache: Path | None, browser: str | None, form: str) -> None:
    """Look at Python, packages, browser, fonts, ledger, cache and disk, and say what to do about each fault."""
    from pipeline.doctor import Health, Places, examined, told_json, told_lines, verdict_line
    from pipeline.printing import print_lines

    told = []
    for name, finding in examined(Places(notes_dir, output, browser, cache)):
        told.append((name, finding))
        if form == "text":
            print_lines(told_lines(told[-1:]))
    if form == "json":
        click.echo(told_json(told))
    else:
        print_lines([(), verdict_line(told)])
    sys.exit(MACHINE if any(finding.health is Health.FAULT for _, finding in told) else BUILT)
