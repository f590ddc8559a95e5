"""Edit stories: the notes before and after an edit, and what happens to each card, told by keys and numbers.

A story is a Markdown file in `stories/`. Fences named `before FILE` and `after FILE` hold the notes, the fence `delta`
what the second build says of every note that it does not find unchanged, and which numbers the clozes keep.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.project import Project

STORIES = sorted((Path(__file__).parent / "stories").glob("*.md"))
FENCE = re.compile(r"^````(before|after|delta)(?: (\S+))?\n(.*?)^````$", re.MULTILINE | re.DOTALL)


def told(project: Project, story: str) -> str:
    """Build the notes before and after the edit and return the delta as text."""
    fences = FENCE.findall(story)
    for moment in ("before", "after"):
        for path in project.notes_dir.glob("*.md"):
            path.unlink()
        for when, name, text in fences:
            if when == moment:
                project.write(name, text)
        result = project.build()
    lines = [
        f"{word}: {change.key} ({change.why})"
        for word, changes in (
            ("new", result.delta.added),
            ("changed", result.delta.updated),
            ("moved", result.delta.moved),
            ("retired", result.delta.retired),
        )
        for change in changes
    ]
    numbers = {note["key"]: note.get("clozes") for note in project.ledger_notes() if not note.get("retired")}
    lines.extend(f"clozes: {key}: {clozes}" for key, clozes in sorted(numbers.items()) if clozes)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_ends_as_it_is_told(path: Path, project: Project) -> None:
    story = path.read_text(encoding="utf-8")
    outcome = told(project, story)
    expected = next(text for when, _, text in FENCE.findall(story) if when == "delta")
    if os.environ.get("NOTEDECK_REWRITE"):
        path.write_text(story.replace(f"````delta\n{expected}````", f"````delta\n{outcome}````"), encoding="utf-8")
        expected = outcome
    assert outcome == expected
