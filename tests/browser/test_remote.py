"""A browser behind Playwright's own server draws the same bytes as one that is started here."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable, get_driver_env  # what `playwright` itself starts
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from pipeline.core.errors import MachineError
from pipeline.render import Rendering, drawing
from pipeline.supply import browser_candidates
from tests.browser.conftest import SAMPLES, SMALL_TABLE, Render, contents, table
from tests.project import Project


@pytest.fixture(scope="module")
def browsers_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Playwright finds the browser that we draw with as its own."""
    folder = tmp_path_factory.mktemp("browsers")
    program = next(candidate.executable for candidate in browser_candidates() if candidate.executable)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
        with sync_playwright() as playwright, pytest.raises(PlaywrightError) as missing:
            playwright.chromium.launch()
    (told,) = re.findall(r"doesn't exist at (\S+)", str(missing.value))
    Path(told).parent.mkdir(parents=True)
    Path(told).symlink_to(program)
    return folder


@contextmanager
def server(browsers_folder: Path, *options: str) -> Iterator[str]:
    """Run Playwright's server on this machine and yield its address."""
    run = subprocess.Popen(
        [*compute_driver_executable(), "run-server", "--host", "127.0.0.1", "--path", "/grid", *options],
        env={**get_driver_env(), "PLAYWRIGHT_BROWSERS_PATH": str(browsers_folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    (address,) = re.findall(r"ws://\S+", run.stdout.readline())
    try:
        yield address
    finally:
        run.kill()  # it ends of itself on no milder signal
        run.communicate(timeout=30)


@pytest.mark.parametrize("browsers", [1, 2])
def test_bytes_are_the_same_from_a_browser_elsewhere(
    samples: Rendering, render: Render, browsers_folder: Path, monkeypatch: pytest.MonkeyPatch, browsers: int
) -> None:
    monkeypatch.setattr(drawing, "browser_count", lambda pictures: browsers)
    with server(browsers_folder, "--unsafe") as address:
        assert contents(render(*SAMPLES, browser=address)) == contents(samples)


def test_browser_elsewhere_that_does_not_answer_is_named(render: Render) -> None:
    with pytest.raises(MachineError, match=r"ws://127\.0\.0\.1:9/") as raised:
        render(table(SMALL_TABLE), browser="ws://127.0.0.1:9/")
    assert "run-server --unsafe" in raised.value.hint


def test_browser_elsewhere_may_be_named_on_the_command_line(project: Project, browsers_folder: Path) -> None:
    project.write("a.md", "## 表\n| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n")
    with server(browsers_folder, "--unsafe") as address:
        outcome = project.run("build", "--browser-endpoint", address)
    assert outcome.exit_code == 0, outcome.stderr
    assert ": 1 drawn" in outcome.stdout


def test_address_of_another_kind_is_refused(render: Render) -> None:
    with pytest.raises(MachineError, match=r"http://grid\.example/") as raised:
        render(table(SMALL_TABLE), browser="http://grid.example/")
    assert "ws://" in raised.value.hint
