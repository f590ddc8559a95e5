"""Packages that Anki itself writes, and names that it changes, as we read and foresee them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import ExportAnkiPackageOptions

from pipeline.core.errors import UsageError
from pipeline.package.reading import read_package
from pipeline.sharing import _as_anki_names
from tests.anki.learner import Learner
from tests.project import PNG, Project

pytestmark = pytest.mark.anki


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    made = Learner(tmp_path / "anki")
    yield made
    made.close()


def exported(learner: Learner, target: Path, *, legacy: bool) -> Path:
    options = ExportAnkiPackageOptions(with_media=True, legacy=legacy)
    learner.col.export_anki_package(out_path=str(target), limit=None, options=options)
    return target


def test_packages_of_ankis_own_export_are_read(project: Project, learner: Learner, tmp_path: Path) -> None:
    project.write("a.md", "## 鍵\n**対称鍵**を使う。\n\n![図](点.png)\n")
    (project.notes_dir / "点.png").write_bytes(PNG)
    project.build()
    learner.take(project.package)
    ours, theirs = read_package(project.package), read_package(exported(learner, tmp_path / "e.apkg", legacy=True))
    assert theirs.layout == "of Anki 2.1"
    assert theirs.oddities == ours.oddities == ()
    assert (theirs.notes, theirs.cards, theirs.media) == (ours.notes, ours.cards, ours.media)
    assert [(deck.name, deck.cards) for deck in theirs.decks] == [(deck.name, deck.cards) for deck in ours.decks]
    assert [own.fields for own in theirs.notetypes if own.notes] == [own.fields for own in ours.notetypes]


def test_packages_in_the_newest_format_are_told_of(project: Project, learner: Learner, tmp_path: Path) -> None:
    project.write("a.md", "## 鍵\n**対称鍵**を使う。\n")
    project.build()
    learner.take(project.package)
    with pytest.raises(UsageError, match="the newest format") as told:
        read_package(exported(learner, tmp_path / "e.apkg", legacy=False))
    assert "Support older Anki versions" in told.value.hint


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "a::b",
        "a :: b",
        "::a",
        "a::::b",
        ":x",
        "a::x:y",
        "a:::b",
        "a\u3000:: b",
        "a\u00a0",
        "か\u3099",
        'a"b',
        "::",
    ],
)
def test_packages_deck_names_are_foreseen(learner: Learner, name: str) -> None:
    deck_id = learner.col.decks.id(name)
    assert deck_id is not None
    assert _as_anki_names(name) == learner.col.decks.name(deck_id)
