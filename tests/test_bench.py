"""The benchmark's page: each part has its section, which stays when another part runs, and tells when it failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.run import PARTS, SMOKE, run_alone, section, with_section


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
