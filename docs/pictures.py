"""Takes the pictures of README.md anew from the notes in notes/: `python docs/pictures.py`.

Cards and preview are the real page of the preview in a real browser, and the terminal shows what the real program says.
A picture comes out the same until the notes, the program or the browser change.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
from contextlib import chdir
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.terminal_theme import SVG_EXPORT_THEME  # noqa: E402
from rich.text import Text  # noqa: E402

from pipeline.build import build  # noqa: E402
from pipeline.job import Job  # noqa: E402
from pipeline.page import preview  # noqa: E402
from pipeline.render.recipe import FONTCONFIG  # noqa: E402
from pipeline.supply import find_assets  # noqa: E402
from tests.chromium import chromium  # noqa: E402
from tests.terminal import seen_on_a_terminal  # noqa: E402

NOTES = DOCS.parent / "notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A section of the notes beside both sides of a card: the `nth` that a rule made of it."""

    file: str
    heading: str
    rule: str
    nth: int = 0
    height: int
    night: bool = False


SCENES = (
    Scene(file="lambda.md", heading="## レイヤーとは？", rule="bold", height=320),
    Scene(file="cognito.md", heading="## ユーザープールとIDプール", rule="table", nth=1, height=376),
    Scene(file="code-services.md", heading="## CodePipelineの進み方", rule="arrow-chain", height=190, night=True),
)

EDIT = ("lambda.md", "あとから**変更できない**", "あとから**書き換えられない**")
"""What the author changes, in a copy of the notes, before the preview and the terminal are looked at."""

SLIPS = (
    ("code-services.md", "## buildspec.ymlと", "## buildspec.yamlと"),
    ("lambda.md", "- 展開先のディレクトリ: `/opt`", "- 展開先のディレクトリ: `/opt`\n\n![レイヤーの図](layers.png)"),
)
"""What the author gets wrong after that."""

COLUMNS = 92

UNTIL_DRAWN = """(name) => new Promise((done) => {
  const drawn = (one) => !one.offsetParent || (name === "img" ? one.complete : one.dataset.shown);
  const look = () => setTimeout([...document.querySelectorAll(name)].every(drawn) ? settle : look, 50);
  const settle = () => setTimeout(done, 200);
  look();
})"""
"""Waits for all frames or pictures of a document, and lets the masks follow."""

TERMINAL = """<!doctype html>
<meta charset="utf-8">
<style>
body {{ margin: 0; padding: 20px 26px; width: 800px; background: #1d2024; color: #d5d8dc; }}
pre {{ margin: 0; font: 14px/1.6 monospace; font-variant-ligatures: none; white-space: pre-wrap; }}
</style>
<pre>{code}</pre>
"""

PROMPT = "\x1b[1m$ notedeck build\x1b[0m\n"

MONOSPACE = """<match target="pattern">
  <test name="family"><string>monospace</string></test>
  <edit name="family" mode="prepend" binding="strong">
    <string>JetBrains Mono</string>
    <string>Noto Sans JP</string>
  </edit>
</match>"""
"""Code looks on every machine as it does in the pictures of the cards."""


def take_pictures(folder: Path) -> None:
    """Write cards.png, preview.png and terminal.png into `folder`."""
    with TemporaryDirectory(prefix="notedeck-") as work:
        shutil.copytree(NOTES, Path(work, "notes"))
        job = Job(notes_dir=Path(work, "notes"), output=Path(work, "output", "deck.apkg"))
        build(job)
        _edit(job, *EDIT)
        (edited,) = preview(job).delta.updated
        said = _said(job)
        with chromium(FONTCONFIG_FILE=str(_own_fonts(Path(work)))) as browser:
            _save(_cards(browser, job), folder / "cards.png")
            _save(_preview(browser, job, edited.guid), folder / "preview.png")
            _save(_terminal(browser, said, Path(work)), folder / "terminal.png")


def _own_fonts(work: Path) -> Path:
    """Write, for a browser on Linux, that the fonts of the pictures are there on a machine without any of its own."""
    assets = find_assets()
    folders = "".join(f"<dir>{font.parent}</dir>" for font in (assets.text_font, assets.mono_font))
    known = FONTCONFIG.replace("</fontconfig>", f"{folders}{MONOSPACE}</fontconfig>")
    path = work / "fonts.conf"
    path.write_text(known, encoding="utf-8")
    return path


def _edit(job: Job, file: str, before: str, after: str) -> None:
    path = job.notes_dir / file
    text = path.read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise ValueError(f"{file} does not say {before!r} once: choose another edit for the pictures")
    path.write_text(text.replace(before, after), encoding="utf-8")


# Cards and preview.


def _cards(browser: Browser, job: Job) -> bytes:
    scenes = json.dumps([_scene_json(scene) for scene in SCENES]).replace("</", "<\\/")
    page_text = (DOCS / "cards.html").read_text(encoding="utf-8").replace("/*scenes*/ []", scenes)
    (job.preview_dir / "cards.html").write_text(page_text, encoding="utf-8")
    return _opened(browser, job.preview_dir / "cards.html", width=1200, height=2000).locator("body").screenshot()


def _scene_json(scene: Scene) -> dict[str, object]:
    """Return what cards.html needs of a scene: its lines in the file, its text, and which card of them."""
    lines = (NOTES / scene.file).read_text(encoding="utf-8").splitlines()
    first = lines.index(scene.heading)
    end = next((at for at in range(first + 1, len(lines)) if lines[at].startswith("#")), len(lines))
    text = html.escape("\n".join(lines[first:end]).strip())
    text = re.sub(r"(^#+ .*)", r'<span class="heading">\1</span>', text)
    text = re.sub(r"\*\*.+?\*\*", r'<span class="mark">\g<0></span>', text)
    return {
        "file": scene.file,
        "line": first + 1,
        "end": end,
        "rule": scene.rule,
        "nth": scene.nth,
        "height": scene.height,
        "night": scene.night,
        "source": f'<span class="at">{scene.file}</span>{text}',
    }


def _preview(browser: Browser, job: Job, guid: str) -> bytes:
    page = _opened(browser, job.preview_dir / "index.html", f"#card={guid}.1", width=1360, height=780)
    for key in ("ArrowRight", "ArrowLeft", "Space"):  # into sight in the list, and to the answer
        page.keyboard.press(key)
    _settle(page)
    return page.screenshot()


def _opened(browser: Browser, path: Path, address: str = "", *, width: int, height: int) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=1.25,
        reduced_motion="reduce",
        color_scheme="light",
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(path.as_uri() + address)
    _settle(page)
    if faults:
        raise RuntimeError("; ".join(faults))
    return page


def _settle(page: Page) -> None:
    """Wait until every card in sight is drawn, with its pictures and masks."""
    page.evaluate(UNTIL_DRAWN, "iframe")
    for frame in page.frames:
        frame.evaluate(UNTIL_DRAWN, "img")


def _save(screenshot: bytes, path: Path) -> None:
    """Write a screenshot as small as it gets without a pixel changed."""
    Image.open(BytesIO(screenshot)).convert("RGB").save(path, optimize=True)


# The terminal.


def _terminal(browser: Browser, said: str, work: Path) -> bytes:
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(said), soft_wrap=True)
    page_file = work / "terminal.html"
    page_file.write_text(
        console.export_html(code_format=TERMINAL, inline_styles=True, theme=SVG_EXPORT_THEME), encoding="utf-8"
    )
    return _opened(browser, page_file, width=852, height=100).screenshot(full_page=True)


def _said(job: Job) -> str:
    """Return what a build after an edit says, and what one after a slip does."""
    with chdir(job.notes_dir.parent):
        built = seen_on_a_terminal("build", width=COLUMNS)
        for slip in SLIPS:
            _edit(job, *slip)
        stopped = seen_on_a_terminal("build", width=COLUMNS, exit_code=1)
    return f"{PROMPT}{built}\n{PROMPT}{stopped}".rstrip()


if __name__ == "__main__":
    take_pictures(DOCS)
