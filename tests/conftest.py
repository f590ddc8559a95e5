"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project in a temporary folder."""
    made = Project(root=tmp_path)
    made.notes_dir.mkdir()
    return made
