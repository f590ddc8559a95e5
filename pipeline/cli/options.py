"""Options that more than one verb has."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

PROGRAM = os.environ.get("NOTEDECK_COMMAND", "build_deck.py")
"""What a person types to start it; the command `notedeck` tells its own name."""

IS_COMMAND = "NOTEDECK_COMMAND" in os.environ
"""Whether the name is all that starts it, and no Python before it."""

EXIT_CODES = """
\b
Exit codes: 0 done · 1 faults in the notes · 2 wrong use or settings ·
3 the ledger would change under --locked · 4 the machine lacks something
"""


def epilog(*examples: str) -> str:
    """Return what stands below the help of a verb: how it is started, and how it ends."""
    lines = "\n".join(f"  {PROGRAM} {example}" for example in examples)
    return f"\b\nExamples:\n{lines}\n{EXIT_CODES}"


def notes_option(command: Command) -> Command:
    return click.option(
        "--notes",
        "notes_dir",
        type=click.Path(path_type=Path),
        default=Path("notes"),
        show_default=True,
        metavar="DIR",
        help="Folder with the notes; the ledger deck.lock lies in it.",
    )(command)


def format_option(command: Command) -> Command:
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How results are printed on stdout.",
    )(command)


def output_option(command: Command) -> Command:
    return click.option(
        "--output",
        type=click.Path(path_type=Path),
        default=Path("output/deck.apkg"),
        show_default=True,
        metavar="FILE",
        help="The package to write.",
    )(command)


def browser_option(command: Command) -> Command:
    """Two options for one value; `--browser-endpoint` counts where both are given."""
    elsewhere = click.option(
        "--browser-endpoint",
        metavar="URL",
        expose_value=False,
        callback=_take_endpoint,
        help="The ws:// or wss:// address of a Playwright server to draw with instead.",
    )
    here = click.option(
        "--browser",
        metavar="PATH",
        callback=lambda context, _, wanted: wanted or context.params.get("browser"),
        help="The Chromium to draw with, instead of the first found.",
    )
    return here(elsewhere(command))


def _take_endpoint(context: click.Context, _option: click.Parameter, address: str | None) -> None:
    if address is None:
        return
    from pipeline.supply import ENDPOINT_SCHEMES

    if not address.startswith(ENDPOINT_SCHEMES):
        raise click.BadParameter(
            f"{address!r} does not begin with {' or '.join(ENDPOINT_SCHEMES)}. "
            "Give the address as the Playwright server tells it when it starts."
        )
    context.params["browser"] = address


def cache_option(command: Command) -> Command:
    return click.option(
        "--cache",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="NOTEDECK_CACHE",
        show_envvar=True,
        metavar="DIR",
        help="Folder that keeps drawn pictures, which many decks may share; else .cache beside the package.",
    )(command)


def quiet_option(command: Command) -> Command:
    return click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")(command)


def port_option(command: Command) -> Command:
    return click.option(
        "--port", type=click.IntRange(0, 65535), metavar="N", help="Where to serve it; else at a free port."
    )(command)


def build_options(command: Command) -> Command:
    """All options of a verb that does the whole job, in the order that its help lists them."""
    for option in reversed(
        (
            notes_option,
            output_option,
            cache_option,
            click.option("--no-cache", is_flag=True, help="Parse every file and draw every picture again."),
            click.option("--locked", is_flag=True, help="Fail instead of changing the ledger; for CI."),
            click.option("--strict", is_flag=True, help="Treat warnings as errors."),
            browser_option,
            format_option,
            click.option(
                "-v",
                "--verbose",
                is_flag=True,
                help="Print all findings, all changes, seconds by stage and the sha256.",
            ),
            quiet_option,
        )
    ):
        command = option(command)
    return command
