"""What mermaid is not asked to draw, and how its complaints find words and a line in the notes."""

from __future__ import annotations

import re

from pipeline.render.faults import Fault, failed
from pipeline.render.mermaid import FLOWCHART, parsed_text, source_lines

MAX_TEXT = 50_000  # mermaid's own limit, past which it draws a picture of an error message
MAX_MESSAGE = 160

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
        hint = _FLOWCHART_HINT if line and FLOWCHART.match(text) else ""
    return Fault(code="diagram-invalid", message=message, hint=hint, line=line)


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
