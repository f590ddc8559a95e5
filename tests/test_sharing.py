"""What a deck says of itself, and what Anki and AnkiWeb would change or leave out."""

from __future__ import annotations

import json

import pytest

from pipeline import sharing
from pipeline.package.reading import read_package
from tests.project import Project

NOTES = "## 鍵\n**対称鍵**を使う。\n"


def description(project: Project) -> str:
    (deck,) = read_package(project.package).decks
    return deck.description


def test_sharing_page_of_the_deck_says_what_the_settings_say(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("a.md", NOTES)
    settings = 'description = "A & B"\nversion = "1.4"\nlicense = "CC BY 4.0"\nlink = "https://example.org/a?b&c"\n'
    project.write("deck.toml", settings)
    project.build()
    link = '<a href="https://example.org/a?b&amp;c">https://example.org/a?b&amp;c</a>'
    assert description(project) == f"A &amp; B<br>Version 1.4 · Licence: CC BY 4.0<br>{link}"
    project.write("a.md", NOTES.replace("使う", "使います"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    project.build()
    assert "Version 1.4 · Last changed 2026-06-01 · Licence" in description(project)
    before = project.package.read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    project.package.unlink()
    project.build()
    assert project.package.read_bytes() == before


def test_sharing_page_stays_the_learners_own_where_nothing_is_set(project: Project) -> None:
    project.write("a.md", NOTES)
    project.build()
    project.write("a.md", NOTES.replace("使う", "使います"))
    project.build()
    assert description(project) == ""


@pytest.mark.parametrize("link", ["javascript:alert(1)", "example.org", "https://a b", 'https://a\\"b'])
def test_sharing_link_is_a_web_address(project: Project, link: str) -> None:
    project.write("a.md", NOTES)
    project.write("deck.toml", f'link = "{link}"\n')
    outcome = project.run("check")
    assert outcome.exit_code == 2
    assert "deck.toml:1: `link` is no web address" in outcome.stderr


def codes(project: Project) -> list[tuple[str, str, int]]:
    said = json.loads(project.run("check", "--format", "json").stdout)["diagnostics"]
    return [(one["code"], one["file"], one["line"]) for one in said]


def test_sharing_tells_once_of_a_deck_that_anki_would_rename(project: Project) -> None:
    project.write("a.md", f"{NOTES}\n## 錠\n**南京錠**を掛ける。\n")
    project.write("deck.toml", 'deck = "覚え書き :: 鍵"\n')
    assert codes(project) == [("deck-name-changed", "a.md", 2)]
    assert "“覚え書き::鍵”" in project.run("check").stderr
    project.write("deck.toml", 'deck = "覚え書き::鍵"\n')
    assert codes(project) == []


def test_sharing_tells_of_media_that_ankiweb_leaves_out(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("a.md", f"{NOTES}\n![図](点.gif)\n\n## 錠\n![図](点.gif)\n")
    (project.notes_dir / "点.gif").write_bytes(b"GIF89a" + b"\0" * 2000)
    assert codes(project) == []
    monkeypatch.setattr(sharing, "SYNCED_BYTES", 1000)
    assert codes(project) == [("media-not-synced", "a.md", 4)]
