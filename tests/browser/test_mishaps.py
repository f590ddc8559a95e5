"""What goes wrong with one picture stays with it: the others are drawn, nothing is fetched, no process is left."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bench.run import end
from pipeline.core.picture import RenderRequest
from pipeline.render import Rendering, drawing, exposure
from pipeline.render.browser import Canvas
from pipeline.render.exposure import Shot
from pipeline.render.faults import Fault
from pipeline.render.layouts import layouts_of
from tests.browser.conftest import BRANCHES, SMALL_TABLE, Render, contents, diagram, table

GOOD = diagram(BRANCHES, line=900)
DENSE = "graph LR\n" + "".join(f"a{i} --> b{j}\n" for i in range(22) for j in range(22))


def told(rendering: Rendering) -> list[tuple[str, str]]:
    return [(found.code, str(found.span)) for found in rendering.diagnostics]


def drawn_keys(rendering: Rendering) -> set[str]:
    return {asset.request_key for asset in rendering.assets}


def test_syntax_errors_name_their_line_and_spare_the_others(render: Render) -> None:
    rendering = render(
        diagram("graph TB\n %% 一\n A[甲] --> B\n B --> C[乙\n", line=10),
        table(SMALL_TABLE, line=20),
        diagram("---\ntitle: 題\n---\n%%{init: {'theme':\n 'dark'}}%%\nsequenceDiagram\n\n A->>B: 一\n A->\n", line=30),
        diagram('pie\n\n "甲" : 一\n', line=50),
        diagram("grahp TB\n A --> B\n", line=60),
        diagram("%% 空\n", line=70),
        diagram("graph TD\n", line=80),
        diagram("graph TB\n A[", line=90),
        diagram("graph TB\n A[", line=25, path="b.md"),
        diagram("graph TB\n A{甲}\n\n\n\n B --> C[\n", line=100),
        GOOD,
    )
    assert told(rendering) == [
        ("diagram-invalid", "a.md:14:1"),
        ("diagram-invalid", "a.md:39:1"),
        ("diagram-invalid", "a.md:53:1"),
        ("diagram-invalid", "a.md:61:1"),
        ("diagram-invalid", "a.md:70:1"),
        ("diagram-invalid", "a.md:80:1"),
        ("diagram-invalid", "a.md:92:1"),
        ("diagram-invalid", "b.md:27:1"),
        ("diagram-invalid", "a.md:106:1"),
    ]
    assert [found.message for found in rendering.diagnostics] == [
        "Something is missing in `B --> C[乙`.",
        "Something is missing in `A->`.",
        "Mermaid did not expect `一`.",
        "The diagram does not begin with a type that mermaid knows.",
        "The diagram is empty.",
        "The diagram is empty.",
        "Something is missing in `A[`.",
        "Something is missing in `A[`.",
        "Something is missing in `B --> C[`.",
    ]
    assert drawn_keys(rendering) == {table(SMALL_TABLE).key, GOOD.key}


def test_endless_drawing_is_stopped(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "LIMIT_S", 3.0)
    slow = diagram(f"---\nconfig:\n  layout: elk\n---\n{DENSE}", line=40)
    endless = diagram("block\n columns 1\n space:100000000", line=50)
    huge = diagram("graph LR\n" + "".join(f"n{number}\n" for number in range(100_000)), line=60)
    rendering = render(slow, table(SMALL_TABLE), endless, huge, GOOD)
    assert told(rendering) == [("picture-failed", f"a.md:{line}:1") for line in (40, 50, 60)]
    assert ["3 seconds" in found.message for found in rendering.diagnostics] == [True, True, False]
    assert drawn_keys(rendering) == {table(SMALL_TABLE).key, GOOD.key}


def test_large_diagram_is_laid_out_once_since_some_layouts_take_long(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = diagram("graph TB\n" + "".join(f"a{i} --> b{j}\n" for i in range(14) for j in range(14)))
    drawn = contents(render(large))
    monkeypatch.setattr(exposure, "layouts_of", lambda source, theme: layouts_of(source, theme)[:1])
    assert contents(render(large, use_cache=False)) == drawn


def test_picture_too_large_to_read_fails(render: Render) -> None:
    endless_table = table("<tbody>" + "<tr><td>行</td></tr>" * 1000 + "</tbody>", line=3)
    many_edges = diagram("graph LR\n" + "".join(f"a{i} --> a{i + 1}\n" for i in range(501)), line=5)
    rendering = render(endless_table, many_edges, GOOD)
    assert told(rendering) == [("picture-failed", "a.md:3:1"), ("picture-failed", "a.md:5:1")]
    assert drawn_keys(rendering) == {GOOD.key}


Expose = Callable[[Canvas, RenderRequest], Awaitable[Shot | Fault]]


async def crash_page(canvas: Canvas) -> None:
    await asyncio.gather(canvas.camera.send("Page.crash"), canvas.page.evaluate("new Promise(() => {})"))


async def kill_browser(canvas: Canvas) -> None:
    browser = canvas.page.context.browser
    assert browser is not None
    told = await (await browser.new_browser_cdp_session()).send("SystemInfo.getProcessInfo")
    (process,) = (process for process in told["processInfo"] if process["type"] == "browser")
    os.kill(process["id"], signal.SIGKILL)
    await canvas.page.evaluate("new Promise(() => {})")


async def close_page(canvas: Canvas) -> None:
    await canvas.page.close()
    await canvas.page.evaluate("1")


@pytest.mark.parametrize("browsers", [1, 2])
@pytest.mark.parametrize("mishap", [crash_page, kill_browser, close_page])
def test_crash_costs_one_picture(
    render: Render, monkeypatch: pytest.MonkeyPatch, mishap: Callable[[Canvas], Awaitable[None]], browsers: int
) -> None:
    tables = [table(f"<tbody><tr><td>{number}</td></tr></tbody>", line=number) for number in range(1, 7)]
    unlucky = tables[3]
    expose = exposure.expose

    async def expose_or_crash(canvas: Canvas, request: RenderRequest) -> Shot | Fault:
        if request == unlucky:
            await mishap(canvas)
        return await expose(canvas, request)

    monkeypatch.setattr(drawing, "expose", expose_or_crash)
    monkeypatch.setattr(drawing, "browser_count", lambda pictures: browsers)
    rendering = render(*tables, GOOD)
    assert told(rendering) == [("picture-failed", "a.md:4:1")]
    assert drawn_keys(rendering) == {request.key for request in (*tables, GOOD)} - {unlucky.key}


def test_page_led_astray_is_replaced_before_the_next_picture(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    expose = exposure.expose

    async def expose_and_leave(canvas: Canvas, request: RenderRequest) -> Shot | Fault:
        shot = await expose(canvas, request)
        await canvas.page.goto("about:blank")
        return shot

    monkeypatch.setattr(drawing, "expose", expose_and_leave)
    rendering = render(table(SMALL_TABLE), GOOD)
    assert rendering.diagnostics == ()
    assert rendering.drawn == 2


ENDLESS_RUN = """
import sys
import time
from pathlib import Path
from pipeline.core.diagnostic import Span
from pipeline.core.picture import PictureKind, RenderRequest, Theme
from pipeline.render import render_pictures

span = Span(path="a.md")
requests = [
    RenderRequest(kind=PictureKind.TABLE, source=f"<tr><td>{n}</td></tr>", theme=Theme(), span=span)
    for n in range(10_000)
]
folder = Path(sys.argv[1])
render_pictures(requests, notes_dir=folder, cache_dir=folder, on_progress=lambda *_: print("drawn", flush=True))
"""


def processes_of(folder: Path) -> list[str]:
    """Return the command lines that name `folder`, where the browser of a run keeps its profile."""
    if Path("/proc/self/cmdline").exists():
        lines = [path.read_text(errors="replace") for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    else:  # macOS
        lines = subprocess.run(
            ["ps", "-axww", "-o", "command="], capture_output=True, text=True, check=True
        ).stdout.split("\n")
    return [line for line in lines if str(folder) in line and "ENDLESS" not in line]


def test_interrupt_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    run = endless_run(tmp_path)
    os.killpg(run.pid, signal.SIGINT)  # as Ctrl-C does: to the whole group
    _, errors = run.communicate(timeout=30)
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert processes_of(tmp_path / "tmp") == []
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list((tmp_path / "cache").rglob(".new-*")) == []


def test_killed_run_leaves_no_process(tmp_path: Path) -> None:
    run = endless_run(tmp_path)
    run.kill()  # nothing of ours runs any more: the driver sees that its caller has gone
    run.communicate(timeout=30)
    assert left_of(tmp_path / "tmp") == []


def test_benchmark_out_of_time_leaves_no_process(tmp_path: Path) -> None:
    run = endless_run(tmp_path)
    end(run.pid)
    run.communicate(timeout=30)
    assert left_of(tmp_path / "tmp") == []


def left_of(folder: Path) -> list[str]:
    """Return what of `processes_of` does not end within half a minute."""
    for _ in range(300):
        if not (left := processes_of(folder)):
            break
        time.sleep(0.1)
    return left


def endless_run(folder: Path) -> subprocess.Popen[str]:
    """Return a run that has drawn its first picture and has many before it."""
    (folder / "tmp").mkdir()
    run = subprocess.Popen(
        [sys.executable, "-c", ENDLESS_RUN, str(folder / "cache")],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "drawn\n", run.communicate()
    assert processes_of(folder / "tmp") != []
    return run
