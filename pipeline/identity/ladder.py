"""The steps by which a draft is known again: one to one, first hit wins, and never a guess on a tie.

Wrong is worse than lost: a history that goes to another fact can never be found again. So equal words count more than
an equal place, a place counts only where the question is still alike, and likeness only where nothing else comes near.
The figures in this module were set on edits of real notes; docs/decisions.md tells how.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable

from pipeline.core.ledger import LedgerEntry
from pipeline.core.note import KEY_SEPARATOR, NoteKind
from pipeline.identity.content import content_of, speak_of_the_same
from pipeline.identity.crowd import Crowd
from pipeline.identity.likely import likely_pairs
from pipeline.identity.matching import SAME_PLACE, Head, Matching
from pipeline.identity.sides import Side, draft_side, entry_side, numbers_agree
from pipeline.identity.words import asks_for_term, length_of, likeness

TELLING = 8
"""Words of fewer letters than this say too little without the heading above them, such as `既定: 443`."""

SAME_QUESTION = 45.0
"""How alike two questions must be for the same place to count, from 0 to 100."""


def climb(heads: Iterable[Head], entries: Iterable[LedgerEntry]) -> Matching:
    """Return which entry each draft is. Retired entries come back only with their very words, or by their id."""
    ladder = _Ladder([draft_side(head) for head in heads])
    oldest_first = sorted(entries, key=lambda entry: entry.created_ms)
    living = [entry_side(entry) for entry in oldest_first if not entry.retired]
    retired = [entry_side(entry) for entry in oldest_first if entry.retired]
    for known in (living, retired):
        ladder.step("same id", known, lambda side: side.explicit_id)
        ladder.step("named by its id", known, lambda side: side.pinned)
    ladder.step(SAME_PLACE, living, lambda side: (side.key, side.words))
    ladder.step("same words here", living, _words_here, equals_are_one_fact=True)
    ladder.step("same words elsewhere", living, _words_elsewhere)
    ladder.step("same words under a renamed heading", living, lambda side: side.words, allowed=ladder.renamed())
    ladder.step("same words as a deleted note", retired, _words_here, equals_are_one_fact=True)
    ladder.step("same words as a deleted note", retired, _words_elsewhere)
    ladder.step("same question", living, _question_here)
    ladder.step(SAME_PLACE, living, lambda side: side.key, allowed=_question_alike)
    ladder.likely("similar words here", living, same_section=True)
    ladder.step("same term", living, _term_here, allowed=ladder.nearest_here(living))
    ladder.likely("similar words elsewhere", living, same_section=False)
    by_guid = {entry.guid: entry for entry in oldest_first}
    return Matching(
        matches={key: (by_guid[guid], why) for key, (guid, why) in ladder.matches.items()},
        ties={key: tuple(by_guid[guid] for guid in guids) for key, guids in ladder.open_ties().items()},
    )


def _words_here(side: Side) -> Hashable:
    return (side.section, side.words)


def _words_elsewhere(side: Side) -> Hashable:
    """Equal words in another place; few words count only below an equal heading."""
    return side.words if side.told >= TELLING else (side.words, side.heading)


def _question_here(side: Side) -> Hashable:
    """The same sentence with something else hidden or answered at the same place."""
    return (side.section, side.question) if length_of(side.question) >= 3 else None


def _question_alike(draft: Side, entry: Side) -> bool:
    if draft.kind is NoteKind.OCCLUSION:
        # What is asked in a picture is known by its own words: one of them is enough, whatever else is new. A diagram
        # that was not drawn has none yet.
        return not draft.words or bool(set(draft.words) & set(entry.words) or draft.answers & entry.answers)
    alike = likeness(draft.question, entry.question) >= SAME_QUESTION
    return alike and speak_of_the_same(content_of(entry.question), content_of(draft.question))


def _term_here(side: Side) -> Hashable:
    """A term that a name asks for in its list: what is said of it may be put in other words, it stays the answer.

    Where a section has the term twice, its key says more than section, rule and term, and the term decides nothing.
    """
    _, *rest = side.key.split(KEY_SEPARATOR)
    return side.key if len(rest) == 2 and any(map(asks_for_term, side.texts[:1])) else None


class _Ladder:
    """Takes drafts and entries out of the game step by step."""

    def __init__(self, drafts: Iterable[Side]) -> None:
        self._drafts = {draft.name: draft for draft in drafts}
        self._taken: set[str] = set()
        self._sections: Counter[tuple[str, str]] = Counter()
        self.matches: dict[str, tuple[str, str]] = {}
        self._ties: dict[str, tuple[str, ...]] = {}

    def step(
        self,
        why: str,
        entries: Iterable[Side],
        sign_of: Callable[[Side], Hashable],
        *,
        allowed: Callable[[Side, Side], bool] = lambda draft, entry: True,
        equals_are_one_fact: bool = False,
    ) -> None:
        """Match a draft and an entry of the same sign where each is the only one; a sign of None matches nothing."""
        drafts = _by_sign(self._drafts.values(), sign_of)
        known = _by_sign((entry for entry in entries if entry.name not in self._taken), sign_of)
        for sign, candidates in drafts.items():
            fitting = known.get(sign, [])
            if len(candidates) == len(fitting) == 1 or equals_are_one_fact:
                for draft, entry in zip(candidates, fitting, strict=False):
                    if allowed(draft, entry) and numbers_agree(draft, entry):
                        self._take(draft, entry, why)

    def likely(self, why: str, entries: Iterable[Side], *, same_section: bool) -> None:
        """Match what is alike, where nothing else comes near; remember what is alike to more than one."""
        free = [entry for entry in entries if entry.name not in self._taken]
        pairs, ties = likely_pairs(list(self._drafts.values()), free, same_section=same_section)
        for draft, entry in pairs:
            if numbers_agree(draft, entry):
                self._take(draft, entry, why)
        self._ties |= ties

    def open_ties(self) -> dict[str, tuple[str, ...]]:
        """Return the drafts without a match that are alike to entries which nobody else took, with those entries."""
        free = {draft: tuple(guid for guid in guids if guid not in self._taken) for draft, guids in self._ties.items()}
        return {draft: guids for draft, guids in free.items() if guids and draft in self._drafts}

    def renamed(self) -> Callable[[Side, Side], bool]:
        """Return whether notes of more words have already gone from the section of an entry to that of a draft."""
        return lambda draft, entry: self._sections[entry.section, draft.section] > 0

    def nearest_here(self, entries: Iterable[Side]) -> Callable[[Side, Side], bool]:
        """Return whether two questions are alike, and none that is left in the section comes nearer to either."""
        drafts = _questions(self._drafts.values())
        known = _questions(entry for entry in entries if entry.name not in self._taken)

        def are_nearest(draft: Side, entry: Side) -> bool:
            place = (draft.kind, draft.section)
            alike = likeness(draft.question, entry.question)
            return alike >= SAME_QUESTION and all(
                len(questions[place].nearest(question, at_least=alike, most=2)) == 1
                for questions, question in ((drafts, entry.question), (known, draft.question))
            )

        return are_nearest

    def _take(self, draft: Side, entry: Side, why: str) -> None:
        self.matches[draft.name] = (entry.name, why)
        self._sections[entry.section, draft.section] += 1
        self._taken.add(entry.name)
        del self._drafts[draft.name]


def _by_sign(sides: Iterable[Side], sign_of: Callable[[Side], Hashable]) -> dict[Hashable, list[Side]]:
    grouped: defaultdict[Hashable, list[Side]] = defaultdict(list)
    for side in sides:
        sign = sign_of(side)
        if sign is not None:
            grouped[side.kind, sign].append(side)
    return grouped


def _questions(sides: Iterable[Side]) -> dict[Hashable, Crowd]:
    grouped = _by_sign(sides, lambda side: side.section)
    return {place: Crowd([side.question for side in own]) for place, own in grouped.items()}
