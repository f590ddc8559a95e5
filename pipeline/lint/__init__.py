"""Checks over everything at once: what to mend or mark in the notes, beyond what the other rooms cannot read.

Sections and drafts in, diagnostics out; no file, clock or network. Each check is a small function of its own module.
Most look at the `Reading` of one file; the others at the `Outline` or the `Gist` of every file, which is all they keep
of it, so that a file that did not change is not read again. Must not import rooms above the drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.drafted import Gist, Outline
from pipeline.lint.allow import allowances, allowances_of, idle, unsilenced, without_allowed
from pipeline.lint.answers import bare_addresses, leaking_answers, lone_symbols
from pipeline.lint.code import fences_without_language
from pipeline.lint.length import long_cards
from pipeline.lint.reading import Reading
from pipeline.lint.repeats import claims_of, duplicate_ids, facts_of, same_facts
from pipeline.lint.slips import likely_slips, names_of
from pipeline.lint.values import contradictions, pairs_of

FILE_CHECKS: tuple[Callable[[Reading], Iterable[Diagnostic]], ...] = (
    leaking_answers,
    lone_symbols,
    bare_addresses,
    long_cards,
    fences_without_language,
)

DECK_CHECKS: tuple[Callable[[Iterable[Gist]], Iterable[Diagnostic]], ...] = (
    same_facts,
    contradictions,
    likely_slips,
)


def findings_of(reading: Reading) -> tuple[Diagnostic, ...]:
    """Return what the checks find in one file by itself."""
    return tuple(one for check in FILE_CHECKS for one in check(reading))


def gist_of(reading: Reading) -> Gist:
    """Return what the checks want to know of one file when they look at all files together."""
    names, file_names = names_of(reading)
    return Gist(facts=tuple(facts_of(reading)), pairs=tuple(pairs_of(reading)), names=names, file_names=file_names)


def linted(outlines: Sequence[Outline], gists: Iterable[Gist], said: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return what there is to say about the notes: what was `said` so far and of each file, then what checks find.

    What an `<!-- allow: code -->` silences is left out, and one that silences nothing is told. `gists` are gone through
    several times.
    """
    found = (
        *said,
        *(one for outline in outlines for one in outline.diagnostics),
        *duplicate_ids(outlines),
        *(one for check in DECK_CHECKS for one in check(gists)),
    )
    allowed = allowances(outlines)
    return (*unsilenced(found, allowed), *idle(found, allowed))


__all__ = [
    "DECK_CHECKS",
    "FILE_CHECKS",
    "Reading",
    "allowances_of",
    "claims_of",
    "findings_of",
    "gist_of",
    "linted",
    "without_allowed",
]
