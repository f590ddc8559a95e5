"""The boxes inside a picture: each covers all of what it names, and nothing of it stands outside."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from pipeline.core.picture import PictureKind, Region, RenderedAsset
from pipeline.render import recipe, render_pictures, shell
from pipeline.render.browser import open_easels
from pipeline.render.exposure import expose
from pipeline.render.shell import write_shell
from pipeline.supply import browser_candidates, find_assets
from tests.browser.conftest import FLOWCHART, SEQUENCE, Render, diagram, table
from tests.browser.gallery import GALLERY

ROWS = """\
<thead><tr><th>方式</th><th style="text-align:right">上限</th><th>特徴</th></tr></thead>
<tbody>
<tr><td><strong>同期</strong></td><td style="text-align:right">6 MB</td>
<td>結果を<strong>待つ <code>${request.invocationType}</code> のまま、ずっとずっと待ちつづける</strong>だけ。</td></tr>
<tr><td>非同期</td><td></td><td>待たずに<mark>終わる</mark>。<strong>二度</strong>まで</td></tr>
</tbody>"""

NARROWED = """\
<tbody><tr><td>方式</td><td>漢{}</td></tr>
<tr><td>行の幅を決める長い名前</td><td>折り返すほどに長い長い長い長い長い長い長い長い長い長い文</td></tr></tbody>"""


@pytest.fixture
def drawn(render: Render) -> RenderedAsset:
    (asset,) = render(table(ROWS)).assets
    return asset


def boxes(asset: RenderedAsset, key: str) -> list[Region]:
    return [region for region in asset.regions if region.key == key]


def inside(asset: RenderedAsset, region: Region) -> tuple[int, int, int, int]:
    """Return the pixels of a box: left, top, right, bottom."""
    right, bottom = region.left + region.width, region.top + region.height
    sides = (
        region.left * asset.width_px,
        region.top * asset.height_px,
        right * asset.width_px,
        bottom * asset.height_px,
    )
    return tuple(round(side) for side in sides)  # type: ignore[return-value]


def masked(asset: RenderedAsset, *keys: str) -> Image.Image:
    """Return the picture in grey with the boxes of `keys` painted in the colour of the paper."""
    picture = Image.open(asset.path).convert("L")
    for key in keys:
        found = boxes(asset, key)
        assert found, key
        for region in found:
            left, top, right, bottom = inside(asset, region)
            ImageDraw.Draw(picture).rectangle((left, top, right - 1, bottom - 1), fill=255)
    return picture


def ink(picture: Image.Image) -> Image.Image:
    return picture.point(lambda value: 255 * (value < 170))


def test_every_cell_has_a_box_and_every_bold_and_highlight_a_box_for_each_line(drawn: RenderedAsset) -> None:
    keys = [region.key for region in drawn.regions]
    assert {f"{row}.{column}" for row in range(3) for column in range(3)} <= set(keys)
    assert {"1.0.strong.1", "1.2.strong.1", "2.2.strong.1", "2.2.mark.1"} == {key for key in keys if key.count(".") > 1}
    assert keys.count("1.2.strong.1") > 1
    assert keys.count("2.2.mark.1") == 1
    for region in drawn.regions:
        assert 0 <= region.left < region.left + region.width <= 1
        assert 0 <= region.top < region.top + region.height <= 1


def test_masks_of_cells_leave_no_trace_of_the_answers(drawn: RenderedAsset) -> None:
    left_over = ink(masked(drawn, "1.1", "1.2", "2.1", "2.2"))
    labels = ink(masked(drawn, "1.1", "1.2", "2.1", "2.2", "0.0", "0.1", "0.2", "1.0", "2.0"))
    assert left_over.getbbox() is not None
    assert labels.getbbox() is None


def test_the_line_between_two_masks_stays_in_sight(drawn: RenderedAsset) -> None:
    first, second = (inside(drawn, *boxes(drawn, key)) for key in ("1.1", "1.2"))
    assert 8 <= second[0] - first[2] <= 16
    assert 8 <= inside(drawn, *boxes(drawn, "2.1"))[1] - first[3] <= 16


@pytest.mark.parametrize("hidden", ["語j字", "<code>${a.b}</code>", "折り返すほどに長い、<em>とても</em>長いgyjp答え"])
def test_masks_of_bold_cover_all_of_it_and_nothing_beside_it(render: Render, hidden: str) -> None:
    (asset,) = render(table(NARROWED.format(f"<strong>{hidden}</strong>"))).assets
    (bare,) = render(table(NARROWED.format(""))).assets
    left_over = ink(masked(asset, "0.1.strong.1").crop(inside(asset, *boxes(asset, "0.1"))))
    neighbour = ink(masked(bare).crop(inside(bare, *boxes(bare, "0.1"))))
    left, top, right, bottom = neighbour.getbbox() or (0, 0, 0, 0)
    assert right > left
    # Half a CSS pixel of the letter next to it may go, never a pixel of the answer stay.
    assert left_over.getbbox() in ((left, top, right, bottom), (left, top, right - 1, bottom))


STATES = """\
stateDiagram-v2
    state "実行中" as running
    [*] --> running: 開始
    running --> waiting: 待つ
    note right of waiting: 覚え書き
"""
CLASSES = """\
classDiagram
    class Animal{
      +int age
    }
    Animal <|-- Dog : 継承
"""
ENTITIES = """\
erDiagram
    CUSTOMER ||--o{ ORDER : "注文する"
    CUSTOMER { string name }
"""
MINDMAP = """\
mindmap
  root((中心))
    枝
      葉A
      葉B
    独りの枝
"""
TIMELINE = """\
timeline
    title 歴史
    2004 : 検索 : 地図
"""
GANTT = """\
gantt
    dateFormat YYYY-MM-DD
    section 準備
    設計 :a1, 2024-01-01, 30d
"""
BLOCKS = """\
block-beta
  columns 3
  a["入口"] space b["出口"]
  a -- "送る" --> b
"""
KANBAN = """\
kanban
  Todo[やること]
    t1[書く]
"""
CONTEXT = """\
C4Context
  Person(u, "客", "買う人")
  System(s, "店", "売る")
  Rel(u, s, "買う", "HTTPS")
"""
REQUIREMENT = """\
requirementDiagram
    requirement fast {
    id: 1
    text: "速いこと"
    risk: high
    verifymethod: test
    }
    element shop {
    type: simulation
    }
    shop - satisfies -> fast
"""
QUADRANTS = """\
quadrantChart
    x-axis 低い --> 高い
    quadrant-1 広げる
    甲社: [0.3, 0.6]
"""
ARCHITECTURE = """\
architecture-beta
    group api(cloud)[API]
    service db(database)[台帳] in api
    service server(server)[計算] in api
    db:L -- R:server
"""

NAMED = {
    FLOWCHART: {
        *(f"message {way} {text}" for way, text in (("C→C", "並ぶ"), ("T→C", "食券を出す"), ("C→K", "① 食券を渡す"))),
        *(f"message {way} {text}" for way, text in (("K→C", "② 料理を出す"), ("K→D", "③ 売上を記録"))),
        *(f"group  {text}" for text in ("店舗 (東京)", "厨房のセット", "本部 (大阪)")),
        *(f"node {text}" for text in ("C お客様: 人間", "T 券売機", "K 料理人", "D 売上の台帳")),
    },
    SEQUENCE: {
        "message B→S 接続を求める ➔ 待つ",
        "message S→B 承諾 ✅",
        "message B→B 生存を確認",
        *(
            f"node {name}"
            for name in ("B ブラウザー", " ブラウザー", "S サーバー (Web, API等)", " サーバー (Web, API等)")
        ),
    },
    STATES: {"message  開始", "message  待つ", "node running 実行中", "node waiting waiting"},
    CLASSES: {"message Animal→Dog 継承", "node Animal Animal", "node Dog Dog"},
    ENTITIES: {"message CUSTOMER→ORDER 注文する", "node CUSTOMER CUSTOMER", "node ORDER ORDER"},
    MINDMAP: {"node  葉A", "node  葉B", "node  独りの枝"},
    TIMELINE: {"message  検索", "message  地図"},
    "journey\n title 一日\n section 朝\n お茶: 5: 私": {"node  お茶"},
    GANTT: {"node  設計"},
    BLOCKS: {"message a→b 送る", "node a 入口", "node b 出口"},
    KANBAN: {"node t1 書く"},
    CONTEXT: {"node u 客", "node s 店"},
    REQUIREMENT: {"message shop→fast <<satisfies>>", "node fast fast", "node shop shop"},
    QUADRANTS: {"group  広げる", "node  甲社"},
    'pie title 内訳\n "犬" : 386\n "猫" : 85': {"node  犬", "node  猫"},
    ARCHITECTURE: {"node db 台帳", "node server 計算"},
    'treemap-beta\n"部門"\n    "製品": 10': {"node  製品"},
    'packet-beta\n0-15: "送信元"': {"node  送信元"},
    'radar-beta\n axis m["数学"], s["理科"], e["英語"]\n curve a["甲"]{85, 90, 80}': {
        *(f"node  {name}" for name in ("数学", "理科", "英語", "甲"))
    },
    'gitGraph\n commit id: "初め"\n branch dev': set(),  # its labels are turned, so that no upright box fits them
}


WITHOUT_LETTERS = """
svg text:not(.sequenceNumber), svg tspan { fill: transparent !important; }
svg foreignObject * { color: transparent !important; }
"""


def drawn_diagrams(folder: Path) -> dict[str, RenderedAsset]:
    rendering = render_pictures([diagram(source) for source in NAMED], notes_dir=folder, cache_dir=folder)
    assert rendering.diagnostics == ()
    return dict(zip(NAMED, rendering.assets, strict=True))


@pytest.fixture(scope="module")
def diagrams(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RenderedAsset]:
    return drawn_diagrams(tmp_path_factory.mktemp("diagrams"))


@pytest.fixture(scope="module")
def without_letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RenderedAsset]]:
    read = recipe.text_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shell, "text_of", lambda name: read(name) + WITHOUT_LETTERS * (name == "shell.css"))
        yield drawn_diagrams(tmp_path_factory.mktemp("without-letters"))


@pytest.mark.parametrize("source", NAMED, ids=lambda source: source.split(maxsplit=1)[0])
def test_labels_that_name_things_are_known_by_the_words_of_the_source(
    diagrams: dict[str, RenderedAsset], source: str
) -> None:
    assert {region.key for region in diagrams[source].regions if region.kind != "text"} == NAMED[source]


@pytest.mark.parametrize("source", NAMED, ids=lambda source: source.split(maxsplit=1)[0])
def test_masks_of_labels_cover_every_pixel_of_their_letters(
    diagrams: dict[str, RenderedAsset], without_letters: dict[str, RenderedAsset], source: str
) -> None:
    asset = diagrams[source]
    pictures = [Image.open(own.path).convert("L") for own in (asset, without_letters[source])]
    letters = ImageChops.difference(*pictures).point(lambda value: 255 * (value > 8))
    assert letters.getbbox() is not None
    for region in asset.regions:
        ImageDraw.Draw(letters).rectangle(inside(asset, region), fill=0)
    assert letters.getbbox() is None


def test_messages_of_a_sequence_are_numbered(diagrams: dict[str, RenderedAsset]) -> None:
    numbers = {region.text: region.number for region in diagrams[SEQUENCE].regions if region.kind == "message"}
    assert numbers == {"接続を求める ➔ 待つ": "1", "承諾 ✅": "2", "生存を確認": "3"}


def test_labels_read_the_same_wherever_they_break(render: Render) -> None:
    source = """\
sequenceDiagram
    participant A as とても長い名前のアイデンティティプール
    participant B as 窓口<br/>(Web, API等)
    A->>B: AssumeRoleWithWebIdentityという長い名前の操作を行う (信頼ポリシーを確認)
"""
    wrapped = "%%{init: {'sequence': {'wrap': true, 'width': 60}}}%%\n"
    drawn = [render(diagram(head + source)).assets[0] for head in ("", wrapped)]
    assert drawn[0].height_px < drawn[1].height_px
    texts = [{region.text for region in asset.regions} for asset in drawn]
    assert texts[0] == texts[1]
    assert "AssumeRoleWithWebIdentityという長い名前の操作を行う (信頼ポリシーを確認)" in texts[0]
    assert {"とても長い名前のアイデンティティプール", "窓口 (Web, API等)"} <= texts[0]


NARROW = """\
sequenceDiagram
    participant A as 一つ目の長い名前
    participant B as AuthorizationServer
    participant C as 三つ目の長い名前
    participant D as 四つ目の長い名前
    A->>B: AssumeRoleWithWebIdentity
    B->>C: grant_type=authorization_code
    Note right of D: 信頼ポリシーを検査
"""


async def lines_drawn(source: str, folder: Path) -> list[str]:
    async with open_easels(browser_candidates(), write_shell(folder, find_assets())) as (easel,):
        canvas = await easel.canvas(PictureKind.DIAGRAM)
        await expose(canvas, diagram(source))
        lines = "[...document.querySelectorAll('.messageText, .noteText, .actor-top ~ text tspan')]"
        told: list[str] = await canvas.page.evaluate(f"{lines}.map((line) => line.textContent)")
        return told


def test_long_words_of_a_sequence_break_at_their_seams(tmp_path: Path) -> None:
    lines = asyncio.run(lines_drawn(NARROW, tmp_path))
    wanted = (
        "Authorization|Server",
        "AssumeRole|WithWeb|Identity",
        "grant_type=|authorization_|code",
        "信頼ポリシーを|検査",
    )
    assert [broken for broken in wanted if broken not in "|".join(lines)] == []


def test_lines_of_a_note_read_as_one_text(render: Render) -> None:
    texts = {region.text for region in render(diagram(NARROW)).assets[0].regions}
    assert {"AuthorizationServer", "AssumeRoleWithWebIdentity", "信頼ポリシーを検査"} <= texts


HARDLY_SEEN = 'treemap-beta\n"計算"\n    "EC2": 400\n    "Lambda": 300\n"通信"\n    "CloudFront": 2\n'


def test_a_label_without_room_is_read_and_not_asked(render: Render) -> None:
    kinds = {region.text: region.kind for region in render(diagram(HARDLY_SEEN)).assets[0].regions}
    assert kinds["EC2"] == kinds["Lambda"] == "node"
    assert kinds["CloudFront"] == "text"
    assert "702" not in kinds  # the sum, which mermaid never shows


def test_a_treemap_grows_until_all_its_labels_are_seen(render: Render) -> None:
    rendering = render(diagram(GALLERY["treemap"]))
    (asset,) = rendering.assets
    (label,) = (region for region in asset.regions if region.text == "CloudFront")
    assert label.kind == "node"
    assert label.width * asset.width_px > 100
