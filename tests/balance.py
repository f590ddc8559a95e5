"""A strict look at HTML: every element that is opened is closed, in order, and nothing is left over."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset("br hr img wbr".split())


def imbalance(html: str) -> str:
    """Return what is wrong with the nesting of `html`, or ""."""
    reader = _Stack()
    reader.feed(html)
    reader.close()
    return reader.problem or (f"<{reader.open[-1]}> is never closed" if reader.open else "")


class _Stack(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problem = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.problem = self.problem or f"</{tag}> closes nothing that is open in {self.open}"

    def handle_decl(self, decl: str) -> None:
        self.problem = self.problem or f"a declaration: {decl}"

    def handle_comment(self, data: str) -> None:
        self.problem = self.problem or f"a comment: {data}"

    def handle_pi(self, data: str) -> None:
        self.problem = self.problem or f"an instruction: {data}"
