"""What the tests with a real Chromium share. A machine without one fails them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.diagnostic import Span
from pipeline.core.picture import PictureKind, RenderRequest, Theme
from pipeline.render import Rendering, render_pictures

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for test in items:
        if test.path.is_relative_to(HERE):
            test.add_marker(pytest.mark.browser)


FLOWCHART = """\
graph LR
    subgraph "店舗 (東京)"
        C[お客様: 人間] -- 並ぶ --> C
        T[券売機] -.->|食券を出す| C
        subgraph "厨房のセット"
            K[料理人]
        end
    end
    subgraph "本部 (大阪)"
        D[(売上の台帳)]
    end
    %% 流れ
    C -- ① 食券を渡す --> K
    K -- ② 料理を出す --> C
    K -- ③ 売上を記録 --> D
"""

SEQUENCE = """\
sequenceDiagram
    autonumber
    participant B as ブラウザー
    participant S as サーバー<br/>(Web, API等)
    Note over B, S: 【接続フェーズ】
    B->>S: 接続を求める ➔ 待つ
    S-->>B: 承諾 ✅
    loop 毎分
        B->>B: 生存を確認
    end
"""

BRANCHES = """\
graph TD
    A[申し込み] -->|書類| B{書類はそろったか}
    B -->|はい| C(審査)
    B -->|いいえ| A
    C --- D{審査の結果}
    D -->|合格| E[登録]
"""

TABLE = """\
<thead><tr><th>方式</th><th style="text-align:right">上限</th><th>特徴</th></tr></thead>
<tbody>
<tr><td><strong>同期</strong></td><td style="text-align:right">6 MB</td>
<td>結果を待つ。<code>${request.invocationType}</code> は既定のまま。</td></tr>
<tr><td><strong>非同期</strong></td><td style="text-align:right">256 KB</td>
<td>待たずに終わる。失敗すると<mark>二度まで</mark>やり直す ◯ × △</td></tr>
</tbody>"""

CELL = "<tbody><tr><td>{}</td></tr></tbody>"

SMALL_TABLE = "<thead><tr><th>略</th></tr></thead><tbody><tr><td>甲</td></tr></tbody>"

MATRIX = (
    "<thead><tr>" + "<th>デプロイツールの名前</th>" * 6 + "</tr></thead>"
    "<tbody><tr>" + "<td><code>CloudFormationStackSet</code>を使うことができる</td>" * 6 + "</tr></tbody>"
)


def diagram(source: str, *, line: int = 1, path: str = "a.md", turns: bool = False) -> RenderRequest:
    """A request for a diagram whose fence opens on `line`."""
    return RenderRequest(
        kind=PictureKind.DIAGRAM,
        source=source,
        theme=Theme(turn_diagrams=turns),
        lang="ja",
        span=Span(path=path, line=line),
        source_line=line + 1,
    )


def table(source: str, *, line: int = 1, theme: Theme | None = None) -> RenderRequest:
    """A request for a table that begins on `line`."""
    span = Span(path="a.md", line=line)
    return RenderRequest(kind=PictureKind.TABLE, source=source, theme=theme or Theme(), lang="ja", span=span)


SIGNS = "①◯×△➔✅❌漢aあ"

DIAGRAMS = (diagram(FLOWCHART), diagram(SEQUENCE), diagram(BRANCHES))

SAMPLES = (
    *DIAGRAMS,
    table(TABLE),
    table(SMALL_TABLE),
    table(SMALL_TABLE, theme=Theme(accent="#ff0000")),
    table(MATRIX),
    table(CELL.format("本文")),
    table(CELL.format("<meta http-equiv=refresh content=0><img src=x onerror=fail()>本文")),
    diagram("%%{init: {'theme': 'dark'}}%%\ngraph LR\n A --> B"),
    diagram("gitGraph\n commit\n branch dev\n commit"),  # its commits are named at random
    *(table(CELL.format(sign)) for sign in SIGNS),
)

Render = Callable[..., Rendering]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Render into the test's own cache."""

    def render_here(*requests: RenderRequest, use_cache: bool = True, browser: str | None = None) -> Rendering:
        return render_pictures(
            requests, notes_dir=tmp_path, cache_dir=tmp_path / "cache", use_cache=use_cache, browser=browser
        )

    return render_here


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Rendering:
    """All samples, drawn once."""
    folder = tmp_path_factory.mktemp("samples")
    return render_pictures(SAMPLES, notes_dir=folder, cache_dir=folder / "cache")


def contents(rendering: Rendering) -> dict[str, bytes]:
    """Return the bytes of each picture by its name."""
    return {asset.file_name: asset.path.read_bytes() for asset in rendering.assets}
