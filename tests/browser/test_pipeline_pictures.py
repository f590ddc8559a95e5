"""Pictures through the whole program: a fault of one keeps the deck as it was, and the cache may only save time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project import Project

GOOD = """\
## 表
| 読み方 | 大きさ |
|---|---|
| 強い整合性 | `4 KB` |

## 図
```mermaid
flowchart LR
    a[呼び出し] -->|渡す| b[キュー]
```
"""
BAD_DIAGRAM = "\n## 壊れた図\n\n```mermaid\nflowchart LR\n    a --> b\n    b -->[ c\n```\n"


@pytest.fixture
def built(project: Project) -> Project:
    project.write("a.md", GOOD)
    outcome = project.run("build")
    assert outcome.exit_code == 0, outcome.stderr
    assert ": 2 drawn" in outcome.stdout
    return project


def pictures(project: Project) -> list[Path]:
    return sorted((project.package.parent / ".cache" / "pictures").glob("*.webp"))


def test_bad_diagram_is_told_by_line_and_the_others_are_drawn(built: Project) -> None:
    before = built.state()
    more = "\n## 後の表\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    built.write("a.md", GOOD + BAD_DIAGRAM + more)
    outcome = built.run("build")
    assert outcome.exit_code == 1
    bad_line = (GOOD + BAD_DIAGRAM).splitlines().index("    b -->[ c") + 1
    assert f"a.md:{bad_line}:1: error[diagram-invalid]" in outcome.stderr
    assert len(pictures(built)) == 3
    assert built.state() == before


def test_no_browser_is_one_error_and_none_is_needed_for_the_cache(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTEDECK_BROWSER", str(built.root / "no-browser"))
    assert "Nothing changed" in built.run("build").stdout
    before = built.state()
    built.write("a.md", GOOD.replace("4 KB", "8 KB"))
    outcome = built.run("build")
    assert outcome.exit_code == 4
    assert "no-browser" in outcome.stderr
    assert built.state() == before


def test_damaged_cache_gives_the_same_deck(built: Project) -> None:
    before = built.state()
    first, *_ = pictures(built)
    first.write_bytes(first.read_bytes()[:100])
    outcome = built.run("build", "-v")
    assert outcome.exit_code == 0
    assert "note[cache-damaged]" in outcome.stderr
    assert "Nothing changed" in outcome.stdout
    assert built.state() == before


@pytest.mark.parametrize("options", [["--no-cache"], []], ids=["drawn again", "cache deleted"])
def test_cold_build_gives_the_same_deck(built: Project, options: list[str]) -> None:
    before = built.state()
    for path in pictures(built):
        path.unlink()
    assert built.run("build", *options).exit_code == 0
    assert built.state() == before


def test_pictures_are_in_the_package_under_the_names_that_the_notes_use(built: Project) -> None:
    dump = built.package.with_suffix(".txt").read_text(encoding="utf-8")
    with zipfile.ZipFile(built.package) as package:
        names = package.read("media").decode("utf-8")
    for path in pictures(built):
        assert f'src="{path.name}"' in dump
        assert path.name in names


def test_two_builds_at_once_share_a_cache(project: Project) -> None:
    project.write("a.md", GOOD)
    other = Project(root=project.root / "other")
    other.write("a.md", GOOD)
    shared = project.root / "shared"
    runs = [
        subprocess.Popen(
            [sys.executable, "build_deck.py", "--notes", one.notes_dir, "--output", one.package, "--cache", shared],
            cwd=Path(__file__).parents[2],
        )
        for one in (project, other)
    ]
    assert [run.wait(timeout=120) for run in runs] == [0, 0]
    assert project.state() == other.state()
    assert len(list((shared / "pictures").glob("*.webp"))) == 2
    assert pictures(project) == []


def test_folder_of_the_cache_is_named_by_the_environment(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(built.package.parent / ".cache", built.root / "shared")
    shutil.rmtree(built.package.parent)
    monkeypatch.setenv("NOTEDECK_CACHE", str(built.root / "shared"))
    outcome = built.run("build")
    assert ": 2 from the cache" in outcome.stdout
    assert pictures(built) == []
