"""Pushed into a real collection, over the wire: what arrives, what does not, and what is deleted."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection
from anki.decks import DeckId

from pipeline.core.ledger import NotetypeEntry
from pipeline.core.note import NoteKind
from pipeline.package import packed_file, write_package
from tests.anki.conftest import MOD_S, MakeNote
from tests.anki.desktop import Desktop
from tests.anki_connect import listening
from tests.project import Project, invoke
from tests.terminal import seen_on_a_terminal
from tests.test_docs import ROOT, in_place, shell_lines
from tests.test_verbs import examples

pytestmark = pytest.mark.anki

RECORDED = Path(__file__).parent.parent / "fixtures" / "anki-connect.json"

NOTES = "## 鍵\n**対称鍵**と**公開鍵**を使う。\n\n## なぜ？\n安全だから。\n"
"""A note with two clozes on line 2, and a basic one on line 4."""


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    made = Desktop(tmp_path)
    with listening(made.answer) as address:
        monkeypatch.setenv("NOTEDECK_ANKI_CONNECT", address)
        yield made
    made.col.close()


@pytest.fixture
def pushed(project: Project, desktop: Desktop) -> Project:
    """A project whose notes are in Anki."""
    project.write("a.md", NOTES)
    push(project)
    return project


def push(project: Project, *options: str) -> str:
    outcome = project.run("push", *options)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def edited(project: Project, old: str, new: str) -> None:
    path = project.notes_dir / "a.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    project.write("a.md", text.replace(old, new))


def words_of(col: Collection) -> list[str]:
    return [col.get_note(note_id).fields[0] for note_id in col.find_notes("")]


def test_push_stand_in_says_what_the_add_on_said(tmp_path: Path, make_note: MakeNote) -> None:
    notes = (
        make_note(1, NoteKind.CLOZE, ordinals=(1, 2), Text="{{c1::対称鍵}}と{{c2::公開鍵}}", Source="lambda.md:1"),
        make_note(2, Front="なぜ？", Back="安全だから。", Source="lambda.md:2"),
    )
    package = tmp_path / "deck.apkg"
    notetypes = [NotetypeEntry(kind=kind, mod_s=MOD_S, schema="", design="") for kind in NoteKind]
    write_package(package, files=[packed_file(notes, "")], media=(), notetypes=notetypes)
    desktop = Desktop(tmp_path)
    for exchange in json.loads(RECORDED.read_text(encoding="utf-8").replace("PACKAGE", str(package))):
        assert desktop.reply(exchange["request"]) == exchange["reply"], exchange["request"]
    desktop.col.close()


def test_push_brings_new_changed_and_unchanged_notes(project: Project, desktop: Desktop) -> None:
    project.write("a.md", NOTES)
    first, *advice = push(project).splitlines()
    assert first == "Pushed into Anki: 2 new."
    assert "look at them" in "".join(advice)
    assert push(project) == "Pushed into Anki: 2 as they were.\n"
    edited(project, "安全だから", "速いから")
    project.write("b.md", "## 帯\n**細い**帯。\n")
    assert push(project) == "Pushed into Anki: 1 new, 1 changed, 1 as they were.\n"
    assert len(words_of(desktop.col)) == 3


def test_push_says_which_note_anki_keeps_as_it_was_edited_there(
    pushed: Project, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(pushed, "安全だから", "速いから")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    pushed.build()
    desktop.col.tags.bulk_add(desktop.col.find_notes("なぜ"), "leech")
    told = push(pushed)
    assert told.startswith("Pushed into Anki: 1 as they were, 1 not taken.\n")
    assert "\n    a.md:4\n" in told
    assert "`touch a.md:4`" in told
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    assert pushed.run("touch", "a.md:4").exit_code == 0
    assert push(pushed) == "Pushed into Anki: 1 changed, 1 as they were.\n"


def test_push_does_not_mind_what_the_learner_added(pushed: Project, desktop: Desktop) -> None:
    notetype = desktop.col.models.by_name("Notedeck Cloze")
    assert notetype is not None
    desktop.col.models.add_field(notetype, desktop.col.models.new_field("私の欄"))
    desktop.col.models.update_dict(notetype)
    desktop.col.tags.bulk_add(desktop.col.find_notes(""), "mine")
    assert push(pushed) == "Pushed into Anki: 2 as they were.\n"


def test_push_tells_of_cards_that_ask_nothing_any_more(pushed: Project, desktop: Desktop) -> None:
    edited(pushed, "**公開鍵**", "公開鍵")
    told = push(pushed)
    assert told.endswith("  1 card left with no question: Tools › Empty Cards in Anki.\n")
    desktop.col.remove_cards_and_orphaned_notes(desktop.col.find_cards("card:2"))
    assert "Empty Cards" not in push(pushed)


def test_push_deletes_what_is_gone_once_it_is_shown_and_meant(pushed: Project, desktop: Desktop) -> None:
    edited(pushed, "## なぜ？\n安全だから。\n", "")
    assert "1 note no longer in your notes, yet in Anki: `push --delete-retired`" in push(pushed)
    asked = pushed.run("push", "--delete-retired")
    assert asked.exit_code == 2
    assert "No longer in your notes: 1 note with 1 card, 0 of them learned." in asked.stdout
    assert "  a.md:4  なぜ？" in asked.stdout
    assert "then add --yes" in asked.stderr
    assert len(words_of(desktop.col)) == 2
    assert "Deleted." in push(pushed, "--delete-retired", "--yes")
    assert [words[:5] for words in words_of(desktop.col)] == ["<div "]
    assert "Anki has no note that is gone from your notes." in push(pushed, "--delete-retired", "--yes")


@pytest.mark.process
@pytest.mark.parametrize(("typed", "left"), [("n\n", 2), ("y\n", 1)])
def test_push_asks_on_a_terminal(pushed: Project, desktop: Desktop, typed: str, left: int) -> None:
    edited(pushed, "## なぜ？\n安全だから。\n", "")
    places = ("--notes", str(pushed.notes_dir), "--output", str(pushed.package))
    shown = seen_on_a_terminal("push", *places, "--delete-retired", typed=typed)
    assert shown.index("a.md:4  なぜ？") < shown.index("Delete 1 note in Anki, reviews and all? [y/N]:")
    assert len(words_of(desktop.col)) == left


@pytest.mark.parametrize(("field", "value"), [("Source", "diary.md:4"), ("Source", "")])
def test_push_never_deletes_a_note_that_may_be_another(
    pushed: Project, desktop: Desktop, field: str, value: str
) -> None:
    (note_id,) = desktop.col.find_notes("なぜ")
    note = desktop.col.get_note(note_id)
    note[field] = value
    desktop.col.update_note(note)
    edited(pushed, "## なぜ？\n安全だから。\n", "")
    told = push(pushed, "--delete-retired", "--yes")
    assert f"Left alone, since notetype or source are others by now:\n  nid:{note_id}\n" in told
    assert "Deleted" not in told
    assert len(words_of(desktop.col)) == 2


def test_push_leaves_options_reviews_and_decks_of_the_learner(pushed: Project, desktop: Desktop) -> None:
    col = desktop.col
    deck = DeckId(1)
    options = col.decks.config_dict_for_deck_id(deck)
    options["new"]["perDay"] = 77
    col.decks.update_config(options)
    elsewhere = col.decks.id("別の所")
    assert elsewhere is not None
    first, second, third = col.find_cards("", order="c.id")
    col.sched.set_due_date([first], "5")
    col.sched.suspend_cards([second])
    col.set_deck([third], elsewhere)
    assert col.db is not None
    cards = "SELECT id, did, queue, type, due, ivl, reps FROM cards ORDER BY id"
    before, schema = col.db.all(cards), col.db.scalar("SELECT scm FROM col")
    edited(pushed, "を使う", "を毎日使う")
    assert push(pushed) == "Pushed into Anki: 1 changed, 1 as they were.\n"
    assert col.db.all(cards) == before
    assert col.db.scalar("SELECT scm FROM col") == schema
    assert col.decks.config_dict_for_deck_id(deck)["new"]["perDay"] == 77


def test_push_syncs_last_and_opens_the_window_alone(pushed: Project, desktop: Desktop) -> None:
    assert push(pushed, "--sync").endswith("Asked Anki to sync.\n")
    assert "window is open" in push(pushed, "--dialog")
    assert desktop.windows == ["sync", str(pushed.package.resolve())]
    assert pushed.run("push", "--dialog", "--sync").exit_code == 2


def test_push_shows_a_key_only_where_there_is_one(
    pushed: Project, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.key = "geheim"
    refused = pushed.run("push")
    assert refused.exit_code == 4
    assert "NOTEDECK_ANKI_CONNECT_KEY" in refused.stderr
    monkeypatch.setenv("NOTEDECK_ANKI_CONNECT_KEY", "geheim")
    assert push(pushed) == "Pushed into Anki: 2 as they were.\n"


def test_push_of_faulty_notes_pushes_nothing(pushed: Project, desktop: Desktop) -> None:
    before = words_of(desktop.col)
    pushed.write("a.md", "## 鍵\n{{c1::対称鍵\n")
    outcome = pushed.run("push")
    assert outcome.exit_code == 1
    assert "nothing was written" in outcome.stderr
    assert words_of(desktop.col) == before


def test_push_runs_as_the_help_and_the_readme_say(
    project: Project, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("a.md", NOTES)
    monkeypatch.chdir(project.root)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    in_readme = [shlex.split(line)[2:] for line in shell_lines(readme) if "build_deck.py push" in line]
    assert in_readme
    for words in (*in_readme, *examples("push")):
        outcome = invoke(*in_place(words, project))
        assert outcome.exit_code == 0, f"{words}: {outcome.output}"
    assert desktop.windows.count("sync") == len(in_readme) + 1
