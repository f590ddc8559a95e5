"""The documents say what the code does: generated pages do not drift, and the README's commands exist."""

from __future__ import annotations

import re
import runpy
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from pipeline.cli import deck
from pipeline.core.section import CARD_WORDS
from tests.project import Project, invoke

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
    prose = re.sub(r"```.*?```", "", readme, flags=re.DOTALL)
    commands = (*shell_lines(readme), *re.findall(r"`([^`]+)`", prose))
    named = {target for command in commands for target in re.findall(r"\bmake ([a-z]+)", command)}
    assert {"deck", "test"} <= named <= targets


def program_lines(page: str) -> list[str]:
    """Return the lines of a page that start the program, without the doctor's, who needs a browser."""
    return [line for line in shell_lines(page) if "build_deck.py" in line and "build_deck.py doctor" not in line]


def test_docs_readme_commands_run(project: Project) -> None:
    project.write("lambda.md", "## 鍵\n**対称鍵**を使う。\n")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = program_lines(readme)
    assert len(commands) >= 3
    for line in commands:
        arguments = shlex.split(line)[2:]
        places = {
            "~/my-notes": str(project.notes_dir),
            "~/decks/mine.apkg": str(project.package),
            "~/first-notes": str(project.root / "first-notes"),
        }
        outcome = invoke(*(places.get(word, word) for word in arguments))
        assert outcome.exit_code == 0, f"{line}: {outcome.stderr}"


def test_docs_readme_links_and_pictures_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", re.sub(r"`[^`\n]*`", "", readme)):
        assert (ROOT / target).exists(), target


def test_docs_readme_settings_and_codes_exist() -> None:
    """Every card word and directive that the README names is one that the parser knows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- card: (\w+) -->", readme)) == set(CARD_WORDS)


def test_docs_release_builds_with_the_ledger_as_it_is() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    commands = [shlex.split(step["run"]) for step in workflow["jobs"]["deck"]["steps"] if "run" in step]
    (_, *options), inspected, released = commands
    told = subprocess.run(["make", "--dry-run", *options], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == ".venv/bin/python build_deck.py build --locked"
    assert inspected[:3] == [".venv/bin/python", "build_deck.py", "inspect"]
    (output,) = (own.default for own in deck.commands["build"].params if own.name == "output")
    assert str(output) in inspected and str(output) in released
