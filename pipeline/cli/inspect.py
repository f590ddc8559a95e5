"""`inspect`: what is in a package."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import epilog, format_option
from pipeline.cli.outcome import faults_shown


@click.command("inspect", short_help="Tell what is in a package.", epilog=epilog("inspect output/deck.apkg"))
@click.argument("package", type=click.Path(path_type=Path), metavar="FILE.apkg")
@format_option
@click.option("-v", "--verbose", is_flag=True, help="List every note, deck and media file.")
def inspect_command(package: Path, form: str, verbose: bool) -> None:
    """Tell what is in an Anki package of anybody's making, without importing it."""
    from pipeline.package.reading import read_package
    from pipeline.report import Report, contents_json, contents_lines

    report = Report(Path())
    with faults_shown(report):
        contents = read_package(package)
    if form == "json":
        click.echo(contents_json(contents))
    else:
        report.lines(contents_lines(contents, package, verbose=verbose))
