"""Every edit story, told by the keys of the notes and the numbers of their clozes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.project import Project
from tests.stories.story import STORIES, read_moments, tell, with_deltas


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_ends_as_it_is_told(path: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    story = path.read_text(encoding="utf-8")
    moments = read_moments(story)
    told = [telling.told for telling in tell(moments, project, monkeypatch)]
    if os.environ.get("NOTEDECK_REWRITE"):
        path.write_text(with_deltas(story, told[1:]), encoding="utf-8")
    else:
        assert told[1:] == [moment.delta for moment in moments[1:]]
