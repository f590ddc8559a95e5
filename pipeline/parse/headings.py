"""Headings that can make a section, with what their own line says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it.token import Token

from pipeline.core.diagnostic import Span
from pipeline.core.section import Inline, MarkKind, Options, Run
from pipeline.parse.blocks import BlockReader
from pipeline.parse.directives import read_comments
from pipeline.parse.html_marks import is_comment
from pipeline.parse.inline import FootnoteNumbers
from pipeline.parse.settings import Fault, merge_options, read_id
from pipeline.parse.source import Source

_EXPLICIT_ID = re.compile(r"(?:(?<!\s)\s+)?\{#([^{}]*)\}\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading outside of quotes and lists. `options` come from `{#id}` and from comments on its line."""

    title: Inline
    level: int
    options: Options
    span: Span

    @property
    def as_ancestor(self) -> Inline:
        """The title as it stands above other sections, whose footnotes are counted anew."""
        return tuple(run for run in self.title if not any(mark.kind is MarkKind.FOOTNOTE for mark in run.marks))


def read_heading(reader: BlockReader, source: Source) -> Heading:
    """Return the heading that comes next."""
    reader.numbers = FootnoteNumbers()
    opening = reader.next()
    span = source.span(opening)
    inline = reader.peek()
    options = _read_line_comments(inline, span, source) if inline is not None else Options()
    title, written = _split_explicit_id(reader.read_inline())
    reader.next()
    if written is not None:
        found = read_id(written)
        if isinstance(found, Fault):
            source.report("invalid-setting", found.message, span, found.hint)
        else:
            options = merge_options(found, options)
    return Heading(title=title, level=int(opening.tag[1:]), options=options, span=span)


def _read_line_comments(inline: Token, span: Span, source: Source) -> Options:
    options = Options()
    for child in inline.children or ():
        if child.type == "html_inline" and is_comment(child.content):
            for directive in read_comments(child.content, span, source)[0]:
                options = merge_options(options, directive.options)
    return options


def _split_explicit_id(title: Inline) -> tuple[Inline, str | None]:
    """Return `title` without the `{#id}` at its end, and that id."""
    found = _EXPLICIT_ID.search(title[-1].text) if title and not title[-1].marks else None
    if found is None:
        return title, None
    rest = title[-1].text[: found.start()]
    return (*title[:-1], *((Run(rest),) if rest else ())), found[1]
