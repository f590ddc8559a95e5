"""What the two sides of the matching, drafts and entries, have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.core.ledger import LedgerEntry
from pipeline.core.note import PATH_SEPARATOR, NoteKind
from pipeline.identity.content import Content, content_of
from pipeline.identity.keys import pinned_id, section_of
from pipeline.identity.matching import Head
from pipeline.identity.words import Texts, asked, hidden_words, length_of, opened, reworded


@dataclass(frozen=True, kw_only=True, eq=False)
class Side:
    """A draft or an entry, with all that the ladder looks at; what takes time is worked out once, when it is asked for.

    `pinned` is the guid of an entry, and of a draft the id that may name one. `numbers` are the cloze numbers by key:
    those that the author wrote in a draft, all that an entry ever had.
    """

    name: str
    kind: NoteKind
    explicit_id: str | None
    pinned: str | None
    key: str
    section: str
    texts: Texts
    words: Texts
    question: str
    numbers: tuple[tuple[str, int], ...]

    @cached_property
    def answers(self) -> frozenset[str]:
        return frozenset(word.key for text in self.texts for word in hidden_words(text))

    @cached_property
    def wording(self) -> str:
        """All words, hidden ones too."""
        return " ".join(self.words)

    @cached_property
    def told(self) -> int:
        """How much all words tell."""
        return length_of(self.wording)

    @cached_property
    def topic(self) -> Content:
        """What the note speaks of: a basic one is told by its answer, since its heading may be renamed; a cloze by what
        stands round the gap."""
        return content_of(self.words[-1] if self.kind is NoteKind.BASIC else self.question)

    @property
    def heading(self) -> str:
        return self.section.rsplit(PATH_SEPARATOR, 1)[-1]

    @property
    def path(self) -> str:
        return self.section.split(PATH_SEPARATOR, 1)[0]


def draft_side(head: Head) -> Side:
    """Return a draft for the ladder; it goes by its key."""
    pinned = pinned_id(head.explicit_id)
    return _side(head.key, head.kind, head.explicit_id, pinned, head.key, head.texts, head.written)


def entry_side(entry: LedgerEntry) -> Side:
    """Return an entry for the ladder; it goes by its guid."""
    numbers = (*entry.ordinals, *entry.retired_ordinals)
    return _side(entry.guid, entry.kind, entry.explicit_id, entry.guid, entry.key, entry.texts, numbers)


def _side(
    name: str,
    kind: NoteKind,
    explicit_id: str | None,
    pinned: str | None,
    key: str,
    texts: Texts,
    numbers: tuple[tuple[str, int], ...],
) -> Side:
    return Side(
        name=name,
        kind=kind,
        explicit_id=explicit_id,
        pinned=pinned,
        key=key,
        section=section_of(key),
        texts=texts,
        words=opened(texts),
        question=" ".join(map(asked, texts if kind is NoteKind.OCCLUSION else texts[:1])),
        numbers=numbers,
    )


def numbers_agree(draft: Side, entry: Side) -> bool:
    """Return whether the numbers that the author wrote stand for what they stood for.

    A number is kept as it is written, and in Anki the history belongs to the number: where it means another word now,
    the note must be another one.
    """
    if not draft.numbers:
        return True
    meant: dict[int, set[str]] = {}
    for key, number in entry.numbers:
        meant.setdefault(number, set()).add(_word_of(key, number))
    renamed = reworded(entry.texts[0], draft.texts[0])
    written: dict[int, set[str]] = {}
    for key, number in draft.numbers:
        word = _word_of(key, number)
        written.setdefault(number, set()).update((word, renamed.get(word, word)))
    return all(words & meant[number] for number, words in written.items() if number in meant)


def _word_of(key: str, number: int) -> str:
    return key.removeprefix(f"c{number}::")
