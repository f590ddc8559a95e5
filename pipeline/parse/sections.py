"""The walk over a file: which headings make a section, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from markdown_it.token import Token
from msgspec.structs import replace

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.section import Block, Footnote, Options, Rule, Run, Section
from pipeline.parse.blocks import BlockReader, attach_directives, report_idle
from pipeline.parse.directives import Directive
from pipeline.parse.front_matter import read_front_matter, split_front_matter
from pipeline.parse.headings import Heading, read_heading
from pipeline.parse.markdown import parse_tokens
from pipeline.parse.settings import merge_options
from pipeline.parse.source import Source


@dataclass(slots=True)
class _Region:
    """What stands between one heading and the next; the first region of a file has no heading."""

    heading: Heading | None = None
    blocks: list[Block] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    footnotes: tuple[Footnote, ...] = ()


def read_sections(
    path: str, text: str, defaults: Options, images: frozenset[str]
) -> tuple[tuple[Section, ...], tuple[Diagnostic, ...]]:
    """Return the sections of one file and its diagnostics; see `pipeline.parse.parse_file`."""
    source = Source(path, text, images)
    front_matter, body = split_front_matter(source.text)
    own, title = read_front_matter(front_matter, source)
    options = merge_options(defaults, own)
    tokens = parse_tokens(body)
    regions = _read_regions(
        BlockReader(tokens, source), _Region(heading=_heading_of_file(tokens, title, source)), source
    )
    return _make_sections(regions, options, source), source.diagnostics


def _heading_of_file(tokens: Sequence[Token], title: str, source: Source) -> Heading | None:
    """Return what stands in for a heading on top of the file, with level 0: its title in front matter, or its name.

    The title is not wanted where the file begins with the one heading of level 1 that it has; the name only where there
    is no heading at all.
    """
    tags = [token.tag for token in tokens if token.type == "heading_open" and token.level == 0]
    has_title_of_its_own = tags.count("h1") == 1 and tokens[0].tag == "h1"
    if tags and (not title or has_title_of_its_own):
        return None
    shown = (Run(title or PurePosixPath(source.path).stem),)
    return Heading(title=shown, level=0, options=Options(), span=source.line_span(1))


def _read_regions(reader: BlockReader, first: _Region, source: Source) -> list[_Region]:
    """Cut the file at its headings and give each directive to a heading or a block."""
    regions = [first]
    waiting: list[Directive] = []
    while (token := reader.peek()) is not None:
        region = regions[-1]
        if token.type == "heading_open":
            region.footnotes = reader.read_footnotes()
            heading = read_heading(reader, source)
            below = _count_below(region, waiting, heading.span)
            region.directives += waiting[:below]
            regions.append(_Region(heading=heading, directives=waiting[below:]))
            waiting = []
            continue
        found: list[Block]
        if token.type == "html_block":
            directives, found = reader.read_comments()
            waiting += directives
        else:
            found = reader.read_blocks()
        if found and region.heading and not region.blocks:
            region.directives += waiting
            waiting = []
        waiting = attach_directives(waiting, found)
        region.blocks += found
    regions[-1].footnotes = reader.read_footnotes()
    _end_file(regions[-1], waiting, source)
    return regions


def _end_file(region: _Region, waiting: list[Directive], source: Source) -> None:
    if region.heading and not region.blocks:
        region.directives += waiting
    else:
        report_idle(waiting, source)


def _count_below(region: _Region, waiting: list[Directive], following: Span) -> int:
    """Return how many directives between two headings belong to the upper one; the others belong to the lower one.

    With text between, all belong to the lower one. Without, a directive belongs to the heading that it touches, and to
    the upper one if it touches none or both.
    """
    if region.heading is None or region.blocks:
        return 0
    count, line = 0, region.heading.span.end_line
    while count < len(waiting) and waiting[count].span.line <= line + 1:
        line = waiting[count].span.end_line
        count += 1
    end, line = len(waiting), following.line
    while end > count and waiting[end - 1].span.end_line >= line - 1:
        end -= 1
        line = waiting[end].span.line
    return end


def _make_sections(regions: list[_Region], options: Options, source: Source) -> tuple[Section, ...]:
    sections: list[Section] = []
    above: list[Heading] = []
    levels = [region.heading.level for region in regions if region.heading]
    # Below a title in front matter a heading of level 1 is a section like others.
    top = 1 if levels[:1] == [0] and len(levels) > 1 else min(2, max(levels, default=1))
    for region, following in zip(regions, [*regions[1:], None], strict=True):
        _trim_rules(region)
        heading = region.heading
        if heading:
            above = [upper for upper in above if upper.level < heading.level]
        if heading and heading.level >= top and _has_content(region, following):
            sections.append(_make_section(region, heading, above, options, source))
        else:
            _report_outside(region, options, source)
        if heading:
            above.append(heading)
    return tuple(sections)


def _has_content(region: _Region, following: _Region | None) -> bool:
    """Return whether a heading has text of its own, or is a fact by itself: with a title and no deeper heading."""
    if region.blocks:
        return True
    heading, below = region.heading, following.heading if following else None
    if heading is None or not heading.title or heading.level == 0:
        return False
    return below is None or below.level <= heading.level


def _make_section(region: _Region, heading: Heading, above: list[Heading], options: Options, source: Source) -> Section:
    written = [heading.options, *(directive.options for directive in region.directives)]
    ids = list(dict.fromkeys(own.id for own in written if own.id))
    if len(ids) > 1:
        message = "this section has several ids: " + ", ".join(f"`{own}`" for own in ids)
        source.report("invalid-setting", message, heading.span, "Keep the one that its cards were made with.")
    for own in written:
        options = merge_options(options, own)
    return Section(
        path=source.path,
        title=heading.title,
        level=heading.level,
        ancestors=tuple(upper.as_ancestor for upper in above),
        blocks=tuple(region.blocks),
        footnotes=region.footnotes,
        options=options,
        span=replace(heading.span, end_line=max([heading.span.end_line, *(b.span.end_line for b in region.blocks)])),
    )


def _trim_rules(region: _Region) -> None:
    """Leave out the thematic breaks at both ends: they part sections and say nothing."""
    while region.blocks and isinstance(region.blocks[0], Rule):
        del region.blocks[0]
    while region.blocks and isinstance(region.blocks[-1], Rule):
        del region.blocks[-1]


def _report_outside(region: _Region, options: Options, source: Source) -> None:
    """Report what stands in no section: text above the first one, and directives of a heading without text."""
    report_idle(region.directives, source)
    if "text-outside-section" in options.allow:
        return
    for block in region.blocks:
        said = block.options or Options()
        if said.card != "skip" and "text-outside-section" not in said.allow:
            source.report(
                "text-outside-section", "this text belongs to no section, so no card is made of it", block.span
            )
            return
