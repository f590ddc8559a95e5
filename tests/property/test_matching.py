"""Notes that are what they were are taken before the ladder: it must come out as if all had climbed it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.core.diagnostic import Span
from pipeline.core.ledger import Ledger
from pipeline.core.note import ClozeMark, Markup, NoteDraft, NoteKind, Text
from pipeline.draft import with_unique_keys
from pipeline.identity import assign_identities
from pipeline.identity.ladder import climb
from pipeline.identity.matching import head_of, match_drafts, unchanged_drafts

RANDOM = st.randoms(use_true_random=False)

WORDS = ("鍵", "対称鍵", "キューの既定の保持期間は四日", "キューの既定の保持期間は五日", "版")
SECTIONS = ("a.md › 鍵", "a.md › 版", "b.md › 鍵")
IDS = (*(None,) * 6, "one", "two · bold")
NUMBERS = (*((None, None),) * 4, (1, 2), (2, 1))


def some_draft(rng: Random) -> NoteDraft:
    kind = rng.choice((NoteKind.BASIC, NoteKind.CLOZE))
    said, *answers = rng.sample(WORDS, 3)
    fields: tuple[tuple[str, Markup], ...] = (("Text", (Text(said), *marks(answers, rng))),)
    if kind is NoteKind.BASIC:
        fields = (("Front", (Text(answers[0]),)), ("Back", (Text(said),)))
    return NoteDraft(
        kind=kind,
        key=f"{rng.choice(SECTIONS)} · bold · {rng.choice('xyz')}",
        deck="Notes",
        tags=(),
        fields=fields,
        requests=(),
        rule="bold",
        span=Span(path="a.md"),
        explicit_id=rng.choice(IDS),
    )


def marks(answers: Sequence[str], rng: Random) -> Markup:
    return tuple(
        ClozeMark(key=f"c{number}::{answer}" if number else answer, body=(Text(answer),), number=number)
        for answer, number in zip(answers, rng.choice(NUMBERS), strict=True)
    )


def edited(drafts: Sequence[NoteDraft], rng: Random) -> list[NoteDraft]:
    """Return most of `drafts` in another order, some with another id or other numbers, and a new one."""
    kept = [draft for draft in rng.sample(drafts, len(drafts)) if rng.random() < 0.8]
    other = [replace(own, explicit_id=rng.choice(IDS)) if rng.random() < 0.3 else own for own in kept]
    return [*(renumbered(own, rng) if rng.random() < 0.3 else own for own in other), some_draft(rng)]


def renumbered(draft: NoteDraft, rng: Random) -> NoteDraft:
    if draft.kind is NoteKind.BASIC:
        return draft
    answers = [mark.key.split("::")[-1] for mark in draft.cloze_marks]
    ((name, (said, *_)),) = draft.fields
    return replace(draft, fields=((name, (said, *marks(answers, rng))),))


def assign(drafts: Sequence[NoteDraft], old: Ledger | None) -> Ledger:
    return assign_identities([drafts], old, now_s=1_800_000_000, deck="Notes", designs=(), file_names={}).ledger


@given(RANDOM)
def test_matching_is_that_of_the_whole_ladder(rng: Random) -> None:
    notes = [some_draft(rng) for _ in range(rng.randint(1, 12))]
    ledger = assign(with_unique_keys(notes), None)
    notes = edited(notes, rng)
    entries = assign(with_unique_keys(notes), ledger).entries  # with what the first edit retired
    notes = edited(notes, rng)
    if rng.random() < 0.3:
        notes[0] = replace(notes[0], explicit_id=rng.choice(entries).guid)
    drafts = with_unique_keys(notes)
    heads = [head_of(draft) for draft in drafts]
    assert match_drafts(heads, entries) == climb(heads, entries)


@given(RANDOM)
def test_matching_takes_a_second_build_without_the_ladder(rng: Random) -> None:
    notes = [replace(some_draft(rng), explicit_id=None) for _ in range(12)]
    drafts = with_unique_keys([own for own in notes if all(mark.number is None for mark in own.cloze_marks)])
    taken = unchanged_drafts([head_of(draft) for draft in drafts], assign(drafts, None).entries)
    assert taken.keys() == {draft.key for draft in drafts}
