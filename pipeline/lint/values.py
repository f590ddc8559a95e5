"""Two values for one term."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.drafted import Gist, Pair
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


def contradictions(gists: Iterable[Gist]) -> Iterator[Diagnostic]:
    """Two sections that give one term two numbers of one unit, or below equal headings two names."""
    pairs: dict[tuple[str, ...], list[tuple[int, Pair]]] = {}
    for nth, gist in enumerate(gists):
        for pair in gist.pairs:
            pairs.setdefault(pair.subject, []).append((nth, pair))
    for found in (own for own in pairs.values() if len(own) == _VARIANTS):
        (in_file, earlier), (in_other, later) = found
        if (in_file, earlier.section) != (in_other, later.section) and _differ(earlier, later):
            yield Diagnostic(
                code="contradiction",
                message=f"`{later.term}` is “{later.value}” here and “{earlier.value}” at {place(earlier.span)}",
                span=later.span,
                hint="correct the one that is wrong, or name the two apart",
            )


def pairs_of(reading: Reading) -> Iterator[Pair]:
    """Yield the terms in lists that have a value."""
    for nth, section in enumerate(reading.sections):
        for block in blocks_of(section.blocks):
            for bullet in block.bullets if isinstance(block, Bullets) else ():
                first = bullet.blocks[0] if bullet.blocks else None
                if isinstance(first, Prose) and (pair := _pair(first, section, nth)):
                    yield pair


def _pair(prose: Prose, section: Section, nth: int) -> Pair | None:
    text = plain_text(prose.inline)
    if len(text) > _LONGEST_PAIR or not _PAIRED.search(text):
        return None
    found = labelled(prose.inline, Place(begins_bullet=True))
    if found is None:
        return None
    term = text[slice(*found.term)]
    return Pair(
        subject=_subject(term, section),
        term=term,
        value=text[slice(*found.value)],
        section=nth,
        span=prose.span,
    )


def _subject(term: str, section: Section) -> tuple[str, ...]:
    """Return what speaks of one thing wherever it is equal: a name, or else a word and all headings above it."""
    if _TERM_NAME.fullmatch(term):
        return (folded(term),)
    return (folded(term), *map(heading_key, (*section.ancestors, section.title)))


def _differ(earlier: Pair, later: Pair) -> bool:
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
