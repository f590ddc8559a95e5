"""What stands in the notes twice: explicit ids, and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.digest import digest
from pipeline.core.drafted import Claim, Fact, Gist, Outline
from pipeline.core.note import KEY_SEPARATOR
from pipeline.core.section import plain_text
from pipeline.lint.reading import Card, Reading, folded, place, weight

_SPEAKS_FOR_ITSELF = 20
"""A fact of at least this weight is the same below any heading; a shorter one, such as `default: 30 s`, is not."""

_KEY_LENGTH = 16
"""So many hex digits tell a million facts apart, and one deck seldom has more."""


def duplicate_ids(outlines: Sequence[Outline]) -> Iterator[Diagnostic]:
    """An explicit id names one note for life."""
    first: dict[str, Claim] = {}
    for claim in (claim for outline in outlines for claim in outline.claims):
        holder = first.setdefault(claim.explicit_id, claim)
        if holder is not claim:
            name = claim.explicit_id.split(KEY_SEPARATOR)[0]
            yield Diagnostic(
                code="duplicate-id",
                message=f"the id `{name}` is taken by {place(holder.span)}",
                span=claim.span,
                hint="give one of the two another id",
            )


def claims_of(reading: Reading) -> Iterator[Claim]:
    """Yield the explicit ids."""
    for draft in reading.drafts:
        if draft.explicit_id is not None:
            yield Claim(explicit_id=draft.explicit_id, span=draft.span)


def same_facts(gists: Iterable[Gist]) -> Iterator[Diagnostic]:
    """Cards of several sections that ask and answer the same; a fact, and a note with several cards, is told once."""
    repeated = _repeated(fact.key for gist in gists for fact in gist.facts)
    facts: dict[str, list[tuple[int, Fact]]] = {}
    for nth, gist in enumerate(gists if repeated else ()):
        for fact in gist.facts:
            if fact.key in repeated:
                facts.setdefault(fact.key, []).append((nth, fact))
    told: set[tuple[int, int]] = set()
    for (nth, first), *others in facts.values():
        repeats = [(of, fact) for of, fact in others if (of, fact.section) != (nth, first.section)]
        if repeats and (note := (repeats[0][0], repeats[0][1].note)) not in told:
            told.add(note)
            more = f", and {len(repeats) - 1} more" if len(repeats) > 1 else ""
            yield Diagnostic(
                code="same-fact",
                message=f"{place(first.span)} asks and answers the same{more}",
                span=repeats[0][1].span,
                hint="remove one of the two, or say <!-- card: skip -->",
            )


def _repeated(keys: Iterable[str]) -> set[str]:
    """Return the keys that come more than once. Of a large deck there is no room for all facts."""
    once: set[str] = set()
    repeated: set[str] = set()
    for key in keys:
        (repeated if key in once else once).add(key)
    return repeated


def facts_of(reading: Reading) -> Iterator[Fact]:
    """Yield what each card asks and answers."""
    for nth, (draft, cards) in enumerate(zip(reading.drafts, reading.cards_by_note, strict=True)):
        section = reading.section_number(draft.span)
        title = plain_text(reading.sections[section].title)
        pictures = [request.key for request in draft.requests]
        for card in cards:
            key = _fact_key(card, title, pictures)
            yield Fact(key=key, note=nth, section=section, span=draft.span)


def _fact_key(card: Card, title: str, pictures: Sequence[str]) -> str:
    speaks_for_itself = weight("".join(card.fact)) >= _SPEAKS_FOR_ITSELF
    return digest("fact", "" if speaks_for_itself else folded(title), *card.fact, *pictures)[:_KEY_LENGTH]
