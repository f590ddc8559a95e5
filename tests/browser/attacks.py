"""Attacks that notes could carry, and what shows on a page that one of them has done harm.

Each is a table cell or a diagram. In it `{url}` stands for an address that nothing else asks for, `{run}` for a script
that leaves a trace, and `{file}` for a file that is none of the notes' business.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page
from playwright.async_api import Error as PlaywrightError

from pipeline.core.picture import RenderRequest
from pipeline.supply import find_assets
from tests.browser.conftest import CELL, diagram, table

CELLS = {
    "image": '<img src="{url}">',
    "image set": '<img srcset="{url} 1x">',
    "image of a broken address": '<img src="x" onerror="{run}">',
    "image of a file": '<img src="{file}.png">',
    "drawing that loads": '<svg onload="{run}"></svg>',
    "drawing with an image": '<svg><image href="{url}"/></svg>',
    "drawing with a filter": (
        '<svg><filter id="f"><feImage href="{url}"/></filter><rect filter="url(#f)" width="9" height="9"/></svg>'
    ),
    "script": "<script>{run}</script>",
    "script from elsewhere": '<script src="{url}"></script>',
    "style that imports": '<style>@import "{url}";</style>',
    "style with a background": "<style>td { background: url({url}) }</style>",
    "style with a font": '<style>@font-face { font-family: f; src: url("{url}") } td { font-family: f }</style>',
    "style of an element": '<span style="background: url({url})">x</span>',
    "style that hides the page": "<style>body { display: none }</style>",
    "element over the page": '<span style="position: fixed; inset: 0">x</span>',
    "element after the table": '</td></tr></table><div style="position: absolute; top: 0; height: 999px; width: 100%">',
    "link to a style sheet": '<link rel="stylesheet" href="{url}">',
    "link to prefetch": '<link rel="prefetch" href="{url}">',
    "link to preload": '<link rel="preload" as="image" href="{url}">',
    "link to a module": '<link rel="modulepreload" href="{url}">',
    "frame": '<iframe src="{url}"></iframe>',
    "frame of a file": '<iframe src="{file}.html"></iframe>',
    "frame with its own page": '<iframe srcdoc="<script>{run}</script>"></iframe>',
    "object": '<object data="{url}"></object>',
    "embedded": '<embed src="{url}">',
    "video": '<video src="{url}" autoplay></video>',
    "audio": '<audio src="{url}" autoplay></audio>',
    "poster": '<video poster="{url}"></video>',
    "button with an image": '<input type="image" src="{url}">',
    "background of a table": '<table background="{url}"><tr><td>x</table>',
    "refresh": '<meta http-equiv="refresh" content="0; url={url}">',
    "base": '<base href="{url}/"><img src="x">',
    "form that sends itself": '<form action="{url}"><input autofocus onfocus="this.form.submit()"></form>',
    "part that unfolds": '<details open ontoggle="{run}">x</details>',
    "field with the focus": '<input autofocus onfocus="{run}">',
    "animation that starts": '<style>@keyframes k {}</style><b style="animation: k 1s" onanimationstart="{run}">x</b>',
}

_LOOSE = '%%{init: {"securityLevel": "loose"}}%%\n'
_LOOSE_TOO = "---\nconfig:\n  securityLevel: loose\n---\n"
_THEME = '%%{init: {"themeCSS": "text, rect, span { background: url({url}); fill: url({url}#f) }"}}%%\n'

DIAGRAMS = {
    "image in a label": "graph LR\n A[\"<img src='{url}'>\"] --> B",
    "image as a shape": 'graph LR\n A@{ img: "{url}", label: "x", w: 60, h: 60 } --> B',
    "style in a label": "graph LR\n A[\"<b style='background: url({url})'>x</b>\"] --> B",
    "link to a script": 'graph LR\n A --> B\n click A href "javascript:{run}"',
    "call of a function": 'graph LR\n A --> B\n click A call fetch("{url}")',
    "loosened by a directive": _LOOSE + 'graph LR\n A --> B\n click A href "javascript:{run}"',
    "loosened by front matter": _LOOSE_TOO + 'graph LR\n A --> B\n click A call fetch("{url}")',
    "link of a task": 'gantt\n dateFormat YYYY-MM-DD\n x :t, 2024-01-01, 1d\n click t href "javascript:{run}"',
    "style sheet of a theme": _THEME + "graph LR\n A --> B",
    "font with a style": '---\nconfig:\n  fontFamily: "f; background: url({url})"\n---\ngraph LR\n A --> B',
    "image in a mindmap": "mindmap\n  root\n    A[\"<img src='{url}'>\"]",
    "image in a state": "stateDiagram-v2\n state \"<img src='{url}'>\" as A\n A --> B",
}

FAR_PX = (1150, 750)
"""A place on the page that no picture here reaches."""

_OPEN_CELL = "<!DOCTYPE html><table>{}</table>"
_OPEN_DIAGRAM = """<!DOCTYPE html><pre></pre><div></div><script src="{}"></script><script>
async function show(source) {{
  mermaid.initialize({{ startOnLoad: false, securityLevel: "loose", secure: [], suppressErrorRendering: true }});
  const {{ svg, bindFunctions }} = await mermaid.render("picture", source);
  document.querySelector("div").innerHTML = svg;
  bindFunctions?.(document.querySelector("div"));
}}
</script>"""

# What a careless hand could do with a picture that is a page.
_CLICK_ALL = """() => { for (const part of document.querySelectorAll("a, .clickable, .task")) {
    part.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })); } }"""

_TRACES = """([x, y]) => Object.entries({
    ran: "harmed" in globalThis,
    read: [...document.images].some((image) => image.src.startsWith("file:") && image.naturalWidth > 0),
    covered: ![document.body, document.documentElement].includes(document.elementFromPoint(x, y)),
    hidden: !document.body.checkVisibility(),
}).flatMap(([trace, found]) => (found ? [trace] : []))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attack, aimed at addresses of its own."""

    name: str
    request: RenderRequest
    path: str

    @property
    def is_cell(self) -> bool:
        return self.name in CELLS


class Target:
    """A server on this machine and a folder with files, both of which no picture may reach."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        self.secret = folder / "secret"
        self.url = ""

    def attacks(self, aim: str) -> list[Attack]:
        """Return all attacks; those of another `aim` ask for other addresses."""
        sources = [(name, CELL.format(f"{cell}本文")) for name, cell in CELLS.items()]
        found = []
        for number, (name, source) in enumerate((*sources, *DIAGRAMS.items())):
            path = f"/{aim}-{number}-"
            url = self.url + path
            run = f"globalThis.harmed=fetch(`{url}`)"
            aimed = source.replace("{run}", run).replace("{url}", url).replace("{file}", self.secret.as_uri())
            request = table(aimed, line=number + 1) if name in CELLS else diagram(aimed, line=number + 1)
            found.append(Attack(name=name, request=request, path=path))
        return found

    async def harm_to(self, page: Page, home: str, attack: Attack) -> Set[str]:
        """Return what `attack` has done to `page`, which showed `home` before."""
        harm = {"asked" for path in self.asked if path.startswith(attack.path)}
        try:
            if page.url == home:
                await page.evaluate(_CLICK_ALL)
                for frame in page.frames[1:]:
                    if "secret" in await frame.evaluate("document.body?.innerText ?? ''"):
                        harm.add("read")
                return harm | set(await page.evaluate(_TRACES, FAR_PX))
        except PlaywrightError as fault:
            if "navigation" not in fault.message:  # it leaves while it is looked at
                raise
        return harm | {"left"}


@contextmanager
def target(folder: Path) -> Iterator[Target]:
    """Open a target for the time of the block; its files lie in `folder`."""
    aim = Target(folder)

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            aim.asked.append(self.path)
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the base class's
            """Say nothing."""

    aim.secret.with_suffix(".html").write_text("secret")
    Image.new("RGB", (9, 9)).save(aim.secret.with_suffix(".png"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    aim.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield aim
    server.shutdown()
    server.server_close()


async def harm_in_open_page(browser: Browser, aim: Target, attack: Attack, folder: Path) -> Set[str]:
    """Show an attack as a careless program would, on a page from a file and without a policy; return what it did."""
    file = folder / "open.html"
    source = attack.request.source
    file.write_text(
        _OPEN_CELL.format(source) if attack.is_cell else _OPEN_DIAGRAM.format(find_assets().mermaid_js.as_uri())
    )
    page = await browser.new_page(viewport={"width": 1200, "height": 800})
    try:
        await page.goto(file.as_uri(), wait_until="commit" if attack.is_cell else "load")
        if not attack.is_cell:
            with suppress(PlaywrightError):  # what cannot be drawn may have done its harm
                await page.evaluate("source => show(source)", source)
        for _ in range(50):
            with suppress(PlaywrightError):  # asked in the middle of going elsewhere
                if harm := await aim.harm_to(page, file.as_uri(), attack):
                    return harm
            await asyncio.sleep(0.1)
    finally:
        await page.close()
    return set()
