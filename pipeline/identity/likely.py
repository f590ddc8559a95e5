"""Edits: which draft and which old note are alike enough to be the same fact, with nothing else near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from pipeline.core.note import NoteKind
from pipeline.identity.sides import Side
from pipeline.identity.words import length_of, likeness, speak_of_the_same

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

MANY_PAIRS = 2_000_000
"""Above this only notes of one file are compared across sections, so that the time stays within seconds."""

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
    return [(new[group], known[group]) for group in new if group in known]


def _decided(drafts: Sequence[Side], entries: Sequence[Side], *, same_section: bool) -> tuple[Pairs, Ties]:
    scores = _scores(drafts, entries, same_section=same_section)
    of_draft: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    of_entry: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for (draft_name, entry_name), score in scores.items():
        of_draft[draft_name].append((score, entry_name))
        of_entry[entry_name].append((score, draft_name))
    known = {entry.name: entry for entry in entries}
    pairs: Pairs = []
    ties: Ties = {}
    for draft in drafts:
        best = _leader(of_draft[draft.name])
        if best is not None and _leader(of_entry[best]) == draft.name:
            pairs.append((draft, known[best]))
        elif of_draft[draft.name]:
            ties[draft.name] = tuple(entry for _, entry in sorted(of_draft[draft.name], reverse=True))
    return pairs, ties


def _leader(candidates: Sequence[tuple[float, str]]) -> str | None:
    """Return the best candidate if it leads clearly."""
    ranked = sorted(candidates, reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
        return None
    return ranked[0][1]


def _scores(drafts: Sequence[Side], entries: Sequence[Side], *, same_section: bool) -> dict[tuple[str, str], float]:
    found = {}
    for draft in drafts:
        for entry in entries:
            score = _score_here(draft, entry) if same_section else _score_elsewhere(draft, entry)
            if score and _share_an_answer(draft, entry) and _speak_of_the_same(draft, entry):
                found[draft.name, entry.name] = score
    return found


def _share_an_answer(draft: Side, entry: Side) -> bool:
    """Where question and answer are both others, nothing is left of the fact, however alike the rest is."""
    if draft.kind is NoteKind.BASIC or draft.answers & entry.answers:
        return True
    return any(likeness(new, old) >= SAME_ANSWER for new in draft.answers for old in entry.answers)


def _speak_of_the_same(draft: Side, entry: Side) -> bool:
    """A basic note is told by its answer, since its heading may be renamed; a cloze by what stands round the gap.

    A picture has many names in it, of which any may be exchanged.
    """
    if draft.kind is NoteKind.OCCLUSION:
        return True
    if draft.kind is NoteKind.BASIC:
        return speak_of_the_same(entry.words[-1], draft.words[-1])
    return speak_of_the_same(entry.question, draft.question)


def _likeness(draft: Side, entry: Side) -> float:
    """Return how alike two notes are: of pictures, whose parts may change places, at least how much of it is equal."""
    score = likeness(" ".join(draft.words), " ".join(entry.words))
    if draft.kind is not NoteKind.OCCLUSION:
        return score
    equal = len(set(draft.words) & set(entry.words))
    return max(score, 200.0 * equal / (len(draft.words) + len(entry.words)))


def _score_here(draft: Side, entry: Side) -> float:
    """Return how alike two notes of one section are, 0 for too little."""
    new, old = " ".join(draft.words), " ".join(entry.words)
    score = _likeness(draft, entry)
    return score if score >= (HERE if min(length_of(new), length_of(old)) >= SHORT else HERE_IF_SHORT) else 0.0


def _score_elsewhere(draft: Side, entry: Side) -> float:
    """Return how alike two notes of different sections are, 0 for too little."""
    if draft.kind is NoteKind.BASIC:
        return _score_renamed(draft, entry)
    new, old = " ".join(draft.words), " ".join(entry.words)
    if min(length_of(new), length_of(old)) < SHORT:
        return 0.0
    score = _likeness(draft, entry)
    shares_answer = draft.path == entry.path and bool(draft.answers & entry.answers)
    return score if score >= (HERE if shares_answer else ELSEWHERE) else 0.0


def _score_renamed(draft: Side, entry: Side) -> float:
    """A basic note in another section has another heading, so its answer must speak for it."""
    (new_front, new_back), (old_front, old_back) = draft.words, entry.words
    answer = likeness(new_back, old_back)
    if answer < HERE:
        return 0.0
    question = likeness(new_front, old_front)
    told = min(length_of(new_back), length_of(old_back))
    if told >= SHORT and answer >= 95:
        return 90 + question / 10
    if answer == 100 and question >= 35 and told >= 6 and draft.path == entry.path:
        return 80 + question / 10
    both = 0.4 * question + 0.6 * answer
    return both if question >= 50 and both >= ELSEWHERE - 5 and told >= 6 else 0.0
