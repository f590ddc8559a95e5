"""Edits: which draft and which old note are alike enough to be the same fact, with nothing else near."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from pipeline.core.note import NoteKind
from pipeline.identity.content import speak_of_the_same
from pipeline.identity.crowd import Crowd
from pipeline.identity.sides import Side
from pipeline.identity.words import length_of, likeness

HERE = 69.0
HERE_IF_SHORT = 85.0
ELSEWHERE = 80.0
"""How alike, from 0 to 100, an edit leaves a note in its section, one of few words there, and one that also moved.
One that moved within its file and hides the same word counts as if it were in its section."""

SHORT = 16
"""Notes of fewer letters than this differ by a word and are another fact; they count as few words."""

SAME_ANSWER = 60.0
"""How alike a reworded hidden word is to what it was."""

MARGIN = 6.0
"""By how much the best candidate must lead the next one."""

RIVALS = 100
"""How many of the nearest are looked at. Where more are as near, nothing decides."""

NAMED = 8
"""How many old notes are named between which nothing decides."""

MANY_PAIRS = 2_000_000
TOO_MANY_PAIRS = 100_000_000
"""Above the first only notes of one file are compared across sections, above the second those of a file or a section
are not compared at all: that many take twenty seconds."""

Near = list[tuple[float, Side]]
"""Sides and how alike they are to another one, best first."""

Pairs = list[tuple[Side, Side]]
Ties = dict[str, tuple[str, ...]]


def likely_pairs(drafts: Sequence[Side], entries: Sequence[Side], *, same_section: bool) -> tuple[Pairs, Ties]:
    """Return the pairs that are alike, and by draft the names of entries between which nothing decides."""
    pairs: Pairs = []
    ties: Ties = {}
    for group, others in _groups(drafts, entries, same_section=same_section):
        own_pairs, own_ties = _decided(group, others, same_section=same_section)
        pairs += own_pairs
        ties |= own_ties
    return pairs, ties


def _groups(
    drafts: Sequence[Side], entries: Sequence[Side], *, same_section: bool
) -> Iterable[tuple[list[Side], list[Side]]]:
    by_file = len(drafts) * len(entries) > MANY_PAIRS

    def group_of(side: Side) -> Hashable:
        return (side.kind, side.section if same_section else side.path if by_file else "")

    known: defaultdict[Hashable, list[Side]] = defaultdict(list)
    new: defaultdict[Hashable, list[Side]] = defaultdict(list)
    for entry in entries:
        known[group_of(entry)].append(entry)
    for draft in drafts:
        new[group_of(draft)].append(draft)
    groups = [(new[group], known[group]) for group in new if group in known]
    return [(group, others) for group, others in groups if len(group) * len(others) <= TOO_MANY_PAIRS]


def _decided(drafts: Sequence[Side], entries: Sequence[Side], *, same_section: bool) -> tuple[Pairs, Ties]:
    """Return the pairs in which each side is the other's clear leader, and the ties."""
    enough = _enough_here if same_section else _enough_elsewhere
    entries_near = _ranking(entries, same_section=same_section)
    drafts_near = _ranking(drafts, same_section=same_section)

    def may_be_an_edit(score: float, draft: Side, entry: Side) -> bool:
        return score >= enough(draft, entry) and _share_an_answer(draft, entry) and _speak_of_the_same(draft, entry)

    def entries_for(draft: Side) -> list[Side]:
        return _leaders(entries_near(draft), lambda score, entry: may_be_an_edit(score, draft, entry))

    def drafts_for(entry: Side) -> list[Side]:
        return _leaders(drafts_near(entry), lambda score, draft: may_be_an_edit(score, draft, entry))

    pairs: Pairs = []
    ties: Ties = {}
    for draft in drafts:
        leaders = entries_for(draft)
        if len(leaders) == 1 and drafts_for(leaders[0]) == [draft]:
            pairs.append((draft, leaders[0]))
        elif leaders:
            ties[draft.name] = tuple(entry.name for entry in leaders)
    return pairs, ties


def _ranking(sides: Sequence[Side], *, same_section: bool) -> Callable[[Side], Near]:
    """Return what ranks `sides`, all of one kind, by how alike they are to one of the other side."""
    kind = sides[0].kind
    if kind is NoteKind.OCCLUSION:
        return lambda other: _ranked((_score_pictures(side, other), side) for side in sides)
    if kind is NoteKind.BASIC and not same_section:
        answers = Crowd([side.words[-1] for side in sides])
        return lambda other: _ranked(
            (_score_renamed(sides[at], other, answer), sides[at])
            for answer, at in answers.nearest(other.words[-1], at_least=HERE)
        )
    wordings = Crowd([side.wording for side in sides])
    return lambda other: [
        (score, sides[at]) for score, at in wordings.nearest(other.wording, at_least=HERE, most=RIVALS + 1)
    ]


def _ranked(scored: Iterable[tuple[float, Side]]) -> Near:
    return sorted(((score, side) for score, side in scored if score), key=lambda one: -one[0])


def _leaders(near: Near, fits: Callable[[float, Side], bool]) -> list[Side]:
    """Return the nearest one that fits, and with it those between which and it nothing decides."""
    leaders: list[Side] = []
    best = 0.0
    for looked_at, (score, side) in enumerate(near):
        if len(leaders) == NAMED or (leaders and best - score >= MARGIN):
            break
        if looked_at == RIVALS:  # any of the others may fit
            return [*leaders, side] if leaders else []
        if fits(score, side):
            best = best or score
            leaders.append(side)
    return leaders


def _share_an_answer(draft: Side, entry: Side) -> bool:
    """Where question and answer are both others, nothing is left of the fact, however alike the rest is."""
    if draft.kind is NoteKind.BASIC or draft.answers & entry.answers:
        return True
    return any(likeness(new, old) >= SAME_ANSWER for new in draft.answers for old in entry.answers)


def _speak_of_the_same(draft: Side, entry: Side) -> bool:
    """A picture has many names in it, of which any may be exchanged."""
    return draft.kind is NoteKind.OCCLUSION or speak_of_the_same(entry.topic, draft.topic)


def _enough_here(draft: Side, entry: Side) -> float:
    """Return how alike two notes of one section must be."""
    return HERE if min(draft.told, entry.told) >= SHORT else HERE_IF_SHORT


def _enough_elsewhere(draft: Side, entry: Side) -> float:
    """Return how alike two notes of different sections must be; basic ones have been judged by their answers."""
    if draft.kind is NoteKind.BASIC:
        return 0.0
    if min(draft.told, entry.told) < SHORT:
        return math.inf
    return HERE if draft.path == entry.path and draft.answers & entry.answers else ELSEWHERE


def _score_pictures(one: Side, other: Side) -> float:
    """Return how alike two pictures are: their parts may change places, so at least how much of them is equal."""
    equal = len(set(one.words) & set(other.words))
    return max(likeness(one.wording, other.wording), 200.0 * equal / (len(one.words) + len(other.words)))


def _score_renamed(one: Side, other: Side, answer: float) -> float:
    """Return how alike two basic notes of different sections are, 0 for too little; `answer` is how alike theirs are.

    Another section has another heading, so the answer must speak for the note.
    """
    question = likeness(one.words[0], other.words[0])
    told = min(length_of(one.words[1]), length_of(other.words[1]))
    if told >= SHORT and answer >= 95:
        return 90 + question / 10
    if answer == 100 and question >= 35 and told >= 6 and one.path == other.path:
        return 80 + question / 10
    both = 0.4 * question + 0.6 * answer
    return both if question >= 50 and both >= ELSEWHERE - 5 and told >= 6 else 0.0
