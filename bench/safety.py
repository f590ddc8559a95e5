"""What may stand in a field of a note: a short list of elements and attributes, and no address but the web's."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ELEMENTS = frozenset(
    "a blockquote br code dd details div dl dt em figcaption figure hr img kbd li mark ol p pre rt ruby s section span "
    "strong sub summary sup table tbody td th thead tr ul wbr".split()
)
ATTRIBUTES = frozenset("alt class data-language href lang open sizes src srcset start style".split())
_ADDRESS = re.compile(r"(?:https?:|mailto:)", re.IGNORECASE)
_MEDIA_NAME = re.compile(r"[a-z0-9-]+\.[a-z]+(?: [12]w)?")
_STYLE = re.compile(r"text-align:(?:left|right|center)")


def unsafe_html(field: str) -> str:
    """Return what in the HTML of a field could run, load or cover anything; "" for a safe field."""
    reader = _Reader()
    reader.feed(field)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.found = f"element <{tag}>"
        for name, value in attrs:
            if name not in ATTRIBUTES or not _is_safe(name, value or ""):
                self.found = f"attribute {name}={value!r} of <{tag}>"

    def handle_comment(self, data: str) -> None:
        self.found = f"comment {data[:40]!r}"

    def handle_decl(self, decl: str) -> None:
        self.found = f"declaration {decl[:40]!r}"

    def handle_pi(self, data: str) -> None:
        self.found = f"instruction {data[:40]!r}"


def _is_safe(name: str, value: str) -> bool:
    if name == "href":
        return _ADDRESS.match(value) is not None
    if name in ("src", "srcset"):
        return _MEDIA_NAME.fullmatch(value) is not None
    if name == "sizes":
        return value == "1px"
    return name != "style" or _STYLE.fullmatch(value) is not None
