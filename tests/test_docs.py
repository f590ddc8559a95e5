"""The documents say what the code does: generated pages do not drift, and the README's commands exist."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import deck
from pipeline.core.section import CARD_WORDS
from tests.project import Project

ROOT = Path(__file__).parent.parent
PAGES = runpy.run_path(str(ROOT / "docs" / "tables.py"))["PAGES"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_docs_page_is_what_the_code_says(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `python docs/tables.py`"


def shell_lines(page: str) -> list[str]:
    """Return the commands of the console blocks of a page."""
    blocks = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def test_docs_readme_make_targets_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(
        re.findall(r"make ([a-z]+)", " ".join(shell_lines(readme)) + " ".join(re.findall(r"`([^`]+)`", readme)))
    )
    assert {"deck", "test"} <= named <= targets


def test_docs_readme_commands_run(project: Project) -> None:
    project.write("lambda.md", "## 鍵\n**対称鍵**を使う。\n")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line for line in shell_lines(readme) if "build_deck.py" in line]
    assert len(commands) >= 3
    for line in commands:
        arguments = shlex.split(line)[2:]
        places = {"~/my-notes": str(project.notes_dir), "~/decks/mine.apkg": str(project.package)}
        outcome = CliRunner().invoke(deck, [places.get(word, word) for word in arguments])
        assert outcome.exit_code == 0, f"{line}: {outcome.stderr}"


def test_docs_readme_links_and_pictures_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", re.sub(r"`[^`\n]*`", "", readme)):
        assert (ROOT / target).exists(), target


def test_docs_readme_settings_and_codes_exist() -> None:
    """Every card word and directive that the README names is one that the parser knows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- card: (\w+) -->", readme)) == set(CARD_WORDS)
