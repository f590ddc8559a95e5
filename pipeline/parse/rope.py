"""Building the text of one inline: runs with their marks, joined where the marks are equal."""

from __future__ import annotations

from pipeline.core.section import Inline, Mark, Run
from pipeline.parse.characters import joins_lines

Marks = tuple[Mark, ...]


class RopeBuilder:
    """Collects pieces of text in reading order."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._pieces: list[str] = []
        self._marks: Marks = ()
        self._break: Marks | None = None
        self._comment = False

    def add(self, text: str, marks: Marks) -> None:
        """Add text. A line end in it, which only a character reference can bring, is a space."""
        if self._comment and self._last_character() in ("", " ", "\n"):
            text = text.lstrip(" ")
        if text:
            self.add_leaf(text.replace("\n", " ") if "\n" in text else text, marks)

    def add_leaf(self, text: str, marks: Marks) -> None:
        """Add the text of a leaf, such as a formula, as it is."""
        if self._break is not None:
            self._resolve_break(text[:1])
        self._comment = False
        if marks != self._marks:
            self._flush()
            self._marks = marks
        self._pieces.append(text)

    def add_soft_break(self, marks: Marks) -> None:
        """Add a line end of the source: a space, or nothing between two CJK characters."""
        self._strip_before_comment()
        if self._last_character() not in ("", "\n"):
            self._break = marks

    def add_hard_break(self, marks: Marks) -> None:
        """Add a line break, always a run of its own."""
        self._break = None
        self._flush()
        self._runs.append(Run("\n", marks))

    def drop_comment(self) -> None:
        """Leave out a comment, and one of the two spaces around it."""
        self._comment = True

    def finish(self) -> Inline:
        """Return the runs, without line breaks at either end."""
        self._strip_before_comment()
        self._flush()
        first, end = 0, len(self._runs)
        while first < end and self._runs[first].text == "\n":
            first += 1
        while first < end and self._runs[end - 1].text == "\n":
            end -= 1
        return tuple(self._runs[first:end])

    def _strip_before_comment(self) -> None:
        if self._comment and self._pieces:
            self._pieces[-1] = self._pieces[-1].rstrip(" ")

    def _last_character(self) -> str:
        if self._pieces:
            return self._pieces[-1][-1:]
        return self._runs[-1].text[-1:] if self._runs else ""

    def _resolve_break(self, following: str) -> None:
        marks, self._break = self._break or (), None
        if joins_lines(self._last_character()) and joins_lines(following):
            return
        self.add_leaf(" ", marks)

    def _flush(self) -> None:
        text = "".join(self._pieces)
        if text:
            self._runs.append(Run(text, self._marks))
        self._pieces.clear()
