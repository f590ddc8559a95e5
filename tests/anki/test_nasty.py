"""Nasty notes through everything but the browser and into the real Anki; `make bench-fuzz` tries thousands more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.nasty import NastyNotes, nasty_notes, real_notes
from bench.trial import Trial
from bench.undrawn import undrawn_pictures
from tests.anki.learner import Learner

pytestmark = pytest.mark.anki

FOUND = {
    "control character in a file name": {"a\x1fb.md": "## 題\n本文\n"},
    "cloze in a file name": {"{{c1::x}}.md": "## 題\n**対称鍵**を使う。\n\n## 他\n本文\n"},
    "sound in a file name": {"[sound:x].md": "## 題\n**対称鍵**を使う。\n"},
    "written cloze below a table": {"a.md": "## 題\n| a |\n| - |\n| b |\n\n{{c1::a}}と{{c9::b}}\n"},
    "sound in maths": {"a.md": "## 題\n$$sound:a.mp3]$$\n\n## 他\n$[sound:a.mp3]$と$$latex]x[/latex]$$\n"},
    "tags nested 3,000 deep": {"a.md": "## 題\n" + "<sub>" * 3000 + "x" + "</sub>" * 3000},
    "line of 50,000 colons": {"a.md": "## 題\n" + ":" * 50_000},
    "10,000 findings in one line": {"a.md": "## 題\n" + "{{c0::" * 10_000},
}
"""What went wrong once, named for what broke."""


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    made = Learner(tmp_path_factory.mktemp("anki"))
    with undrawn_pictures():
        yield made
    made.close()


@pytest.mark.parametrize("name", FOUND)
def test_nasty_notes_that_broke_once(name: str, tmp_path: Path, learner: Learner) -> None:
    files = {path: text.encode("utf-8") for path, text in FOUND[name].items()}
    Trial(tmp_path, NastyNotes(number=list(FOUND).index(name), before=files, after={}), learner).run()


@pytest.mark.parametrize("number", range(1_000_000, 1_000_040))
def test_nasty_notes_of_a_fixed_seed(number: int, tmp_path: Path, learner: Learner) -> None:
    Trial(tmp_path, nasty_notes(1, number, real_notes()), learner).run()
