"""`completion`: what makes a shell complete verbs and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from pipeline.cli.options import epilog

COMMAND = "notedeck"
"""Completion goes by the name of a command."""

VARIABLE = "_NOTEDECK_COMPLETE"
"""Set by the shell when it asks the program what may come next."""


@click.command("completion", short_help="Print what makes a shell complete verbs.", epilog=epilog("completion bash"))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print what makes a shell complete the verbs and options of the command `notedeck`.

    \b
    bash  notedeck completion bash > ~/.local/share/bash-completion/completions/notedeck
    zsh   notedeck completion zsh > a folder of your $fpath, as _notedeck
    fish  notedeck completion fish > ~/.config/fish/completions/notedeck.fish
    """
    complete = get_completion_class(shell)
    if complete is None:
        raise click.UsageError(f"click has no completion for {shell}")
    click.echo(complete(context.find_root().command, {}, COMMAND, VARIABLE).source(), nl=False)
