"""What the doctor says of a machine: sound, or what is broken and what to do about it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import doctor
from pipeline.core.errors import MachineError
from pipeline.doctor import Health, Places, examined
from pipeline.doctor.finding import Finding
from pipeline.doctor.machine import SET_UP_ANEW, check_disk, check_packages, pinned_versions
from pipeline.doctor.project import check_cache, check_ledger, check_notes
from tests.project import Project

PROGRAM = Path(__file__).parent.parent / "build_deck.py"

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def places(project: Project) -> Places:
    project.write("a.md", "## 鍵\n**対称鍵**を使う。\n")
    return Places(project.notes_dir, project.package)


def told(check: Callable[[Places], object], places: Places, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    monkeypatch.setattr(doctor, "CHECKS", {"It": check})
    return [finding for _, finding in examined(places)]


def test_doctor_reads_pins_without_those_of_other_systems() -> None:
    requirements = (
        "a-b==1.0 \\\n    --hash=sha256:00\n    # via c\ncolorama==0.4 ; sys_platform == 'win32' \\\nd==2.1\n"
    )
    assert pinned_versions(requirements) == {"a-b": "1.0", "d": "2.1"}


def test_doctor_finds_packages_that_are_missing_or_others(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = tmp_path / "deck.txt"
    pins.write_text("no-such-package==1.0\nclick==0.0.1\nrich==15.0.0\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.doctor.machine.REQUIREMENTS", pins)
    missing, other = told(check_packages, places, monkeypatch)
    assert missing == (Health.FAULT, "no-such-package 1.0 is not installed", SET_UP_ANEW)
    assert other.said.endswith("pinned is 0.0.1")


@pytest.mark.parametrize(("free", "health"), [(10**7, Health.FAULT), (10**8, Health.ADVICE), (10**10, Health.OK)])
def test_doctor_looks_at_the_room_on_the_disk(
    places: Places, monkeypatch: pytest.MonkeyPatch, free: int, health: Health
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 0, free))
    (finding,) = told(check_disk, places, monkeypatch)
    assert finding.health is health
    assert bool(finding.remedy) is (health is not Health.OK)


def test_doctor_tells_faults_of_notes_and_settings(
    project: Project, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    (finding,) = told(check_notes, places, monkeypatch)
    assert finding == (Health.OK, f"1 file in {project.notes_dir}, for the deck Notes", "")
    project.write("deck.toml", "dekc = 1\n")
    (finding,) = told(check_notes, places, monkeypatch)
    assert finding == (Health.FAULT, "deck.toml:1: unknown setting `dekc`", "Did you mean `deck`?")


def test_doctor_tells_of_the_ledger(project: Project, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    (none,) = told(check_ledger, places, monkeypatch)
    assert (none.health, none.said[:8]) == (Health.OK, "none yet")
    project.build()
    (sound,) = told(check_ledger, places, monkeypatch)
    assert sound.said == f"1 note, 0 retired, in {project.ledger}"
    subprocess.run(["git", "init", "--quiet", str(project.root)], check=True)
    (unkept,) = told(check_ledger, places, monkeypatch)
    assert unkept.health is Health.ADVICE
    assert f"git add {project.ledger}" in unkept.remedy
    subprocess.run(["git", "-C", str(project.root), "add", "."], check=True)
    assert told(check_ledger, places, monkeypatch) == [sound]
    project.ledger.write_text("{", encoding="utf-8")
    (damaged,) = told(check_ledger, places, monkeypatch)
    assert damaged.health is Health.FAULT
    assert "git checkout" in damaged.remedy


def test_doctor_finds_a_cache_that_cannot_be_written(
    project: Project, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.package.parent.mkdir()
    (project.package.parent / ".cache").write_text("a file where a folder should be", encoding="utf-8")
    (finding,) = told(check_cache, places, monkeypatch)
    assert finding.health is Health.FAULT
    assert "cannot be written" in finding.said


def test_doctor_ends_with_the_code_of_a_machine_that_lacks_something(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "CHECKS", {"Notes": check_notes})
    outcome = project.run("doctor")
    assert outcome.exit_code == 4
    assert outcome.stdout.startswith("Notes     fault  the notes folder")
    assert outcome.stdout.endswith("\n1 fault to mend\n")
    project.write("a.md", "## 鍵\n")
    outcome = project.run("doctor", "--format", "json")
    assert outcome.exit_code == 0
    (check,) = json.loads(outcome.stdout)["checks"]
    assert (check["name"], check["health"]) == ("Notes", "ok")


def test_doctor_tells_one_fault_once(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def check_what_needs_mermaid(_: Places) -> Iterator[Finding]:
        raise MachineError("mermaid is missing", "Set up anew.")
        yield

    names = ("Mermaid", "Fonts", "Drawing")
    monkeypatch.setattr(doctor, "CHECKS", dict.fromkeys(names, check_what_needs_mermaid))
    first, *others = examined(places)
    assert first == ("Mermaid", (Health.FAULT, "mermaid is missing", "Set up anew."))
    assert [finding.said for _, finding in others] == ["cannot be looked at before Mermaid is mended"] * 2
    assert {finding.health for _, finding in others} == {Health.ADVICE}


@pytest.mark.browser
def test_doctor_starts_a_browser_and_draws(project: Project, places: Places) -> None:
    outcome = project.run("doctor")
    assert outcome.exit_code == 0, outcome.stdout
    lines = {line.split()[0]: line for line in outcome.stdout.splitlines() if line}
    assert "Chromium 1" in lines["Browser"]
    assert lines["Drawing"].endswith("a table and a diagram were drawn")
    outcome = project.run("doctor", "--browser", "/nowhere/chromium")
    assert outcome.exit_code == 4
    assert outcome.stdout.count("the browser asked for is not a program: /nowhere/chromium") == 1
    assert "Drawing   advice cannot be looked at before Browser is mended\n" in outcome.stdout


def run_with_broken(package: str, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in an environment where `package` raises as a half-installed one does."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / f"{package}.py").write_text("raise ImportError('half of it is missing')\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(PROGRAM), *arguments],
        env={**os.environ, "PYTHONPATH": str(broken), "NOTEDECK_BROWSER": "/nowhere/chromium"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.process
@pytest.mark.parametrize("package", ["msgspec", "rich", "playwright", "PIL"])
def test_doctor_says_which_package_is_broken(tmp_path: Path, package: str) -> None:
    run = run_with_broken(package, tmp_path, "doctor")
    assert run.returncode == 4
    assert run.stderr == ""
    assert "cannot be loaded: half of it is missing" in run.stdout
    assert "rm -rf .venv && make deck" in run.stdout


@pytest.mark.process
@pytest.mark.parametrize(("package", "verb"), [("click", "doctor"), ("msgspec", "build"), ("markdown_it", "check")])
def test_start_says_what_to_do_where_a_package_is_broken(tmp_path: Path, package: str, verb: str) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("## 鍵\n**対称鍵**\n", encoding="utf-8")
    run = run_with_broken(package, tmp_path, verb)
    assert run.returncode == 4
    assert run.stderr.startswith("error: a Python package cannot be loaded from ")
    assert "half of it is missing\n  hint: Set up anew" in run.stderr
    assert "Traceback" not in run.stderr
