"""Directives: HTML comments on their own line, such as `<!-- card: skip -->`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.config import did_you_mean
from pipeline.core.diagnostic import Span
from pipeline.core.section import Options
from pipeline.parse.settings import KEYS, Fault, is_meant, merge_options, read_setting
from pipeline.parse.source import Source

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_ENTRY = re.compile(r"\s*([^\s:：]+)\s*[:：](.*)", re.DOTALL)  # IMEs write the wide colon


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """The settings of one comment, and the lines it stands on."""

    options: Options
    span: Span


def read_comments(html: str, span: Span, source: Source) -> tuple[list[Directive], str]:
    """Return the directives of the comments in `html`, which begins at `span`, and the text outside of all comments."""
    directives: list[Directive] = []
    last = html.rfind("-->") + 3  # beyond it no comment is closed, and looking for its end again and again is slow
    for comment in _COMMENT.finditer(html, 0, last):
        options = _read_comment(comment[1], span.line + html.count("\n", 0, comment.start(1)), source)
        if options is not None:
            directives.append(Directive(options=options, span=span))
    return directives, _COMMENT.sub("", html[:last]) + html[last:]


def _read_comment(text: str, line: int, source: Source) -> Options | None:
    """Return the settings of a comment that begins at `line`, or None if it is an ordinary one."""
    options: Options | None = None
    for row, row_text in enumerate(text.split("\n")):
        for entry in filter(str.strip, row_text.split(";")):
            pair = _ENTRY.fullmatch(entry)
            key = pair[1].lower() if pair else entry.strip()
            if options is None and not (pair and is_meant(key, KEYS)):
                return None
            place = _place_of(entry.strip(), line + row, source)
            found = _read_entry(key, pair[2] if pair else "", place, source)
            options = merge_options(options or Options(), found)
    return options


def _read_entry(key: str, value: str, place: Span, source: Source) -> Options:
    if key not in KEYS:
        source.report("unknown-setting", f"there is no directive `{key}`", place, did_you_mean(key, KEYS))
        return Options()
    found = read_setting(key, value)
    if isinstance(found, Fault):
        source.report("invalid-setting", found.message, place, found.hint)
        return Options()
    return found


def _place_of(entry: str, line: int, source: Source) -> Span:
    line = min(line, len(source.lines))
    return source.line_span(line, max(source.lines[line - 1].find(entry), 0) + 1)
