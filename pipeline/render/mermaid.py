"""The text side of mermaid: what it is not asked to draw, and how its complaints find words and a line in the notes."""

from __future__ import annotations

import re

from pipeline.render.faults import Fault, failed

MAX_TEXT = 50_000  # mermaid's own limit, past which it draws a picture of an error message
MAX_MESSAGE = 160

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

_FLOWCHART = re.compile(r"(graph|flowchart)\b")
_FLOWCHART_HINT = 'Put texts with brackets or other signs in quotes: `A["f(x)"]`; write a node called end as `End`.'

# Most parsers quote some text and point at the place below it, others name what they did not expect.
_POINTED = re.compile(r"(?:Parse|Lexical) error on line \d+.*?\n(?P<quote>.*)\n(?P<dashes>-*)\^")
_UNEXPECTED = re.compile(r"unexpected character: ->(?P<sign>.+?)<-|but found `(?P<word>.*?)`", re.DOTALL)


def refuse(source: str) -> Fault | None:
    """Return what speaks against drawing a diagram at all."""
    if len(source) > MAX_TEXT:
        return failed(f"The diagram has {len(source):,} characters; mermaid takes at most {MAX_TEXT:,}.", "Split it.")
    return None


def explain(complaint: str, told_line: int, source: str) -> Fault:
    """Return the fault for what mermaid said about `source`, on the line it told (0: none)."""
    if complaint.startswith("Edge limit exceeded"):
        return failed("The diagram has more than 500 edges.", "Split it.")
    text, _ = parsed_text(source)
    lines = source_lines(source)
    line = lines[min(told_line, len(lines)) - 1] if told_line else 0
    hint = ""
    if not text:
        message = "The diagram is empty."
    elif complaint.startswith("No diagram type detected"):
        message = "The diagram does not begin with a type that mermaid knows."
        line, hint = lines[0], "Begin with `flowchart TD`, `sequenceDiagram` or another type."
    elif "image cannot be decoded" in complaint:
        message = "The diagram shows an image; images inside diagrams are not loaded."
    else:
        message = shorten(complaint, source.split("\n")[line - 1].strip() if line else "")
        hint = _FLOWCHART_HINT if line and _FLOWCHART.match(text) else ""
    return Fault(code="diagram-invalid", message=message, hint=hint, line=line)


def source_lines(source: str) -> list[int]:
    """Return for each line that mermaid's parser counts the line of `source` it stands on, both counted from 1."""
    text, positions = parsed_text(source)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return [source.count("\n", 0, positions[start]) + 1 for start in starts if start < len(text)] or [1]


def author_settings(source: str) -> str:
    """Return the front matter and the directives of a diagram, in which its author may set how it looks."""
    return "\n".join(match[0] for pattern in (_FRONT_MATTER, _DIRECTIVE) for match in pattern.finditer(source))


def shorten(complaint: str, line: str) -> str:
    """Return in one sentence what mermaid says of `line`, without its own count of lines and its list of tokens."""
    if pointed := _POINTED.match(complaint):
        rest = pointed["quote"][len(pointed["dashes"]) :].strip()
        while rest not in line:  # the quote runs on into the next lines
            rest = rest[:-1].rstrip()
        return f"Mermaid cannot read on at `{rest}`." if rest else f"Something is missing in `{line}`."
    if unexpected := _UNEXPECTED.search(complaint):
        found = (unexpected["sign"] or unexpected["word"]).strip()
        return f"Mermaid did not expect `{found}`." if found else "Something is missing at the end of the line."
    first = complaint.strip().partition("\n")[0]
    return first if len(first) <= MAX_MESSAGE else first[: MAX_MESSAGE - 1] + "…"


def parsed_text(source: str) -> tuple[str, list[int]]:
    """Return what is left for the parser, and where in `source` each character of it stands."""
    text, positions = source, list(range(len(source)))
    for pattern in (*_TAKEN_OUT, _SPACE_AFTER_BRACE):
        if pattern is _SPACE_AFTER_BRACE and not _FLOWCHART.match(text):
            continue
        for match in reversed(list(pattern.finditer(text))):
            del positions[match.start() : match.end()]
        text = "".join(source[position] for position in positions)
    return text, positions
