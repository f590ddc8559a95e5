"""One notes file as it is read: its lines, where things stand in them, and what there is to say about them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

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
        starts, rows = _rows_of(inline.content)
        nth = bisect_right(starts, offset) - 1
        at, row = offset - starts[nth], rows[nth]
        line = min((inline.map or [0])[0] + nth, len(self.lines) - 1)
        first = inline.meta.get("column", 0)
        found = _column_of(row, self.lines[line], first)
        # Not found is a table cell with `\|` in it.
        column = self.lines[line].find(row[at : at + 5], first) if found is None else found + at
        return self.line_span(line + 1, max(column, 0) + 1)


@lru_cache(maxsize=8)  # as of one text with thousands of findings in it, which come in its order
def _rows_of(content: str) -> tuple[Sequence[int], Sequence[str]]:
    """Return where the lines of `content` begin, and the lines."""
    rows = content.split("\n")
    return list(accumulate((len(row) + 1 for row in rows[:-1]), initial=0)), rows


@lru_cache(maxsize=8)
def _column_of(row: str, line: str, first: int) -> int | None:
    """Return where `row` begins in a line of the file, looked for from `first` on; spaces before it may be missing."""
    text = row.lstrip()
    found = line.find(text, first)
    return None if found < 0 else found - (len(row) - len(text))
