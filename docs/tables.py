"""Writes the pages of docs/ that are drawn from the code: `python docs/tables.py`. A test fails where they drift."""

from __future__ import annotations

import re
import sys
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from pipeline.config import Config  # noqa: E402
from pipeline.core.codes import CODES  # noqa: E402
from pipeline.core.picture import Theme  # noqa: E402
from pipeline.drafting import draft_notes  # noqa: E402
from pipeline.show import cards  # noqa: E402

_EXAMPLE = re.compile(r"(?<=^````markdown\n)(.*?)(^````\n\n```text\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


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


def syntax_page() -> str:
    """Return the page of the syntax with the cards of each example below it."""
    written = (DOCS / "syntax.md").read_text(encoding="utf-8")
    return _EXAMPLE.sub(lambda example: f"{example[1]}{example[2]}{_cards_of(example[1])}", written)


def _cards_of(notes: str) -> str:
    """Return what the notes ask and answer, with the rule that made each note."""
    with TemporaryDirectory(prefix="notedeck-") as folder:
        Path(folder, "notes.md").write_text(notes, encoding="utf-8")
        drafts = draft_notes(Path(folder)).drafts
    lines = []
    for draft in drafts:
        for question, answer in cards(draft):
            lines += [draft.rule, *_labelled("Q", question), *_labelled("A", answer), ""]
    return "\n".join(lines)


def _labelled(label: str, text: str) -> list[str]:
    first, *others = text.splitlines() or [""]
    return [f"  {label} {first}".rstrip(), *(f"    {line}".rstrip() for line in others)]


def _default(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value) or "none"
    return f"`{value}`" if value != "" else "none"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES = {"messages.md": messages_page, "settings.md": settings_page, "syntax.md": syntax_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
