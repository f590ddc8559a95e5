"""Pictures that are drawn beside other work, by a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.core.errors import MachineError
from pipeline.core.picture import RenderRequest
from pipeline.render import Rendering, render_pictures
from pipeline.render.studio import Studio
from tests.browser.conftest import BRANCHES, SMALL_TABLE, diagram, table

BROKEN = diagram("graph TB\n A[", line=7)
Ask = Callable[..., Rendering]


class Desk:
    """Asks for pictures and waits until some were drawn."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawn = threading.Event()
        self.studio = Studio(self._drawn.set)

    def ask(self, *requests: RenderRequest, browser: str | None = None) -> Rendering:
        return render_pictures(
            requests,
            notes_dir=self._folder,
            cache_dir=self._folder / "cache",
            browser=browser,
            draw=self.studio.draw,
        )

    def wait(self) -> None:
        assert self._drawn.wait(timeout=60)
        self._drawn.clear()

    def ask_until_drawn(self, *requests: RenderRequest) -> Rendering:
        while (rendering := self.ask(*requests)).pending:
            self.wait()
        return rendering


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    before = set(threading.enumerate())
    made = Desk(tmp_path)
    with made.studio:
        yield made
    assert set(threading.enumerate()) == before


def test_studio_draws_later_and_tells_when(desk: Desk) -> None:
    first, second = table(SMALL_TABLE), diagram(BRANCHES)
    asked = desk.ask(first, second)
    assert not asked.assets
    assert asked.pending.keys() == {first.key, second.key}
    there = desk.ask_until_drawn(first, second)
    assert [asset.request_key for asset in there.assets] == [first.key, second.key]
    assert (there.cached, there.diagnostics) == (2, ())


def test_studio_remembers_what_cannot_be_drawn(desk: Desk) -> None:
    assert desk.ask(BROKEN).diagnostics == ()
    for _ in range(2):
        (found,) = desk.ask_until_drawn(BROKEN).diagnostics
        assert (found.code, str(found.span)) == ("diagram-invalid", "a.md:9:1")


def test_studio_goes_on_from_what_is_no_longer_wanted(desk: Desk) -> None:
    for number in range(5):
        desk.ask(*(table(f"<tbody><tr><td>{number}.{part}</td></tr></tbody>") for part in range(3)))
    wanted = table(SMALL_TABLE)
    assert [asset.request_key for asset in desk.ask_until_drawn(wanted).assets] == [wanted.key]


def test_studio_leaves_in_the_middle(desk: Desk) -> None:
    many = tuple(diagram(f"graph LR\n A{number} --> B") for number in range(50))
    desk.ask(*many)
    desk.wait()
    assert len(desk.ask(*many).pending) > 10  # the fixture sees that nothing is left


def test_studio_says_once_that_no_browser_starts_and_tries_again(desk: Desk, tmp_path: Path) -> None:
    wanted = table(SMALL_TABLE)
    assert desk.ask(wanted, browser=str(tmp_path / "none")).pending
    desk.wait()
    with pytest.raises(MachineError, match="browser asked for is not a program"):
        desk.ask(wanted, browser=str(tmp_path / "none"))
    assert desk.ask_until_drawn(wanted).assets
