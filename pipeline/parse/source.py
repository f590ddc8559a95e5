"""One notes file as it is read: its lines, where things stand in them, and what there is to say about them."""

from __future__ import annotations

import re

from markdown_it.token import Token

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.parse.addresses import find_image

# The line ends of CommonMark; str.splitlines knows others, which would shift the numbers.
_FOREIGN_LINE_END = re.compile(r"\r\n?")


class Source:
    """The lines of a file, and the diagnostics found so far."""

    def __init__(self, path: str, text: str, images: frozenset[str] = frozenset()) -> None:
        self.path = path
        self._images = images
        self.text = _FOREIGN_LINE_END.sub("\n", text.removeprefix("\ufeff")).replace("\0", "\ufffd")
        self.lines = self.text.split("\n")
        self._found: dict[Diagnostic, None] = {}

    def report(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Note a diagnostic. What is read twice, as a footnote of two sections, is reported once."""
        self._found[Diagnostic(code=code, message=message, span=span, hint=hint)] = None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was reported, in the order of the places."""
        return tuple(sorted(self._found, key=lambda found: (found.span.line, found.span.column)))

    def image_path(self, address: str) -> str:
        """Return the path of an image relative to the notes folder; see `find_image`."""
        return find_image(self.path, address, self._images)

    def span(self, token: Token) -> Span:
        """Return the lines of a block token, without the blank ones at its end."""
        first, end = token.map or (0, 1)
        end = min(end, len(self.lines))
        while end > first + 1 and not self.lines[end - 1].strip():
            end -= 1
        return Span(path=self.path, line=first + 1, end_line=max(end, first + 1))

    def line_span(self, line: int, column: int = 1) -> Span:
        """Return the span of one place; `line` and `column` count from 1."""
        return Span(path=self.path, line=line, column=column, end_line=line)

    def place(self, inline: Token, offset: int) -> Span:
        """Return where the character at `offset` of the content of an inline token stands in the file.

        The content lacks the indentation and the `>` of its lines, so each of its lines is looked up in the file's.
        """
        row = inline.content.count("\n", 0, offset)
        row_start = inline.content.rfind("\n", 0, offset) + 1
        row_text = inline.content[row_start:].partition("\n")[0]
        line = min((inline.map or [0])[0] + row, len(self.lines) - 1)
        found = self.lines[line].find(row_text.lstrip(), inline.meta.get("column", 0))
        if found >= 0:
            found += offset - row_start - (len(row_text) - len(row_text.lstrip()))
        else:  # a table cell with `\|` in it
            found = self.lines[line].find(row_text[offset - row_start :][:5], inline.meta.get("column", 0))
        return self.line_span(line + 1, max(found, 0) + 1)
