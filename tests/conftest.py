"""Fixtures that every test may use."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from tests.project import Project

# The same examples in every run, and no clock: a slow machine or a lucky find must not stop somebody's change. New
# examples are looked for with `HYPOTHESIS_PROFILE=explore`.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# A shell starts what runs in the background deaf to Ctrl-C, and programs that the tests start would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project in a temporary folder."""
    made = Project(root=tmp_path)
    made.notes_dir.mkdir()
    return made
