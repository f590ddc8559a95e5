"""The benchmark's page: each part has its section, which stays when another part runs, and tells when it failed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import compat, fuzz, mishaps, run, same_bytes
from bench.measure import FailedError
from bench.place import BrokenError
from bench.run import PARTS, SMOKE, end, run_alone, section, with_section


def test_bench_section_is_put_in_its_place_and_keeps_the_others() -> None:
    page = ""
    for text in ("## Memory\n\nold\n", "## Growth\n\ngrown\n", "## Memory\n\nnew\n"):
        page = with_section(page, text)
    assert page.endswith("## Growth\n\ngrown\n\n## Memory\n\nnew\n")


def test_bench_part_that_fails_keeps_what_it_told_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def half(scratch: Path, extent: object):  # type: ignore[no-untyped-def]
        yield "half"
        raise ValueError("no more")

    monkeypatch.setitem(PARTS, "memory", ("Memory", 1, half))
    assert run_alone("memory", tmp_path, SMOKE) == 1
    assert capsys.readouterr().out == "half\n\n**Failed: ValueError: no more**\n"


@pytest.mark.process
def test_bench_part_that_takes_too_long_is_ended_and_named(tmp_path: Path) -> None:
    text, is_whole = section("mishaps", tmp_path, SMOKE, limit_s=0.01)
    assert not is_whole
    assert text.startswith("## Kills and meetings\n")
    assert text.endswith("**Failed: not done within 0 s.**\n")


STARTS_ANOTHER = """
import subprocess, sys, time
code = "import time; print('here', flush=True); time.sleep(5); print('still here')"
subprocess.Popen((sys.executable, "-c", code), start_new_session=True)
time.sleep(600)
"""


@pytest.mark.process
def test_bench_end_of_a_part_is_the_end_of_what_leads_a_group_of_its_own() -> None:
    with subprocess.Popen((sys.executable, "-c", STARTS_ANOTHER), stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "here\n"
        end(running.pid)
        assert running.stdout.read() == ""


@pytest.mark.parametrize(("digest", "code"), [("a", 0), ("b", 1)])
def test_bench_fails_where_bytes_differ(
    digest: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    digests = iter(("a", digest))
    elsewhere = same_bytes.Surroundings(name="zone")
    monkeypatch.setattr(same_bytes, "_digests", lambda *_: {"deck.apkg": next(digests)})
    monkeypatch.setattr(same_bytes, "_all_surroundings", lambda scratch: [("zone", lambda: elsewhere)])
    monkeypatch.setattr(same_bytes, "_sqlite_versions", lambda scratch: "none")
    assert run_alone("bytes", tmp_path, SMOKE) == code
    assert ("**Failed: FailedError: not the same bytes: zone**" in capsys.readouterr().out) == bool(code)


@pytest.mark.parametrize(
    ("found", "code"),
    [({"new": 2, "faults": []}, 0), ({"new": 3, "faults": []}, 1), ({"new": 2, "faults": ["card 1 has one side"]}, 1)],
)
def test_bench_fails_where_an_engine_counts_otherwise_or_finds_faults(
    found: dict[str, object], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compat, "ENGINES", ("23.12.1",))
    monkeypatch.setattr(compat, "environment_with", lambda *_: tmp_path)
    monkeypatch.setattr(compat, "_built", lambda *_: {"new": 2})
    monkeypatch.setattr(compat, "_imported", lambda *_: found)
    assert run_alone("compat", tmp_path, SMOKE) == code


def unreachable(*_: object) -> object:
    raise FailedError("cannot be installed")


def test_bench_bytes_fail_where_surroundings_cannot_be_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_bytes, "_digests", lambda *_: {"deck.apkg": "a"})
    monkeypatch.setattr(same_bytes, "_all_surroundings", lambda scratch: [("Python 3.12", unreachable)])
    monkeypatch.setattr(same_bytes, "_sqlite_versions", lambda scratch: "none")
    assert run_alone("bytes", tmp_path, SMOKE) == 1


def test_bench_compat_fails_where_an_engine_cannot_be_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compat, "ENGINES", ("23.12.1",))
    monkeypatch.setattr(compat, "environment_with", unreachable)
    monkeypatch.setattr(compat, "_built", lambda *_: {"new": 2})
    assert run_alone("compat", tmp_path, SMOKE) == 1


@pytest.mark.parametrize("failing", ["bytes", "compat", ""])
def test_bench_run_fails_where_any_part_does(failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "section", lambda name, *_: (name, name != failing))
    assert run.run(("bytes", "compat"), None, SMOKE, 1) == (1 if failing else 0)


@pytest.mark.parametrize(("finds", "code"), [([], 0), ([fuzz.Find(7, "a second build changes something")], 1)])
def test_bench_fuzz_fails_with_a_find(
    finds: list[fuzz.Find], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["fuzz"])
    monkeypatch.setattr(fuzz, "fuzz", lambda **_: finds)
    monkeypatch.setattr(fuzz, "keep", lambda *_: tmp_path)
    assert fuzz.main() == code


def test_bench_mishaps_fail_where_something_broke(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> list[str]:
        raise BrokenError("the package is ahead of the ledger")

    monkeypatch.setattr(sys, "argv", ["mishaps"])
    monkeypatch.setattr(mishaps, "killed_at", broken)
    assert mishaps.main() == 1
    assert capsys.readouterr().out == "**broken: the package is ahead of the ledger**\n"


@pytest.mark.process
def test_bench_part_fails_with_the_program_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def part(scratch: Path, extent: object) -> Iterator[str]:
        return run._said("bench.fuzz", "--total", "none")

    monkeypatch.setitem(PARTS, "fuzz", ("Nasty notes", 1, part))
    assert run_alone("fuzz", tmp_path, SMOKE) == 1
