"""Every edit story in the real Anki: what is told of notes and numbers is what happens to the learner's cards."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from pipeline.core.ledger import Ledger, LedgerEntry
from pipeline.core.markup import HIDDEN_FROM, HIDDEN_TO
from pipeline.core.note import NoteKind
from pipeline.draft.keys import without_ordinal
from tests.anki.learner import Learner
from tests.anki.notebook import plain
from tests.project import Project
from tests.stories.story import STORIES, Telling, read_moments, tell

pytestmark = pytest.mark.anki

Sides = dict[Any, tuple[str, str]]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_in_anki_keeps_each_history_with_its_fact(
    path: Path, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = read_moments(path.read_text(encoding="utf-8"))
    with closing(Learner(tmp_path / "learner")) as learner:
        seen: Sides = {}
        for moment, telling in zip(moments, tell(moments, project, monkeypatch), strict=True):
            log = learner.take(project.package)
            if moment.delta is not None:
                assert telling.told == moment.delta
            assert (len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting)) == expected_log(telling)
            check_cards(learner, telling)
            check_faces(learner.sides(), seen, telling)
            with closing(Learner(Path(mkdtemp(dir=tmp_path)))) as newcomer:
                newcomer.take(project.package)
                check_against_newcomer(learner, newcomer, telling)
            learner.review_all()
            seen = learner.sides()


def expected_log(telling: Telling) -> tuple[int, int, int, int]:
    """Return how many notes Anki has to call new, updated, duplicate and conflicting."""
    mods = {entry.guid: entry.mod_s for entry in telling.before.entries}
    living = living_entries(telling.after)
    new = sum(entry.guid not in mods for entry in living)
    updated = sum(mods.get(entry.guid, entry.mod_s) != entry.mod_s for entry in living)
    return new, updated, len(living) - new - updated, 0


def living_entries(ledger: Ledger) -> list[LedgerEntry]:
    return [entry for entry in ledger.entries if not entry.retired]


def card_ids(entry: LedgerEntry) -> set[int]:
    """Return the ids of the cards that `entry` asks; a basic note has the one card of ordinal 1."""
    return {entry.created_ms + number - 1 for _, number in entry.ordinals or (("", 1),)}


def former_card_ids(entry: LedgerEntry) -> set[int]:
    """Return the ids of the cards of `entry` whose clozes are gone from it."""
    return {entry.created_ms + number - 1 for _, number in entry.retired_ordinals}


def every_card_id(ledger: Ledger) -> set[int]:
    return {card for entry in ledger.entries for card in card_ids(entry) | former_card_ids(entry)}


def check_cards(learner: Learner, telling: Telling) -> None:
    """The cards of all facts, living or gone, are there once; the old ones have their review and the new ones none."""
    old = every_card_id(telling.before)
    assert learner.reps() == {card: int(card in old) for card in every_card_id(telling.after)}
    rows = learner.query("select guid, id from notes")
    assert sorted((guid, note) for guid, note in rows) == sorted(
        (entry.guid, entry.created_ms) for entry in telling.after.entries
    )


def check_faces(sides: Sides, seen: Sides, telling: Telling) -> None:
    """What is gone shows what it showed or nothing, and so does what did not change; never another fact."""
    known = {entry.guid for entry in telling.before.entries}
    changed = {change.guid for change in (*telling.result.delta.updated, *telling.result.delta.moved)}
    with_new_look = {own.kind for own in set(telling.after.notetypes) - set(telling.before.notetypes)}
    for entry in telling.after.entries:
        if entry.guid in known - changed and entry.kind not in with_new_look:
            assert {card: sides[card] for card in card_ids(entry)} == {card: seen[card] for card in card_ids(entry)}
        if not entry.retired:
            assert all("No cloze" in sides[card][0] for card in former_card_ids(entry))
            for key, number in entry.ordinals:
                shown = revealed(sides[entry.created_ms + number - 1][1])
                if entry.kind is NoteKind.OCCLUSION:
                    assert {without_ordinal(word) for word in shown} == {answer_in_picture(entry, key)}
                else:
                    assert shown == {key.removeprefix(f"c{number}::")}


def answer_in_picture(entry: LedgerEntry, key: str) -> str:
    """Return the hidden words that `key` stands for. A cell of a table has its place as the key, a label its text."""
    answers = dict(text.removesuffix(HIDDEN_TO).split(f" {HIDDEN_FROM}", 1) for text in entry.texts)
    return answers.get(key, key)


def revealed(answer: str) -> set[str]:
    """Return the words that the answer side shows in place of the gap."""
    return {plain(shown) for shown in re.findall(r'<span class="cloze"[^>]*>(.*?)</span>', answer)}


def check_against_newcomer(learner: Learner, newcomer: Learner, telling: Telling) -> None:
    """Who took all builds sees the same cards, pictures and looks as one who begins with this one."""
    sides, theirs = learner.sides(), newcomer.sides()
    assert theirs.keys() == {card for entry in living_entries(telling.after) for card in card_ids(entry)}
    assert {card: sides[card] for card in theirs} == theirs
    assert looks(newcomer).items() <= looks(learner).items()
    assert list(learner.col.media.check().missing) == []


def looks(learner: Learner) -> dict[str, str]:
    """Return style sheet and templates of our notetypes."""
    own = [notetype for notetype in learner.col.models.all() if notetype["name"].startswith("Notedeck")]
    return {notetype["name"]: f"{notetype['css']} {notetype['tmpls']}" for notetype in own}
