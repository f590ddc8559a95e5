"""The program: the group of verbs, in the order that `--help` lists them."""

from __future__ import annotations

import click

from pipeline import VERSION
from pipeline.cli.build import build_command
from pipeline.cli.check import check_command
from pipeline.cli.completion import completion_command
from pipeline.cli.doctor import doctor_command
from pipeline.cli.explain import explain_command
from pipeline.cli.init import init_command
from pipeline.cli.inspect import inspect_command
from pipeline.cli.options import EXIT_CODES
from pipeline.cli.preview import preview_command
from pipeline.cli.push import push_command
from pipeline.cli.show import show_command
from pipeline.cli.status import status_command
from pipeline.cli.touch import touch_command
from pipeline.cli.watch import watch_command

VERBS = (
    build_command,
    check_command,
    preview_command,
    watch_command,
    push_command,
    status_command,
    show_command,
    touch_command,
    explain_command,
    inspect_command,
    init_command,
    doctor_command,
    completion_command,
)


class _VerbGroup(click.Group):
    """`build` is the verb where none is named; the verbs are listed in the order they were added."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names_no_verb = not args or (args[0].startswith("-") and args[0] not in ("--help", "-h", "--version"))
        # A shell that completes asks what may come next, also where nothing was written yet.
        if names_no_verb and not ctx.resilient_parsing:
            args.insert(0, "build")
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_VerbGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES)
@click.version_option(VERSION, prog_name="notedeck")
def deck() -> None:
    """Turn a folder of Markdown notes into an Anki deck that keeps its review history."""


for verb in VERBS:
    deck.add_command(verb)
