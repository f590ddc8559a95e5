"""`python -m pipeline.supply`: fetches whatever is still missing, and nothing twice."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.errors import DeckError, MachineError
from pipeline.supply.assets import install_assets, install_packages
from pipeline.supply.browser_install import install_browser
from pipeline.supply.browsers import no_browser_error
from pipeline.supply.lookup import assets_folder, find_assets
from pipeline.supply.pins import load_pins
from pipeline.supply.progress import tell


def main() -> int:
    """Set up, and return the exit code: 0 also without a browser, since only notes with pictures need one."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.supply", description="Fetch what draws the pictures.")
    parser.add_argument("--stamp", type=Path, help="a file to write when nothing is missing any more")
    parser.add_argument("--tests", action="store_true", help="fetch what only the tests need, and nothing else")
    arguments = parser.parse_args()
    stamp: Path | None = arguments.stamp
    try:
        complete = set_up_tests() if arguments.tests else set_up()
        if complete and stamp:
            stamp.touch()
    except DeckError as error:
        print(f"error: {error.message}\n{error.hint}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"error: set-up could not write to {assets_folder()}: {error}", file=sys.stderr)
        return MachineError.exit_code
    return 0


def set_up() -> bool:
    """Fetch what is missing, and tell whether all is there now, a browser included. MachineError says what to do."""
    pins = load_pins()
    with _scratch_folder() as scratch:
        install_assets(pins, scratch)
        find_assets()
        browser = install_browser(pins.npm["browser"], scratch)
    if browser:
        tell(f"pictures will be drawn by {browser.label}")
        return True
    missing = no_browser_error()
    print(f"warning: {missing.message}\n{missing.hint}", file=sys.stderr)
    return False


def set_up_tests() -> bool:
    """Fetch what only the tests need. MachineError says what to do."""
    with _scratch_folder() as scratch:
        install_packages(load_pins().test.values(), scratch)
    return True


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """A folder beside its targets, so that one rename takes a finished one there; what an interrupted run left goes."""
    if sys.prefix == sys.base_prefix and "NOTEDECK_ASSETS" not in os.environ:
        raise MachineError("set-up writes only into a virtual environment, and this is none", "Run `make deck`.")
    scratch = assets_folder() / ".scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
