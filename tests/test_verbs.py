"""What holds for every verb: its help shows how it is started, its examples run, and a shell completes it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from pipeline.cli import VARIABLE, deck
from pipeline.cli.build import build_command
from tests.project import Project, invoke

ROOT = Path(__file__).parent.parent

ELSEWHERE = {"doctor", "push", "watch"}
"""Verbs whose examples run where a browser is, or Anki."""


def examples(verb: str) -> list[list[str]]:
    """Return the arguments of the examples in the help of a verb."""
    shown = invoke(verb, "--help").stdout
    return [shlex.split(line)[1:] for line in re.findall(r"^ *(build_deck\.py .*)$", shown, re.MULTILINE)]


@pytest.mark.parametrize("verb", sorted(deck.commands))
def test_verbs_help_has_examples_that_run(verb: str, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = examples(verb)
    assert shown and all(arguments[0] == verb for arguments in shown)
    project.write("lambda.md", "## 鍵\n**対称鍵**を使う。\n")
    monkeypatch.chdir(project.root)
    invoke("build")
    (project.root / "deck.lock").touch()
    for arguments in shown if verb not in ELSEWHERE else ():
        places = {"~/my-notes": str(project.notes_dir), "~/decks/mine.apkg": str(project.package)}
        outcome = invoke(*(places.get(word, word) for word in arguments))
        assert outcome.exit_code == 0, f"{arguments}: {outcome.output}"


def test_verbs_are_listed_in_whole_sentences() -> None:
    listed = invoke("--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == list(deck.commands)
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)


def completed(*words: str) -> list[str]:
    *before, incomplete = words
    return [item.value for item in BashComplete(deck, {}, "notedeck", VARIABLE).get_completions(before, incomplete)]


def test_verbs_are_completed() -> None:
    assert completed("in") == ["inspect", "init"]
    assert set(completed("")) == set(deck.commands)
    assert "--locked" in completed("build", "--l")
    assert completed("completion", "f") == ["fish"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_verbs_completion_speaks_to_the_program_by_our_variable(shell: str) -> None:
    outcome = invoke("completion", shell)
    assert outcome.exit_code == 0
    assert f"{VARIABLE}={shell}_complete" in outcome.stdout


@pytest.mark.process
def test_verbs_are_completed_by_a_real_shell_and_go_by_the_name_of_the_command(tmp_path: Path) -> None:
    shutil.copy(ROOT / "notedeck", tmp_path)
    (tmp_path / "build_deck.py").symlink_to(ROOT / "build_deck.py")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    command = tmp_path / "bin" / "notedeck"
    command.parent.mkdir()
    command.symlink_to(tmp_path / "notedeck")
    script = (
        "source <(notedeck completion bash); "
        "COMP_WORDS=(notedeck che); COMP_CWORD=1; _notedeck_completion notedeck; echo ${COMPREPLY[@]}; "
        "notedeck touch --help"
    )
    told = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    completed_word, usage, *_ = told.stdout.splitlines()
    assert completed_word == "check"
    assert usage.startswith("Usage: notedeck touch ")
    assert "  notedeck touch --notes" in told.stdout


@pytest.mark.parametrize("address", ["http://localhost:3000/", "localhost:3000", "grid", ""])
def test_browser_endpoint_of_another_kind_is_wrong_use(project: Project, address: str) -> None:
    project.write("a.md", "## 甲\n\n**乙**である。\n")
    outcome = project.run("build", "--browser-endpoint", address)
    assert outcome.exit_code == 2
    assert "--browser-endpoint" in outcome.stderr
    assert f"'{address}' does not begin with ws:// or wss://" in outcome.stderr
    assert not project.package.exists()


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        (["--browser", "nowhere"], "nowhere"),
        (["--browser-endpoint", "wss://grid/"], "wss://grid/"),
        (["--browser", "nowhere", "--browser-endpoint", "ws://grid/"], "ws://grid/"),
        (["--browser-endpoint", "ws://grid/", "--browser", "nowhere"], "ws://grid/"),
        ([], None),
    ],
)
def test_browser_options_name_one_browser(options: list[str], taken: str | None) -> None:
    assert build_command.make_context("build", options).params["browser"] == taken
