"""The layouts that a diagram is tried in: the author's own first, then narrower ones that keep its meaning.

The page draws them in order and stops at the first that a phone shows with legible letters, so the later ones cost
nothing where they are not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipeline.core.picture import Theme
from pipeline.render import mermaid

Config = Mapping[str, object]

_TURNED = {"LR": "TB", "RL": "BT", "TB": "LR", "TD": "LR", "BT": "RL"}
_DIRECTION = re.compile(
    r"(?:\A(?:graph|flowchart(?:-elk)?|gitGraph|timeline)|^[ \t]*direction)[ \t]+(LR|RL|TB|TD|BT)\b", re.MULTILINE
)
_ACROSS_BY_DEFAULT = {"gitGraph": " TB:", "timeline": " TD"}
_THEME = re.compile(r"""\btheme["']?\s*:\s*["']?([\w-]+)""")
_BROKEN_NAME = re.compile(r"^([ \t]*(?:participant|actor)[ \t]+\S+[ \t]+as[ \t]+)(?=.*<br)", re.MULTILINE)
_GRAPHS = {
    "graph": "flowchart",
    "flowchart": "flowchart",
    "classDiagram": "class",
    "stateDiagram": "state",
    "erDiagram": "er",
    "requirementDiagram": "requirement",
}
"""Kinds that are laid out as nodes and edges, and the names of their settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One way to draw a diagram: its text, what is laid over our configuration, and keys its author may not set.

    A narrow one also wraps the labels of edges, for which mermaid has no setting. One with a theme of its author goes
    without our colours.
    """

    source: str
    config: Config = field(default_factory=dict)
    narrow: bool = False
    own_theme: bool = False
    secure: tuple[str, ...] = ()


def layouts_of(source: str, theme: Theme) -> tuple[Layout, ...]:
    """Return the layouts of a diagram in the order in which they are to be tried."""
    text = mermaid.parsed_text(source)[0]
    kind = re.match(r"[A-Za-z0-9]*", text)
    first, *narrow = _configs(kind[0] if kind else "", text, theme)
    layouts = [Layout(source=_ascii(source) if text.startswith("sankey") else source, config=first)]
    layouts += [Layout(source=_kept_breaks(source), config=config, narrow=True) for config in narrow]
    if theme.turn_diagrams and (turned := turned_source(source)):
        layouts[2:2] = [replace(layout, source=turned) for layout in layouts[:2]]
    theme_name = _THEME.search(mermaid.author_settings(source))
    if theme_name is None:
        return tuple(layouts)
    if "dark" in theme_name[1]:  # meant for a dark page; cards turn their pictures dark themselves
        return tuple(replace(layout, secure=("theme", "themeVariables", "darkMode")) for layout in layouts)
    return tuple(replace(layout, own_theme=True) for layout in layouts)


def _configs(kind: str, text: str, theme: Theme) -> list[Config]:
    """Return the configurations for a kind of diagram: as we like it best, then narrower ones."""
    if name := _GRAPHS.get(kind):
        wide = {"wrappingWidth": theme.label_width_px}
        narrow = {"wrappingWidth": min(150, theme.label_width_px), "nodeSpacing": 24, "padding": 8}
        if name != "er":  # whose edges end in long marks
            narrow["rankSpacing"] = 32
        return [{name: wide}, {name: narrow}, {name: narrow, "layout": "elk"}]
    if kind == "gantt":
        return [{"gantt": {"leftPadding": _section_width_px(text)}}]
    return _OTHERS.get(kind, [{}])


_OTHERS: dict[str, list[Config]] = {
    "sequenceDiagram": [
        {},
        {"sequence": {"wrap": True, "width": 110, "wrapPadding": 2, "actorMargin": 16, "boxMargin": 6}},
        {"sequence": {"wrap": True, "width": 92, "wrapPadding": 1, "actorMargin": 4, "boxMargin": 4}},
    ],
    "mindmap": [{"layout": "cose-bilkent"}, {"layout": "dagre"}],
    "packet": [{}, {"packet": {"bitsPerRow": 16, "bitWidth": 31}}],
    "kanban": [{}, {"kanban": {"sectionWidth": 150}}, {"kanban": {"sectionWidth": 120}}],
    "architecture": [{}, {"architecture": {"iconSize": 60, "padding": 36}}],
    "treemap": [{}, *({"treemap": {"nodeHeight": height}} for height in (88, 110, 132))],
    "journey": [{}, {"journey": {"width": 80, "taskMargin": 6, "diagramMarginX": 6}}],
}


def turned_source(source: str) -> str | None:
    """Return `source` with its direction turned from across to down or the other way; None if it has none."""
    text, positions = mermaid.parsed_text(source)
    if told := _DIRECTION.search(text):
        start, end = positions[told.start(1)], positions[told.end(1) - 1] + 1
        return source[:start] + _TURNED[told[1]] + source[end:]
    for header, direction in _ACROSS_BY_DEFAULT.items():
        if text.startswith(header):
            end = positions[len(header) - 1] + 1
            return source[:end] + direction + source[end:]
    return None


def _kept_breaks(source: str) -> str:
    """Keep the boxes of a sequence diagram as wide as names that their author broke into lines, which do not wrap."""
    return _BROKEN_NAME.sub(r"\1nowrap:", source)


def _ascii(source: str) -> str:
    """Spell out what mermaid's sankey parser does not read; the page puts the letters back into the picture."""
    return "".join(letter if letter.isascii() else f"~{ord(letter):x}~" for letter in source)


def _section_width_px(text: str) -> int:
    """Return the room that the longest section name of a gantt chart takes; mermaid leaves a fixed one."""
    names: Iterator[str] = (name for name in re.findall(r"^[ \t]*section[ \t]+(.*)$", text, re.MULTILINE))
    letters = max((sum(0.6 if sign.isascii() else 1.0 for sign in name) for name in names), default=0)
    return 24 + round(15 * letters)
