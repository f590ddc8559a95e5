"""The text of a diagram as mermaid reads it, and where each part of that stands in the notes."""

from __future__ import annotations

import re

_FRONT_MATTER = re.compile(r"\A([^\S\n]*)---[^\S\n]*\n.*?\n\1---\s*\n", re.DOTALL)
_DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)

# What mermaid 12 takes out of a text before it counts lines, in its order.
_TAKEN_OUT = (
    _FRONT_MATTER,
    _DIRECTIVE,
    re.compile(r"^\s*%%(?!\{)[^\n]+\n?", re.MULTILINE),  # comments
    re.compile(r"\A\s+"),
)
_SPACE_AFTER_BRACE = re.compile(r"(?<=\})\s+(?=\n)")  # in flowcharts only

FLOWCHART = re.compile(r"(graph|flowchart)\b")


def source_lines(source: str) -> list[int]:
    """Return for each line that mermaid's parser counts the line of `source` it stands on, both counted from 1."""
    text, positions = parsed_text(source)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return [source.count("\n", 0, positions[start]) + 1 for start in starts if start < len(text)] or [1]


def author_settings(source: str) -> str:
    """Return the front matter and the directives of a diagram, in which its author may set how it looks."""
    return "\n".join(match[0] for pattern in (_FRONT_MATTER, _DIRECTIVE) for match in pattern.finditer(source))


def parsed_text(source: str) -> tuple[str, list[int]]:
    """Return what is left for the parser, and where in `source` each character of it stands."""
    text, positions = source, list(range(len(source)))
    for pattern in (*_TAKEN_OUT, _SPACE_AFTER_BRACE):
        if pattern is _SPACE_AFTER_BRACE and not FLOWCHART.match(text):
            continue
        for match in reversed(list(pattern.finditer(text))):
            del positions[match.start() : match.end()]
        text = "".join(source[position] for position in positions)
    return text, positions
