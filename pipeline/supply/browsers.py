"""The browsers that may draw, in the order in which they are tried. A look-up: nothing is started here."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import MachineError
from pipeline.supply.lookup import pin_folder
from pipeline.supply.pins import load_pins

BROWSER_VARIABLE = "NOTEDECK_BROWSER"

ENDPOINT_SCHEMES = ("ws://", "wss://")
"""What the address of a Playwright server begins with."""

# Debian's /usr/bin/chromium is a script that adds options of its own; the programs behind such scripts come first.
PROGRAMS = (
    "/usr/lib/chromium/chromium-headless-shell",
    "chromium-headless-shell",
    "/usr/lib/chromium/chromium",
    "chromium",
    "chromium-browser",
    "google-chrome",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserCandidate:
    """A browser worth a try: a program, a channel of Playwright's, one behind the address of a Playwright server, or
    with none of these the one Playwright brings itself.

    `env` is to be laid over the environment that the browser is started with.
    """

    label: str
    executable: Path | None = None
    channel: str | None = None
    endpoint: str | None = None
    env: tuple[tuple[str, str], ...] = ()


PLAYWRIGHTS_OWN = BrowserCandidate(label="Playwright's own Chromium")


def browser_candidates(explicit: str | None = None) -> tuple[BrowserCandidate, ...]:
    """Return the browsers to try, best first.

    A browser that is asked for, by `explicit` or the variable NOTEDECK_BROWSER (a path, the name of a command, or the
    ws:// address of a Playwright server), is the only one. MachineError if there is no such program.
    """
    wanted = explicit or os.environ.get(BROWSER_VARIABLE)
    if wanted:
        return (_asked_for(wanted),)
    programs = (shutil.which(name) for name in PROGRAMS)
    return (
        PLAYWRIGHTS_OWN,
        *(BrowserCandidate(label=path, executable=Path(path)) for path in programs if path),
        *_fetched(),
        BrowserCandidate(label="Google Chrome", channel="chrome"),
        BrowserCandidate(label="Microsoft Edge", channel="msedge"),
    )


def fetched_browser(folder: Path) -> BrowserCandidate:
    """Return the browser that set-up unpacked into `folder`, with the shared libraries that came with it."""
    return BrowserCandidate(
        label=f"the Chromium that set-up fetched ({folder.name})",
        executable=folder / "chromium",
        env=(("LD_LIBRARY_PATH", str(folder / "lib")),),
    )


def no_browser_error() -> MachineError:
    """Return the error for a machine on which no browser starts; its hint names every way out."""
    playwright = shlex.quote(str(Path(sys.prefix) / "bin" / "playwright"))
    return MachineError(
        "no browser could be started to draw the pictures",
        f"Get one with `{playwright} install --only-shell chromium`, or on Debian with "
        "`apt-get install chromium-headless-shell`; or name one that is installed: "
        f"{BROWSER_VARIABLE}=/path/to/chromium.",
    )


def _asked_for(wanted: str) -> BrowserCandidate:
    if wanted.startswith(ENDPOINT_SCHEMES):
        return BrowserCandidate(label=wanted, endpoint=wanted)
    path = shutil.which(Path(wanted).expanduser())
    if path is None:
        raise MachineError(
            f"the browser asked for is not a program: {wanted}",
            f"Give the path of Chromium or Chrome by --browser or {BROWSER_VARIABLE}, or the address of a Playwright "
            "server (ws://… or wss://…), or neither to look for one.",
        )
    return BrowserCandidate(label=path, executable=Path(path).absolute())


def _fetched() -> tuple[BrowserCandidate, ...]:
    candidate = fetched_browser(pin_folder(load_pins().npm["browser"]))
    return (candidate,) if shutil.which(str(candidate.executable)) else ()
