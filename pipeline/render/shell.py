"""The page that all pictures are drawn on, as files in a folder of their own."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from pipeline.render.recipe import FONTCONFIG, SHELL_PAGE, SHELL_SCRIPTS, SHELL_STYLE, shell_text
from pipeline.supply import Assets


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Where the page lies, and the only addresses that may be loaded. `folder` is deleted after the drawing."""

    folder: Path
    url: str
    allowed_urls: frozenset[str]
    fontconfig: Path


def write_shell(folder: Path, assets: Assets) -> Shell:
    """Write the page into `folder`, which must outlive the browser; mermaid and the fonts stay where they are."""
    folder = folder.resolve()
    page, fontconfig = folder / SHELL_PAGE, folder / "fonts.conf"
    scripts = [folder / name for name in SHELL_SCRIPTS]
    addresses = {
        "mermaid_js": assets.mermaid_js.as_uri(),
        "text_font": assets.text_font.as_uri(),
        "mono_font": assets.mono_font.as_uri(),
        "symbol_font": assets.symbol_font.as_uri(),
        "emoji_font": assets.emoji_font.as_uri(),
    }
    quoted = {name: escape(address) for name, address in addresses.items()}
    tags = "\n".join(f'<script src="{escape(script.as_uri())}"></script>' for script in scripts)
    html = Template(shell_text(SHELL_PAGE)).substitute(quoted, style=shell_text(SHELL_STYLE), scripts=tags)
    page.write_text(html, encoding="utf-8")
    for script in scripts:
        script.write_text(shell_text(script.name), encoding="utf-8")
    fontconfig.write_text(FONTCONFIG, encoding="utf-8")
    return Shell(
        folder=folder,
        url=page.as_uri(),
        allowed_urls=frozenset((page.as_uri(), *addresses.values(), *(script.as_uri() for script in scripts))),
        fontconfig=fontconfig,
    )
