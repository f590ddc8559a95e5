"""Notes are hostile input: what does harm in an open page does none in ours, nor to the picture drawn after it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.render.browser import open_easels
from pipeline.render.drawing import draw
from pipeline.render.exposure import Shot
from pipeline.render.faults import Fault
from pipeline.render.shell import write_shell
from pipeline.supply import browser_candidates, find_assets
from tests.browser.attacks import CELLS, DIAGRAMS, Target, harm_in_open_page, target
from tests.browser.conftest import SMALL_TABLE, table

GOOD = table(SMALL_TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one attack did in an open page and in ours, its own picture, and whether the next one is as ever."""

    in_open_page: Set[str]
    in_ours: Set[str]
    outcome: Shot | Fault
    next_is_same: bool


async def attacked(aim: Target, folder: Path) -> dict[str, Result]:
    """Return the result of each attack by its name."""
    results = {}
    shell = write_shell(folder, find_assets())
    async with open_easels(browser_candidates(), shell) as (easel,):
        good = await draw(easel, GOOD)
        browser = (await easel.canvas()).page.context.browser
        assert browser is not None
        for attack, ours in zip(aim.attacks("open"), aim.attacks("ours"), strict=True):
            outcome = await draw(easel, ours.request)
            harm = await aim.harm_to((await easel.canvas()).page, shell.url, ours)
            next_is_same = await draw(easel, GOOD) == good
            results[attack.name] = Result(
                in_open_page=await harm_in_open_page(browser, aim, attack, folder),
                in_ours=harm | await aim.harm_to((await easel.canvas()).page, shell.url, ours),
                outcome=outcome,
                next_is_same=next_is_same,
            )
    return results


@pytest.fixture(scope="module")
def aim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with target(tmp_path_factory.mktemp("target")) as opened:
        yield opened


@pytest.fixture(scope="module")
def results(aim: Target, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Result]:
    return asyncio.run(attacked(aim, tmp_path_factory.mktemp("pages")))


@pytest.mark.parametrize("name", [*CELLS, *DIAGRAMS])
def test_attack_does_harm_in_an_open_page_and_none_in_ours(results: Mapping[str, Result], name: str) -> None:
    result = results[name]
    assert result.in_open_page
    assert not result.in_ours
    assert result.next_is_same
    assert isinstance(result.outcome, Shot) or (name in DIAGRAMS and result.outcome.code == "diagram-invalid")


def test_walls_hold_where_a_cell_is_not_cleaned(aim: Target, tmp_path: Path) -> None:
    """The policy of the page and the gate to the network do not rely on the cleaning of cells."""

    async def put_on_the_stage() -> dict[str, Set[str]]:
        shell = write_shell(tmp_path, find_assets())
        harm = {}
        async with open_easels(browser_candidates(), shell) as (easel,):
            for attack in (attack for attack in aim.attacks("walls") if attack.is_cell):
                canvas = await easel.canvas()
                await canvas.page.evaluate("html => { stage.innerHTML = html; }", attack.request.source)
                await asyncio.sleep(0.05)
                harm[attack.name] = await aim.harm_to(canvas.page, shell.url, attack)
        return harm

    harm = asyncio.run(put_on_the_stage())
    assert {name for name, traces in harm.items() if traces & {"asked", "ran", "read"}} == set()
    assert not any(path.startswith("/walls") for path in aim.asked)
