"""Two values for one term."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.section import Bullets, Prose, Section, plain_text
from pipeline.draft.keys import heading_key
from pipeline.draft.marks import Place, labelled
from pipeline.lint.reading import Reading, blocks_of, folded, place

_MEASURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([^\W\d_]{1,8}|%)?")
_VALUE_NAME = re.compile(r"[A-Za-z.][\w./-]+")
_TERM_NAME = re.compile(r"[A-Za-z]+[a-z][A-Z]\w*|[A-Za-z]\w*[_.-]\w+|[A-Z]{3,}\w*")
"""A term that names one thing wherever it stands: TimeoutSeconds, max_connections, WCU."""

_PAIRED = re.compile(r"[:：=＝](?:.*\d|\s*[A-Za-z.][\w./-]+$)")
_LONGEST_PAIR = 200
"""What a pair that can differ looks like, in characters: `labelled` is not asked about any other line."""

_VARIANTS = 2
"""A term with more values than this is a label that every section fills in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A term and its value."""

    term: str
    value: str
    span: Span
    section: Section

    @property
    def subject(self) -> tuple[str, ...]:
        """What must be equal for two pairs to speak of one thing: a name, or else a word and all headings above it."""
        if _TERM_NAME.fullmatch(self.term):
            return (folded(self.term),)
        return (folded(self.term), *map(heading_key, (*self.section.ancestors, self.section.title)))


def contradictions(reading: Reading) -> Iterator[Diagnostic]:
    """Two sections that give one term two numbers of one unit, or below equal headings two names."""
    pairs: dict[tuple[str, ...], list[_Pair]] = {}
    for section in reading.sections:
        for pair in _pairs(section):
            pairs.setdefault(pair.subject, []).append(pair)
    for found in pairs.values():
        if len(found) == _VARIANTS and found[0].section is not found[1].section and _differ(*found):
            earlier, later = found
            yield Diagnostic(
                code="contradiction",
                message=f"`{later.term}` is “{later.value}” here and “{earlier.value}” at {place(earlier.span)}",
                span=later.span,
                hint="correct the one that is wrong, or name the two apart",
            )


def _pairs(section: Section) -> Iterator[_Pair]:
    for block in blocks_of(section.blocks):
        for bullet in block.bullets if isinstance(block, Bullets) else ():
            first = bullet.blocks[0] if bullet.blocks else None
            if isinstance(first, Prose) and (pair := _pair(first, section)):
                yield pair


def _pair(prose: Prose, section: Section) -> _Pair | None:
    text = plain_text(prose.inline)
    if len(text) > _LONGEST_PAIR or not _PAIRED.search(text):
        return None
    found = labelled(prose.inline, Place(begins_bullet=True))
    if found is None:
        return None
    return _Pair(term=text[slice(*found.term)], value=text[slice(*found.value)], span=prose.span, section=section)


def _differ(earlier: _Pair, later: _Pair) -> bool:
    """Return whether both are measures of the same units without a number in common, or two names of one place."""
    ours, theirs = _measures(earlier.value), _measures(later.value)
    if ours and ours.keys() == theirs.keys():
        return all(not ours[unit] & theirs[unit] for unit in ours)
    are_names = _VALUE_NAME.fullmatch(earlier.value) and _VALUE_NAME.fullmatch(later.value)
    return bool(are_names) and len(later.subject) > 1 and folded(earlier.value) != folded(later.value)


def _measures(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for number, unit in _MEASURE.findall(folded(text)):
        found.setdefault(unit, set()).add(number.replace(",", ""))
    return found
