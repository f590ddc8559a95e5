"""Writes the pages of docs/ that are drawn from the code: `python docs/tables.py`. A test fails where they drift."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from pipeline.config import Config  # noqa: E402
from pipeline.core.codes import CODES  # noqa: E402
from pipeline.core.picture import Theme  # noqa: E402


def messages_page() -> str:
    """Return the page of all diagnostics: what each means and what to do."""
    rows = [
        f"| `{name}` | {code.severity.value} | {_cell(code.meaning)} | {_cell(code.remedy)} |"
        for name, code in sorted(CODES.items())
    ]
    return "\n".join(
        [
            "# Messages",
            "",
            "Every finding is printed as `file:line:column: severity[code]: message`, with the line and a hint. An",
            "error keeps the build from writing, and a warning does so under `--strict`. A note proposes something; it",
            "is only counted unless `-v` is given. `<!-- allow: code -->` silences warnings and notes: of a section",
            "below its heading, of a block above it; `allow: code` in front matter does so for a file.",
            "`build_deck.py explain CODE` shows notes that bring a code about.",
            "",
            "| code | severity | what it means | what to do |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def settings_page() -> str:
    """Return the page of all settings with their defaults."""
    rows = [
        f"| `{own.name}` | {own.metadata['help']} | {_default(getattr(Config(), own.name))} |"
        for own in fields(Config)
        if own.name != "theme"
    ]
    theme = [
        f"| `{own.name}` | {own.metadata['help']} | {_default(getattr(Theme(), own.name))} |" for own in fields(Theme)
    ]
    head = ["| setting | meaning | default |", "|---|---|---|"]
    return "\n".join(
        [
            "# Settings",
            "",
            "`notes/deck.toml` holds the settings of a deck. Every one may be left out.",
            "",
            *head,
            *rows,
            "",
            "How pictures are drawn, in a table `[theme]`:",
            "",
            *head,
            *theme,
            "",
        ]
    )


def _default(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value) or "none"
    return f"`{value}`" if value != "" else "none"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES = {"messages.md": messages_page, "settings.md": settings_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
