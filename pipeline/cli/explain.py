"""`explain`: what a code means, an example of it, and what to do."""

from __future__ import annotations

import sys

import click

from pipeline.cli.options import epilog
from pipeline.core.errors import BUILT, USAGE


@click.command("explain", short_help="Tell what a finding means.", epilog=epilog("explain", "explain likely-slip"))
@click.argument("codes", nargs=-1, metavar="[CODE]...")
def explain_command(codes: tuple[str, ...]) -> None:
    """Tell what a code such as heading-only means, show notes that bring it about, and say what to do.

    Without CODE all of them are listed.
    """
    from pipeline.config import did_you_mean
    from pipeline.core.codes import CODES
    from pipeline.explain import code_list, explanation

    for name in codes:
        if name not in CODES:
            click.echo(f"error: there is no code {name}\n  hint: {did_you_mean(name, CODES)}", err=True)
            sys.exit(USAGE)
    click.echo("\n\n".join(map(explanation, codes)) if codes else code_list())
    sys.exit(BUILT)
