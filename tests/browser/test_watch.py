"""The watch from end to end: a file is saved, and the page in a real browser shows it where it was."""

from __future__ import annotations

import re
import shlex
import signal
import socket
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import barriers
from tests.browser.serving import ROOT, Serving, serving
from tests.chromium import chromium
from tests.project import Project
from tests.test_docs import shell_lines

NOTES = "".join(f"## 節{number}\n\n第{number}の既定値は**{number}0秒**である。\n\n" for number in range(1, 60))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def watch(project: Project) -> Iterator[Serving]:
    project.write("a.md", NOTES)
    project.build()
    with serving(project, "watch") as running:
        yield running


@pytest.fixture
def page(browser: Browser, watch: Serving) -> Iterator[Page]:
    """The page of the watch; nothing may go wrong in it."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.goto(watch.address)
    expect(opened.locator(".live")).to_have_text("Watching")
    expect(opened.locator("#found")).to_have_text("59 cards")
    yield opened
    context.close()
    assert not faults


def card_shows(page: Page, words: str) -> None:
    expect(page.frame_locator("#first-frame").locator("#qa")).to_contain_text(words)


def test_watch_shows_an_edit_on_the_same_card_and_side(page: Page, project: Project) -> None:
    before = project.state()
    page.fill("#search", "既定値")
    page.locator("#list").focus()
    for _ in range(40):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    card_shows(page, "第41の既定値は410秒である。")
    scrolled = page.evaluate("document.querySelector('#list').scrollTop")
    assert scrolled > 0
    project.write("a.md", NOTES.replace("第41の既定値は**410秒**である。", "第41の既定値は**410秒**でした。"))
    card_shows(page, "第41の既定値は410秒でした。")
    expect(page.locator("#place")).to_have_text("41 of 59: answer")
    expect(page.locator("#search")).to_have_value("既定値")
    assert page.evaluate("document.querySelector('#list').scrollTop") == scrolled
    expect(page.locator("#details")).to_contain_text("Changed with the next build")
    assert project.state() == before  # neither package nor ledger takes part in what is half typed


def test_watch_takes_an_edited_note_that_is_new_for_the_one_before(page: Page, project: Project) -> None:
    project.write("a.md", NOTES + "## 新\n\n新しい値は**甲**。\n")
    expect(page.locator("#found")).to_have_text("60 cards")
    page.locator("#list").focus()
    page.keyboard.press("End")
    page.keyboard.press("Space")
    card_shows(page, "新しい値は甲。")
    project.write("a.md", NOTES + "## 新\n\n書き直した別の話は**乙**。\n")
    card_shows(page, "書き直した別の話は乙。")
    expect(page.locator("#place")).to_have_text("60 of 60: answer")


def test_watch_sees_new_files_and_deleted_ones(page: Page, project: Project) -> None:
    new = project.write("sub/b.md", "## 乙\n\n**新しい**ファイル。\n")
    expect(page.locator("#found")).to_have_text("60 cards")
    new.unlink()
    expect(page.locator("#found")).to_have_text("59 cards")
    (project.notes_dir / "a.md").rename(project.notes_dir / "c.md")
    expect(page.locator(".row .at").first).to_have_text("c.md:3")
    project.write("deck.toml", 'deck = "別の名前"\n')
    expect(page.locator("#deck-name")).to_have_text("別の名前")


def test_watch_shows_faults_above_the_last_good_cards_until_they_are_mended(page: Page, project: Project) -> None:
    page.keyboard.press("Space")
    card_shows(page, "第1の既定値は10秒")
    project.write("a.md", NOTES.replace("第7の", "{{c1::第7の"))
    faults = page.locator("#faults")
    expect(faults).to_contain_text(re.compile("a.md:27:1 cloze-malformed.*not closed"))
    card_shows(page, "第1の既定値は10秒")
    assert barriers(page.main_frame) == []
    page.reload()
    expect(faults).to_be_visible()
    card_shows(page, "第1の既定値は10秒")
    project.write("deck.toml", 'namme = "x"\n')
    expect(faults).to_contain_text("deck.toml:1: unknown setting `namme`")
    project.write("deck.toml", "")
    project.write("a.md", NOTES.replace("第1の", "第一の"))
    card_shows(page, "第一の既定値は10秒")
    expect(faults).to_be_hidden()


def test_watch_begins_with_a_fault_and_no_cards(browser: Browser, project: Project) -> None:
    project.write("a.md", "## 甲\n\n{{c1::乙\n")
    with serving(project, "watch") as running:
        page = browser.new_page()
        page.goto(running.address)
        expect(page.locator("#faults")).to_contain_text("a.md:3:1")
        assert barriers(page.main_frame) == []
        project.write("a.md", "## 甲\n\n{{c1::乙}}\n")
        expect(page.locator("#found")).to_have_text("1 card")
        page.close()
    told = "\n".join(running.told)
    assert "a.md:3:1: error[cloze-malformed]" in told
    assert "Not shown: 1 error" in told
    assert re.search(r"Shown: 1 card; 1 new \(\d+\.\d s\)", told)


def test_watch_shows_words_before_pictures(page: Page, project: Project) -> None:
    text = NOTES + "## 図\n\n図の値は**甲**。\n\n```mermaid\ngraph LR\n A --> {}\n```\n"
    project.write("a.md", text.format("B"))
    page.fill("#search", "図")
    expect(page.locator("#found")).to_have_text("2 cards")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(page.locator("#statuses")).to_have_text("New 2Unchanged 59")  # the picture is no change of a note
    picture = page.frame_locator("#first-frame").locator("#qa img")
    expect(picture).to_have_js_property("complete", True, timeout=60_000)
    assert picture.evaluate("image => image.naturalWidth") > 100
    first = picture.get_attribute("src")
    project.write("a.md", text.format("C").replace("図の値", "図の新しい値"))
    card_shows(page, "図の新しい値")
    expect(picture).not_to_have_attribute("src", str(first), timeout=60_000)
    expect(page.locator("#deck-size")).not_to_contain_text("drawing", timeout=60_000)


def test_watch_keeps_a_card_with_masks_while_its_table_is_drawn_anew(page: Page, project: Project) -> None:
    table = NOTES + "## 上限\n\n| 種類 | 上限 | 保持 |\n|---|---|---|\n| 標準 | {} | 4日 |\n| 順序 | 300件 | 8日 |\n"
    project.write("a.md", table.format("無制限"))
    page.fill("#search", "上限")
    expect(page.locator("#deck-size")).not_to_contain_text("drawing", timeout=60_000)
    page.click(".row >> text=標準 × 保持")
    page.keyboard.press("Space")
    place = page.locator("#place").inner_text()
    assert place.endswith(": answer")
    project.write("a.md", table.format("ほぼ無制限"))
    card_shows(page, "4日")
    expect(page.locator("#deck-size")).not_to_contain_text("drawing", timeout=60_000)
    expect(page.locator("#place")).to_have_text(place)
    expect(page.locator('#statuses [data-status="retired"]')).to_have_count(0)


def test_watch_says_when_it_ends(browser: Browser, project: Project) -> None:
    project.write("a.md", NOTES)
    with serving(project, "watch") as running:
        page = browser.new_page()
        page.goto(running.address)
        expect(page.locator("#found")).to_have_text("59 cards")
        expect(page.locator(".live")).to_have_text("Watching")
    expect(page.locator(".live")).to_have_text("No longer watching")
    expect(page.locator("#found")).to_have_text("59 cards")
    page.close()


def test_watch_and_preview_are_started_as_the_readme_says(project: Project) -> None:
    project.write("a.md", NOTES)
    line = next(line for line in shell_lines((ROOT / "README.md").read_text(encoding="utf-8")) if " watch" in line)
    arguments = [word.replace("~/my-notes", str(project.notes_dir)) for word in shlex.split(line)[2:]]
    with serving(project, *arguments, end=signal.SIGTERM) as running:
        assert urlopen(running.address).status == 200
    with serving(project, "preview", "--serve") as running:
        page = urlopen(running.address).read()
    assert "59 cards to look at: http://127.0.0.1:" in running.told[0]
    assert b"live.js" not in page


def test_preview_that_is_given_a_port_serves_there(project: Project) -> None:
    project.write("a.md", NOTES)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with serving(project, "preview", "--port", str(port)) as running:
        assert running.address == f"http://127.0.0.1:{port}/"
        assert urlopen(running.address).status == 200
