"""The layouts of a diagram: what is tried, in which order, and what of the author's text is changed for it."""

from __future__ import annotations

import pytest

from pipeline.core.picture import Theme
from pipeline.render.layouts import layouts_of, turned_source

TURNING = Theme(turn_diagrams=True)


@pytest.mark.parametrize(
    ("source", "turned"),
    [
        ("graph LR\n A --> B", "graph TB\n A --> B"),
        ("flowchart  TD; A --> B", "flowchart  LR; A --> B"),
        ("%% graph TD\n\ngraph RL\n A --> B", "%% graph TD\n\ngraph BT\n A --> B"),
        ("---\ntitle: graph TB\n---\nflowchart BT\n A", "---\ntitle: graph TB\n---\nflowchart RL\n A"),
        ("stateDiagram-v2\n  direction LR\n  a --> b", "stateDiagram-v2\n  direction TB\n  a --> b"),
        ("timeline\n  2006 : S3", "timeline TD\n  2006 : S3"),
        ("gitGraph\n  commit", "gitGraph TB:\n  commit"),
        ("graph\n A --> B", None),
        ("pie\n 'a': 1", None),
        ("sequenceDiagram\n A->>B: direction LR", None),
        ("", None),
    ],
)
def test_turned_source_changes_the_direction_and_nothing_else(source: str, turned: str | None) -> None:
    assert turned_source(source) == turned


def test_first_layout_is_what_the_author_wrote() -> None:
    source = "---\ntitle: 題\n---\nflowchart LR\n  a --> b\n"
    for theme in (Theme(), TURNING):
        first, *narrow = layouts_of(source, theme)
        assert (first.source, first.narrow) == (source, False)
        assert any(layout.narrow for layout in narrow)


def test_direction_is_kept_unless_the_settings_let_it_go() -> None:
    source = "flowchart LR\n  a --> b\n"
    assert {layout.source for layout in layouts_of(source, Theme())} == {source}
    turned = [layout.source != source for layout in layouts_of(source, TURNING)]
    assert turned == [False, False, True, True, False]


def test_names_broken_by_their_author_are_kept_whole_when_messages_wrap() -> None:
    source = "sequenceDiagram\n  participant A as 甲<br/>乙\n  participant B as 丙\n  A->>B: 丁"
    first, narrow, narrowest = layouts_of(source, Theme())
    assert first.source == source
    assert narrow.source == narrowest.source == source.replace("as 甲", "as nowrap:甲")


def test_sankey_is_spelt_in_ascii() -> None:
    (layout,) = layouts_of("sankey-beta\n電力,a,1", Theme())
    assert layout.source == "sankey-beta\n~96fb~~529b~,a,1"


def test_section_names_of_a_gantt_chart_get_the_room_they_need() -> None:
    room = [layouts_of(f"gantt\n  section {name}\n  a :1d", Theme())[0].config for name in ("準備", "長い準備の期間")]
    assert [config["gantt"] for config in room] == [{"leftPadding": 54}, {"leftPadding": 129}]


@pytest.mark.parametrize(
    ("settings", "own_theme", "secure"),
    [
        ("", False, ()),
        ("%%{init: {'theme': 'forest'}}%%\n", True, ()),
        ("---\nconfig:\n  theme: neutral\n---\n", True, ()),
        ('%%{init: {"theme":"redux-dark-color"}}%%\n', False, ("theme", "themeVariables", "darkMode")),
        ("%%{init: {'themeVariables': {'primaryColor': '#ff0000'}}}%%\n", False, ()),
    ],
)
def test_theme_of_the_author_is_kept_unless_it_is_dark(settings: str, own_theme: bool, secure: tuple[str, ...]) -> None:
    for layout in layouts_of(f"{settings}graph LR\n  a[theme: dark]", Theme()):
        assert (layout.own_theme, layout.secure) == (own_theme, secure)
