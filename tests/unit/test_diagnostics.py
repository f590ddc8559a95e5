"""Every code against its fixture file: notes in, the printed diagnostics out. `explain` prints the first example."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.core.codes import CODES, Severity
from pipeline.lint.allow import SAID_ELSEWHERE
from tests.fixture_files import Example, examples, rewrite
from tests.project import Project

FOLDER = Path(__file__).parent.parent / "fixtures" / "diagnostics"
TESTS = FOLDER.parent.parent

TESTED_ELSEWHERE = {
    "not-utf8": "test_faults.py",
    "unreadable": "test_faults.py",
    "image-missing": "test_faults.py",
    "image-outside": "test_faults.py",
    "image-unsupported": "test_faults.py",
    "ledger-damaged": "test_faults.py",
    "ledger-newer": "test_faults.py",
    "identity-tied": "unit/test_identity.py",
    "diagram-invalid": "browser/test_mishaps.py",
    "picture-failed": "browser/test_mishaps.py",
    "deck-name-changed": "test_sharing.py",
    "media-not-synced": "test_sharing.py",
    "cache-damaged": "browser/test_pipeline_pictures.py",
}
"""Codes that need a browser, a ledger, other files or broken bytes, and the test of each."""


def told(source: str) -> str:
    with TemporaryDirectory() as folder:
        project = Project(root=Path(folder))
        project.write("notes.md", source)
        return project.run("show", "--why").stderr.replace(str(project.notes_dir), "notes").rstrip()


rewrite(FOLDER, told)


@pytest.mark.parametrize("example", examples(FOLDER), ids=str)
def test_diagnostics_are_printed_as_the_fixture_says(example: Example) -> None:
    assert told(example.source) == example.expected.strip()


@pytest.mark.parametrize("code", sorted(CODES))
def test_diagnostics_of_every_code_are_exercised(code: str) -> None:
    if code in TESTED_ELSEWHERE:
        assert code in (TESTS / TESTED_ELSEWHERE[code]).read_text(encoding="utf-8")
        return
    first = next(example for example in examples(FOLDER) if example.path.stem == code)
    assert first.source == CODES[code].example
    assert f"[{code}]" in first.expected


@pytest.mark.parametrize("code", ["image-missing", "image-outside", "image-unsupported", "deck-name-changed"])
def test_diagnostics_example_brings_its_code_about(project: Project, code: str) -> None:
    project.write("notes.md", CODES[code].example)
    for path in (project.notes_dir / "architecture.tiff", project.root / "architecture.png"):
        path.write_bytes(b"x")
    assert f"{CODES[code].severity.value}[{code}]" in project.run("check").stderr


def test_diagnostics_of_later_stages_are_not_called_idle() -> None:
    """A warning that is said after the lint is on the list of those that it cannot know of."""
    pipeline = TESTS.parent / "pipeline"
    later = "".join(
        path.read_text(encoding="utf-8")
        for place in ("identity", "render", "package", "sharing.py")
        for path in ([pipeline / place] if place.endswith(".py") else (pipeline / place).rglob("*.py"))
    )
    late = {name for name, code in CODES.items() if code.severity is not Severity.ERROR and f'"{name}"' in later}
    assert late <= SAID_ELSEWHERE
