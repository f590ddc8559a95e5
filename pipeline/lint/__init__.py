"""Checks over everything at once: what to mend or mark in the notes, beyond what the other rooms cannot read.

Sections and drafts in, diagnostics out; no file, clock or network. Each check is a small function of its own module
that looks at a `Reading`; every one takes time in proportion to the notes. Must not import rooms above the drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.note import NoteDraft
from pipeline.core.section import Section
from pipeline.lint.allow import allowances, idle, unsilenced, without_allowed
from pipeline.lint.answers import bare_addresses, leaking_answers, lone_symbols
from pipeline.lint.code import fences_without_language
from pipeline.lint.length import long_cards
from pipeline.lint.reading import Reading
from pipeline.lint.repeats import duplicate_ids, same_facts
from pipeline.lint.slips import likely_slips
from pipeline.lint.values import contradictions

Check = Callable[[Reading], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    duplicate_ids,
    leaking_answers,
    lone_symbols,
    bare_addresses,
    long_cards,
    same_facts,
    contradictions,
    likely_slips,
    fences_without_language,
)


def linted(
    sections: Sequence[Section], drafts: Sequence[NoteDraft], said: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Return what there is to say about the notes: what was `said` of them so far, then what the checks find.

    What an `<!-- allow: code -->` silences is left out, and one that silences nothing is told.
    """
    reading = Reading(sections, drafts)
    found = (*said, *(one for check in CHECKS for one in check(reading)))
    allowed = allowances(sections)
    return (*unsilenced(found, allowed), *idle(found, allowed))


__all__ = ["CHECKS", "linted", "without_allowed"]
