"""The files of the preview, without a browser."""

from __future__ import annotations

import json
from typing import Any

from tests.project import Project

NOTES = "## 別名\nエイリアスは**バージョン**を指す。\n\n## 空の見出し\n\n## 二乗\n**二乗**は $x^2$ と書く。\n"


def preview_deck(project: Project) -> dict[str, Any]:
    """Return what the page is given."""
    text = (project.root / "output" / "preview" / "deck.js").read_text(encoding="utf-8")
    deck: dict[str, Any] = json.loads(text.removeprefix("Page.load(").removesuffix(");\n"))
    return deck


def test_preview_leaves_package_and_ledger_alone(project: Project) -> None:
    project.write("a.md", NOTES)
    assert project.run("preview").exit_code == 0
    assert project.state() == {}
    assert [entry.get("status") for entry in preview_deck(project)["entries"]] == ["new", None, "new"]
    project.build()
    before = project.state()
    project.write("a.md", NOTES.replace("を指す", "だけを指す"))
    assert project.run("preview").exit_code == 0
    assert project.state() == before
    assert [entry.get("status") for entry in preview_deck(project)["entries"]] == ["changed", None, "unchanged"]


def test_preview_holds_a_note_as_the_package_does(project: Project) -> None:
    project.write("a.md", NOTES)
    built = {note.guid: note for note in project.build().notes}
    project.run("preview")
    shown = [entry for entry in preview_deck(project)["entries"] if entry["kind"] != "finding"]
    assert {entry["guid"] for entry in shown} == built.keys()
    for entry in shown:
        note = built[entry["guid"]]
        filled = [*note.fields]
        while filled and not filled[-1]:
            filled.pop()
        assert (entry["fields"], entry["ordinals"]) == (filled, list(note.ordinals))
        assert (entry["noteId"], entry["deck"]) == (note.created_ms, note.deck)


def test_preview_gives_a_finding_to_its_notes_or_shows_it_by_itself(project: Project) -> None:
    project.write("a.md", "## 甲\n許可は**sts:***で足りる。\n\n## 空の見出し\n")
    outcome = project.run("preview")
    assert "star-guessed" in outcome.stderr
    note, loose = preview_deck(project)["entries"]
    assert [finding["code"] for finding in note["findings"]] == ["star-guessed"]
    assert (loose["kind"], loose["finding"]["code"], loose["line"]) == ("finding", "heading-only", 4)


def test_preview_lists_retired_notes_of_this_build_and_of_earlier_ones(project: Project) -> None:
    project.write("a.md", NOTES)
    project.build()
    project.write("a.md", "## 別名\nエイリアスは**バージョン**を指す。\n")
    project.run("preview")
    (retired,) = preview_deck(project)["retired"]
    assert (retired["words"], retired["isFresh"]) == (["[二乗]は \\(x^2\\) と書く。"], True)
    project.build()
    project.run("preview")
    (retired,) = preview_deck(project)["retired"]
    assert retired["isFresh"] is False


def test_preview_is_not_written_over_by_faulty_notes(project: Project) -> None:
    project.write("a.md", NOTES)
    project.run("preview")
    before = preview_deck(project)
    project.write("a.md", "## 甲\n{{c1::閉じない\n")
    outcome = project.run("preview")
    assert outcome.exit_code == 1
    assert "cloze-malformed" in outcome.stderr
    assert preview_deck(project) == before


def test_preview_brings_maths_only_where_there_is_some(project: Project) -> None:
    project.write("a.md", "## 別名\nエイリアスは**バージョン**を指す。\n")
    project.run("preview")
    folder = project.root / "output" / "preview"
    assert (preview_deck(project)["mathjax"], list(folder.glob("mathjax*"))) == ("", [])
    project.write("a.md", NOTES)
    project.run("preview")
    assert (folder / preview_deck(project)["mathjax"]).is_file()


def test_preview_keeps_the_pictures_that_its_cards_show(project: Project) -> None:
    project.write("dot.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    project.write("a.md", "## 図\n**甲**は点。\n\n![点](dot.svg)\n")
    project.run("preview")
    media = project.root / "output" / "preview" / "media"
    (picture,) = media.iterdir()
    assert picture.name in json.dumps(preview_deck(project))
    project.write("a.md", "## 図\n**甲**は点。\n")
    project.run("preview")
    assert list(media.iterdir()) == []


def test_preview_lets_the_scripts_of_our_templates_run_and_no_other(project: Project) -> None:
    project.write("a.md", NOTES)
    project.run("preview")
    page = (project.root / "output" / "preview" / "card.html").read_text(encoding="utf-8")
    policy = next(line for line in page.splitlines() if "Content-Security-Policy" in line)
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert scripts.count("'sha256-") == 1
    assert "unsafe" not in scripts
