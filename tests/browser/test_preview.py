"""The page of the preview in a real browser: what it shows, how it is moved through, and what it keeps out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.note import NoteKind
from pipeline.preview import Shown, write_preview
from tests.browser.axe import barriers
from tests.browser.shown import change_of, retired_entry, shown_deck, shown_note, white_picture
from tests.chromium import chromium

MASKS = "".join(
    f"{{{{c{number}::image-occlusion:rect:left=.{left}:top=.25:width=.2:height=.5:oi=1}}}}<br>"
    for number, left in ((1, 1), (2, 6))
)
DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
ACTIVE, INACTIVE, CLEAR = (42, 103, 73), (216, 211, 198), (0, 0, 0)
NIGHT_ACTIVE = (124, 194, 155)

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a deck from its files; whatever goes wrong in the page fails the test."""
    faults: list[str] = []
    contexts = []

    def open_here(shown: Shown, *, width: int = 1280, address: str = "") -> Page:
        write_preview(tmp_path / "preview", shown)
        contexts.append(browser.new_context(viewport={"width": width, "height": 860}, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", lambda request: faults.append(request.url))
        page.goto((tmp_path / "preview" / "index.html").as_uri() + address)
        expect(page.locator("#deck-name")).to_have_text(shown.deck)
        return page

    yield open_here
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def deck(tmp_path: Path) -> Shown:
    """A few notes of every kind and state."""
    pairs = [
        shown_note(4, Text="発行したバージョンは{{c1::変更できない}}。名札は{{c2::タグ}}。", ordinals=(1, 2)),
        shown_note(9, NoteKind.BASIC, Front="レイヤーとは？", Back="<p>依存を分ける仕組み</p>", rule="heading"),
        shown_note(
            12, Text="配信は{{c1::ﾌｧﾝｱｳﾄ}}で行う", file="sns.md", deck="覚え書き::SNS", tags=("sns", "aws::queue")
        ),
        shown_note(
            20,
            NoteKind.OCCLUSION,
            file="tables.md",
            deck="覚え書き::表",
            rule="table",
            ordinals=(1, 2),
            Occlusion=MASKS,
            Image='<img src="white.png">',
            Header="上限",
        ),
    ]
    first, second = pairs[0][0], pairs[1][0]
    before, after = "発行したバージョンは⟦変えられない⟧。", "発行したバージョンは⟦変更できない⟧。"
    return shown_deck(
        pairs,
        changes={
            0: ("changed", change_of(first, why="same place", before=(before,), after=(after,), lost_ordinals=(3,))),
            1: ("new", change_of(second, why="new", after=("レイヤーとは？", "依存を分ける仕組み"))),
        },
        retired=[retired_entry("gone", "付けられる数: ⟦5個⟧")],
        diagnostics=[
            Diagnostic(code="no-card", message="no card here", span=Span(path="zero.md", line=30), hint="mark it"),
            Diagnostic(code="star-guessed", message="a star", span=Span(path="lambda.md", line=9)),
        ],
        media=[white_picture(tmp_path, "white.png")],
    )


def card(page: Page, frame: str = "#first-frame") -> FrameLocator:
    """The document of the card on screen."""
    return page.frame_locator(frame)


def show_side(page: Page, name: str) -> None:
    """Wait until the frame shows the side that the page wants."""
    expect(page.locator("#first-frame")).to_have_attribute("data-shown", re.compile(f" {name}$"))


def places(page: Page) -> list[str]:
    """Return `file:line` of the rows."""
    return page.locator(".row .at").all_text_contents()


def test_preview_space_shows_the_answer_and_arrows_move(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    question = card(page).locator("#qa")
    expect(question).to_have_text(re.compile(r"バージョンは\[\.\.\.\]。名札はタグ。"))
    page.keyboard.press("Space")
    expect(question).to_have_text(re.compile("バージョンは変更できない。"))
    expect(card(page).locator(".cloze")).to_have_text("変更できない")
    page.keyboard.press("Space")
    expect(question).to_have_text(re.compile(r"名札は\[\.\.\.\]。"))
    page.keyboard.press("ArrowRight")
    expect(question).to_have_text(re.compile("レイヤーとは？"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Space")
    expect(question).to_have_text(re.compile("バージョンは変更できない。"))


def test_preview_keys_work_from_inside_a_card_too(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    show_side(page, "question")
    card(page).locator("#qa").click()
    page.keyboard.press("Space")
    show_side(page, "answer")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("ﾚｲﾔｰ")
    expect(page.locator("#search")).to_have_value("ﾚｲﾔｰ")
    assert places(page) == ["lambda.md:9"]


def test_preview_up_and_down_move_too_but_not_in_a_control(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#place")).to_have_text("3 of 8: question")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#place")).to_have_text("2 of 8: question")
    page.click("#filters summary")
    page.locator("#facet-file").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.locator("#search").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#place")).to_have_text("2 of 8: question")


def test_preview_up_and_down_scroll_a_card_that_is_higher_than_its_frame(open_page: Open) -> None:
    short, long = shown_note(1, Text="{{c1::甲}}"), shown_note(2, Text="<p>行</p>" * 60 + "{{c1::乙}}")
    page = open_page(shown_deck([short, long]))
    show_side(page, "question")
    card(page).locator("#qa").click()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#place")).to_have_text("2 of 2: question")
    expect(card(page).locator("#qa")).to_contain_text("行")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(card(page).locator("p").first).not_to_be_in_viewport()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#place")).to_have_text("2 of 2: question")


def test_preview_help_opens_and_closes_by_keys(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("レイヤー", ["lambda.md:9"]),
        ("ファンアウト", ["sns.md:12"]),
        ("ＳＮＳ.MD:12", ["sns.md:12"]),
        ("バージョン 名札", ["lambda.md:4", "lambda.md:4"]),
        ("変更できない", ["lambda.md:4", "lambda.md:4"]),
        ("5個", ["old.md:7"]),
        ("nid:1700000012000", ["sns.md:12"]),
        ("どこにもない", []),
    ],
)
def test_preview_search_finds_japanese_in_any_width(open_page: Open, deck: Shown, words: str, found: list[str]) -> None:
    page = open_page(deck)
    page.fill("#search", words)
    assert places(page) == found
    expect(page.locator("#none")).to_be_visible(visible=not found)


@pytest.mark.parametrize(
    ("facet", "value", "found"),
    [
        ("deck", "覚え書き::SNS", ["sns.md:12"]),
        (
            "deck",
            "覚え書き",
            ["lambda.md:4", "lambda.md:4", "lambda.md:9", "sns.md:12", "tables.md:20", "tables.md:20"],
        ),
        ("tag", "aws", ["sns.md:12"]),
        ("rule", "heading", ["lambda.md:9"]),
        ("file", "sns.md", ["sns.md:12"]),
        ("lint", "*", ["lambda.md:9", "zero.md:30"]),
        ("lint", "star-guessed", ["lambda.md:9"]),
    ],
)
def test_preview_filters_by_facet(open_page: Open, deck: Shown, facet: str, value: str, found: list[str]) -> None:
    page = open_page(deck)
    page.click("#filters summary")
    page.select_option(f"#facet-{facet}", value)
    assert places(page) == found
    page.click("#clear")
    assert len(places(page)) == 8


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("new", ["lambda.md:9"]),
        ("changed", ["lambda.md:4", "lambda.md:4"]),
        ("unchanged", ["sns.md:12", "tables.md:20", "tables.md:20"]),
        ("retired", ["old.md:7"]),
        ("no card", ["zero.md:30"]),
    ],
)
def test_preview_filters_by_status(open_page: Open, deck: Shown, status: str, found: list[str]) -> None:
    page = open_page(deck)
    page.click(f'#statuses [data-status="{status}"]')
    assert places(page) == found
    page.click(f'#statuses [data-status="{status}"]')
    assert len(places(page)) == 8


def test_preview_tells_place_rule_and_what_changed(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    details = page.locator("#details")
    expect(details.locator("#source")).to_have_text("lambda.md:4")
    expect(details).to_contain_text("bold")
    assert details.locator("del").all_text_contents() == ["変えられ"]
    assert details.locator("ins").all_text_contents() == ["変更でき"]
    expect(details).to_contain_text("No longer asked: c3")
    page.click("text=レイヤーとは？ >> nth=0")
    expect(details).to_contain_text("warning[star-guessed] a star")


def test_preview_tells_of_a_retired_note_what_it_said_and_how_to_find_it(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    page.click('#statuses [data-status="retired"]')
    expect(page.locator("#stand-in")).to_contain_text("付けられる数: [5個]")
    expect(page.locator("#details")).to_contain_text("nid:1699999999000")
    expect(page.locator("#frames")).to_be_hidden()


def test_preview_both_sides_stand_beside_each_other(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    page.keyboard.press("b")
    expect(card(page).locator("#qa")).to_contain_text("[...]")
    expect(card(page, "#second-frame").locator("#qa")).to_contain_text("変更できない")


def test_preview_wide_window_gives_the_card_more_room(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    narrow = page.locator("#first-frame").bounding_box()
    page.keyboard.press("w")
    wide = page.locator("#first-frame").bounding_box()
    assert narrow and wide
    assert narrow["width"] == 390
    assert wide["width"] > 600


def test_preview_night_reaches_the_card_as_anki_tells_it(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    body = card(page).locator("body")
    expect(body).to_have_class("card card1")
    expect(body).to_have_css("background-color", "rgb(253, 252, 249)")
    page.keyboard.press("d")
    expect(body).to_have_class("card card1 nightMode night_mode")
    expect(body).to_have_css("background-color", "rgb(38, 39, 41)")
    page.reload()
    expect(body).to_have_class("card card1 nightMode night_mode")


def mask_colour(page: Page, x: float) -> tuple[int, ...]:
    """Return what the canvas of masks holds at a share of its width, half way down."""
    canvas = card(page).locator("#image-occlusion-canvas")
    read = "(c, x) => [...c.getContext('2d').getImageData(c.width * x, c.height / 2, 1, 1).data]"
    red, green, blue, _ = canvas.evaluate(read, x)
    return red, green, blue


def open_masks(page: Page) -> None:
    page.click(".row >> text=mask 1 of 2")
    show_side(page, "question")
    page.wait_for_timeout(100)  # drawn with the next frame of the screen


def test_preview_masks_hide_all_and_ask_one(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    open_masks(page)
    assert (mask_colour(page, 0.2), mask_colour(page, 0.7), mask_colour(page, 0.45)) == (ACTIVE, INACTIVE, CLEAR)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)
    assert (mask_colour(page, 0.2), mask_colour(page, 0.7)) == (INACTIVE, ACTIVE)
    page.keyboard.press("d")
    page.wait_for_timeout(100)
    assert mask_colour(page, 0.7) == NIGHT_ACTIVE


def test_preview_shows_all_on_the_answer_and_frames_what_was_asked(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    open_masks(page)
    page.click("#flip")
    show_side(page, "answer")
    page.wait_for_timeout(100)
    assert mask_colour(page, 0.7) == CLEAR
    assert mask_colour(page, 0.2) not in (ACTIVE, INACTIVE, CLEAR)


@pytest.mark.parametrize("is_night", [False, True], ids=["day", "night"])
def test_masks_keep_what_they_ask_in_sight_while_a_tall_picture_scrolls(
    open_page: Open, deck: Shown, is_night: bool
) -> None:
    page = open_page(deck)
    if is_night:
        page.keyboard.press("d")
    open_masks(page)
    ask = card(page).locator(".ask")
    document = next(frame for frame in page.frames if frame.url.endswith("card.html"))
    document.add_style_tag(content="#image-occlusion-container img { height: 3000px }")
    document.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(ask).to_be_in_viewport(ratio=1)
    on_top = document.evaluate("document.elementFromPoint(innerWidth / 2, 4).className")
    assert on_top == "prompt"
    paper = card(page).locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    expect(card(page).locator(".prompt")).to_have_css("background-color", paper)


def test_masks_that_cannot_be_drawn_say_so_and_keep_the_picture_hidden(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    for frame in page.frames:
        if frame.url.endswith("card.html"):
            frame.evaluate("() => { delete anki.imageOcclusion; }")
    open_masks(page)
    page.wait_for_timeout(1100)  # a picture whose masks are late is shown after a second
    expect(card(page).locator("#too-old")).to_contain_text("This Anki cannot mask pictures")
    expect(card(page).locator(".occlusion img")).to_be_hidden()


def test_preview_maths_is_drawn_and_loaded_only_where_there_is_some(open_page: Open) -> None:
    pairs = [shown_note(1, Text="{{c1::甲}}"), shown_note(2, Text=r"\(x^2\)は{{c1::二乗}} \[\sum_i x_i\]")]
    page = open_page(shown_deck(pairs))
    show_side(page, "question")
    frame = next(frame for frame in page.frames if frame.url.endswith("card.html"))
    assert frame.evaluate("typeof MathJax") == "undefined"
    page.keyboard.press("ArrowRight")
    expect(card(page).locator("mjx-container svg")).to_have_count(2)
    page.keyboard.press("Space")
    expect(card(page).locator("mjx-container svg")).to_have_count(2)


def test_preview_runs_no_script_of_a_note(open_page: Open) -> None:
    hostile = (
        "<script>document.body.dataset.hurt = 'script'</script>"
        f"<img src={DOT} onload=\"document.body.dataset.hurt = 'handler'\">"
        '<svg onload="document.body.dataset.hurt = \'svg\'"></svg><a href="javascript:hurt()">a</a>'
    )
    page = open_page(shown_deck([shown_note(1, Text=f"{hostile}{{{{c1::甲}}}}", tags=("<img/src=x/onerror=hurt()>",))]))
    show_side(page, "question")
    expect(card(page).locator("body")).not_to_have_attribute("data-hurt", re.compile(".*"))
    frame = next(frame for frame in page.frames if frame.url.endswith("card.html"))
    with pytest.raises(Exception, match=r"cross-origin|Blocked a frame"):
        frame.evaluate("parent.document.title")


def test_preview_address_brings_back_card_side_and_filters(open_page: Open, deck: Shown) -> None:
    page = open_page(deck)
    page.fill("#search", "名札")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    show_side(page, "answer")
    page.reload()
    expect(page.locator("#place")).to_have_text("2 of 2: answer")
    expect(page.locator("#search")).to_have_value("名札")


def test_preview_address_of_a_card_far_down_scrolls_the_list_to_it(open_page: Open) -> None:
    pairs = [shown_note(number, Text=f"{{{{c1::甲{number}}}}}") for number in range(1, 500)]
    page = open_page(shown_deck(pairs), address=f"#card={pairs[399][0].guid}.1")
    expect(page.locator("#place")).to_have_text("400 of 499: question")
    expect(page.locator('.row[aria-selected="true"] .at')).to_have_text("lambda.md:400")
    expect(page.locator('.row[aria-selected="true"]')).to_be_in_viewport()


def test_preview_phone_shows_the_list_or_the_card(open_page: Open, deck: Shown) -> None:
    page = open_page(deck, width=390)
    expect(page.locator("#first-frame")).to_be_hidden()
    page.click(".row >> nth=2")
    expect(card(page).locator("#qa")).to_contain_text("レイヤーとは？")
    expect(page.locator("#list")).to_be_hidden()
    page.click("#flip")
    expect(card(page).locator("#qa")).to_contain_text("依存を分ける仕組み")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#back")
    expect(page.locator("#list")).to_be_visible()


def test_preview_stays_small_with_ten_thousand_cards(open_page: Open) -> None:
    pairs = [
        shown_note(number, Text=f"第{number}の事実は{{{{c1::甲{number}}}}}と{{{{c2::乙}}}}", ordinals=(1, 2))
        for number in range(1, 5001)
    ]
    page = open_page(shown_deck(pairs))
    expect(page.locator("#found")).to_have_text("10,000 cards")
    assert page.evaluate("document.querySelectorAll('*').length") < 600
    page.locator("#list").focus()
    page.keyboard.press("End")
    expect(page.locator("#place")).to_have_text("10,000 of 10,000: question")
    expect(card(page).locator("#qa")).to_contain_text("第5000の事実は甲5000と[...]")
    expect(page.locator('.row[aria-selected="true"]')).to_be_in_viewport()
    page.fill("#search", "甲4321")
    assert places(page) == ["lambda.md:4321", "lambda.md:4321"]
    page.click("#clear")
    expect(page.locator('.row[aria-selected="true"]')).to_be_in_viewport()
    assert "lambda.md:4321" in places(page)
    assert page.evaluate("document.querySelectorAll('*').length") < 600


@pytest.mark.parametrize("is_night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("width", [390, 1280])
def test_preview_keeps_nobody_out(open_page: Open, deck: Shown, width: int, is_night: bool) -> None:
    page = open_page(deck, width=width)
    if is_night:
        page.keyboard.press("d")
    page.click("#filters summary")
    assert barriers(page.main_frame) == []
    page.click('#statuses [data-status="changed"]')
    page.click(".row >> nth=0")
    show_side(page, "question")
    assert barriers(page.main_frame) == []
    page.click("#flip")
    show_side(page, "answer")
    document = next(frame for frame in page.frames if frame.url.endswith("card.html"))
    assert barriers(document, ("serious", "critical")) == []
    if width > 390:
        page.click('#statuses [data-status="retired"]')
        assert barriers(page.main_frame) == []
        page.keyboard.press("?")
        assert barriers(page.main_frame) == []
