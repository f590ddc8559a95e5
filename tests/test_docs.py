"""The documents say what the code does: generated pages do not drift, and the README's commands exist."""

from __future__ import annotations

import re
import runpy
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml
from PIL import Image

from pipeline.cli import deck
from pipeline.core.section import CARD_WORDS
from pipeline.parse.settings import KEYS
from tests.project import Project, invoke

ROOT = Path(__file__).parent.parent
PAGES = runpy.run_path(str(ROOT / "docs" / "tables.py"))["PAGES"]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

WRITTEN = (ROOT / "README.md", *sorted(path for path in (ROOT / "docs").glob("*.md") if path.name != "decisions.md"))
"""The pages that a reader is led to."""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_docs_page_is_what_the_code_says(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `python docs/tables.py`"


def shell_lines(page: str) -> list[str]:
    """Return the commands of the console blocks of a page."""
    blocks = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def runs_elsewhere(line: str) -> bool:
    """Return whether a command runs in other tests, where a browser or Anki is, or is one that runs the tests."""
    words = shlex.split(line)
    ran_by_make_test = words[:2] == [".venv/bin/python", "-m"] and words[2] in ("pytest", "ruff", "mypy")
    return ran_by_make_test or (words[1:2] == ["build_deck.py"] and words[2] in ("doctor", "push", "watch"))


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_docs_commands_run(page: Path, project: Project) -> None:
    project.write("lambda.md", "## 鍵\n**対称鍵**を使う。\n")
    project.build()
    for line in shell_lines(page.read_text(encoding="utf-8")):
        words = shlex.split(line)
        if words[0] == "make":
            assert words[1] in TARGETS
        elif words[0] == ".venv/bin/python" and words[1].startswith("docs/"):
            assert words[1:] in (["docs/tables.py"], ["docs/pictures.py"])
        elif not runs_elsewhere(line) and words[0] != "git":
            assert words[:2] == [".venv/bin/python", "build_deck.py"], line
            outcome = invoke(*in_place(words[2:], project))
            assert outcome.exit_code == 0, f"{line}: {outcome.stderr}"


def in_place(words: list[str], project: Project) -> list[str]:
    """Return the arguments of a command with the folders of a project in the place of the reader's."""
    places = {
        "~/my-notes": str(project.notes_dir),
        "~/decks/mine.apkg": str(project.package),
        "~/first-notes": str(project.root / "first-notes"),
    }
    return [places.get(word, word) for word in words]


def test_docs_readme_shows_how_it_is_started_and_tested() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(
        re.findall(r"\bmake ([a-z]+)", " ".join((*shell_lines(readme), *re.findall(r"`(make [^`]+)`", readme))))
    )
    assert {"deck", "test"} <= named <= TARGETS


def test_docs_readme_names_every_verb_in_the_order_of_the_help() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z]+)` \|", readme, re.MULTILINE) == list(deck.commands)


@pytest.mark.parametrize("page", [*WRITTEN, ROOT / "docs" / "decisions.md"], ids=lambda page: page.name)
def test_docs_links_and_pictures_exist(page: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)\)", prose):
        assert (page.parent / target).exists(), target


@pytest.mark.browser
def test_docs_pictures_are_taken_of_what_there_is(tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "docs" / "pictures.py"))["take_pictures"](tmp_path)
    taken = sorted(path.name for path in tmp_path.iterdir())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"!\[.*?\]\(docs/(.*?)\)", readme, re.DOTALL)) == taken
    for path in (*tmp_path.iterdir(), *(ROOT / "docs" / name for name in taken)):
        assert path.stat().st_size < 300_000, path.name
        with Image.open(path) as picture:
            assert len(picture.convert("L").getcolors() or ()) > 50, f"{path.name} is blank"


@pytest.mark.browser
def test_docs_diagram_of_identity_is_one_that_we_draw(project: Project) -> None:
    page = (ROOT / "docs" / "identity.md").read_text(encoding="utf-8")
    (diagram,) = re.findall(r"```mermaid\n.*?```", page, re.DOTALL)
    project.write("a.md", f"## 図\n\n{diagram}\n")
    result = project.build()
    assert (result.pictures_drawn, result.diagnostics) == (1, ())


def test_docs_syntax_names_every_word_to_the_tool() -> None:
    syntax = (ROOT / "docs" / "syntax.md").read_text(encoding="utf-8")
    comments = re.findall(r"^\| `<!-- (\w+): (\w*)", syntax, re.MULTILINE)
    assert {word for key, word in comments if key == "card"} == set(CARD_WORDS)
    assert {key for key, _ in comments} == set(KEYS)


def test_docs_security_names_tests_that_there_are() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert len(named) == page.count("::") > 15
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path} holds no {name}"


def test_docs_troubleshooting_goes_by_words_that_are_really_said() -> None:
    page = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    said = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    headings = [
        words for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for words in re.findall(r"`(.+?)`", row)
    ]
    shown_by_others = {"inspect", "No such file"}
    assert len(headings) > 10
    assert [words for words in headings if words not in said and words not in shown_by_others] == []


def test_docs_release_builds_with_the_ledger_as_it_is() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    commands = [shlex.split(step["run"]) for step in workflow["jobs"]["deck"]["steps"] if "run" in step]
    (_, *options), inspected, released = commands
    told = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", *options], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines()[-1] == ".venv/bin/python build_deck.py build --locked"
    assert inspected[:3] == [".venv/bin/python", "build_deck.py", "inspect"]
    (output,) = (own.default for own in deck.commands["build"].params if own.name == "output")
    assert str(output) in inspected and str(output) in released
