"""The page that all pictures are drawn on, as files in a folder of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from pipeline.render.recipe import FONTCONFIG, SHELL_PAGE, SHELL_SCRIPTS, SHELL_STYLE, text_of
from pipeline.supply import Assets

ELSEWHERE = "https://notedeck.invalid"
"""Where the page seems to lie for a browser that does not see our files. There is no such place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Where the page lies, and all addresses that may be loaded, with their files. `folder` is deleted in the end."""

    folder: Path
    url: str
    files: Mapping[str, Path]
    fontconfig: Path


def write_shell(folder: Path, assets: Assets, *, is_remote: bool = False) -> Shell:
    """Write the page into `folder`, which must outlive the browser; mermaid and the fonts stay where they are.

    A browser on this machine loads the files itself, which saves half a second; to a remote one they are handed.
    """
    folder = folder.resolve()
    page, fontconfig = folder / SHELL_PAGE, folder / "fonts.conf"
    scripts = [folder / name for name in SHELL_SCRIPTS]
    parts = {
        "mermaid_js": assets.mermaid_js,
        "text_font": assets.text_font,
        "mono_font": assets.mono_font,
        "symbol_font": assets.symbol_font,
        "emoji_font": assets.emoji_font,
    }

    def address(path: Path) -> str:
        return f"{ELSEWHERE}/{quote(path.name)}" if is_remote else path.as_uri()

    quoted = {name: escape(address(path)) for name, path in parts.items()}
    tags = "\n".join(f'<script src="{escape(address(script))}"></script>' for script in scripts)
    html = Template(text_of(SHELL_PAGE)).substitute(
        quoted, origin="'self'" if is_remote else "file:", style=text_of(SHELL_STYLE), scripts=tags
    )
    page.write_text(html, encoding="utf-8")
    for script in scripts:
        script.write_text(text_of(script.name), encoding="utf-8")
    fontconfig.write_text(FONTCONFIG, encoding="utf-8")
    return Shell(
        folder=folder,
        url=address(page),
        files={address(path): path for path in (page, *parts.values(), *scripts)},
        fontconfig=fontconfig,
    )
