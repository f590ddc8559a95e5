"""What stands in the notes twice: explicit ids, and facts."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.note import KEY_SEPARATOR, NoteDraft
from pipeline.core.section import plain_text
from pipeline.lint.reading import Card, Reading, folded, place, weight

_SPEAKS_FOR_ITSELF = 20
"""A fact of at least this weight is the same below any heading; a shorter one, such as `default: 30 s`, is not."""


def duplicate_ids(reading: Reading) -> Iterator[Diagnostic]:
    """An explicit id names one note for life."""
    first: dict[str, NoteDraft] = {}
    for draft in reading.drafts:
        if draft.explicit_id is None:
            continue
        holder = first.setdefault(draft.explicit_id, draft)
        if holder is not draft:
            name = draft.explicit_id.split(KEY_SEPARATOR)[0]
            yield Diagnostic(
                code="duplicate-id",
                message=f"the id `{name}` is taken by {place(holder.span)}",
                span=draft.span,
                hint="give one of the two another id",
            )


def same_facts(reading: Reading) -> Iterator[Diagnostic]:
    """Cards of several sections that ask and answer the same; a fact, and a note with several cards, is told once."""
    cards: dict[tuple[str, ...], list[Card]] = {}
    for card in reading.cards:
        heading = ""
        if weight("".join(card.fact)) < _SPEAKS_FOR_ITSELF:
            heading = folded(plain_text(reading.section_of(card.draft.span).title))
        pictures = (request.key for request in card.draft.requests)
        cards.setdefault((heading, *card.fact, *pictures), []).append(card)
    told: set[str] = set()
    for first, *others in (own for own in cards.values() if len(own) > 1):
        section = reading.section_of(first.draft.span)
        repeats = [card for card in others if reading.section_of(card.draft.span) is not section]
        if repeats and repeats[0].draft.key not in told:
            told.add(repeats[0].draft.key)
            more = f", and {len(repeats) - 1} more" if len(repeats) > 1 else ""
            yield Diagnostic(
                code="same-fact",
                message=f"{place(first.draft.span)} asks and answers the same{more}",
                span=repeats[0].draft.span,
                hint="remove one of the two, or say <!-- card: skip -->",
            )
