"""A small folder of notes against all that a build says of it: the dump of the package, the ledger, the diagnostics.

`NOTEDECK_REWRITE=1` writes what comes out now, to be read in the diff before it is believed.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.project import Project

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    project = Project(root=tmp_path_factory.mktemp("golden"))
    shutil.copytree(GOLDEN / "notes", project.notes_dir)
    run = project.run("build")
    assert run.exit_code == 0, run.stderr
    return {
        "deck.txt": project.package.with_suffix(".txt").read_text(encoding="utf-8"),
        # The digests of the notetypes change with every look; their own tests watch over them.
        "deck.lock": re.sub(r'^\{"kind".*\n', "", project.ledger.read_text(encoding="utf-8"), flags=re.MULTILINE),
        "diagnostics.txt": run.stderr.replace(str(project.notes_dir), "notes"),
        "show.txt": project.run("show").stdout,
    }


@pytest.mark.parametrize("name", ["deck.txt", "deck.lock", "diagnostics.txt", "show.txt"])
def test_golden_build_gives_what_stands_here(outcome: dict[str, str], name: str) -> None:
    if os.environ.get("NOTEDECK_REWRITE"):
        (GOLDEN / name).write_text(outcome[name], encoding="utf-8")
    assert outcome[name] == (GOLDEN / name).read_text(encoding="utf-8")
