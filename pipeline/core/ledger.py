"""What is remembered of every note, and what a build changes of it."""

from __future__ import annotations

from msgspec import Struct

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.note import Note, NoteKind

LEDGER_FILE = "deck.lock"
"""The name of the ledger; it lies in the notes folder."""


class LedgerEntry(Struct, frozen=True, gc=False, kw_only=True):
    """What is remembered of a note for ever.

    `texts` are the words by which the note is known again, `shipped` is the digest of all that reaches Anki. `origin`
    is the `file:line` last sent, which moves only when the note itself is sent again.
    """

    key: str
    kind: NoteKind
    guid: str
    created_ms: int
    mod_s: int
    texts: tuple[str, ...]
    shipped: str
    origin: str
    ordinals: tuple[tuple[str, int], ...] = ()
    retired_ordinals: tuple[tuple[str, int], ...] = ()
    explicit_id: str | None = None
    retired: bool = False


class NotetypeEntry(Struct, frozen=True, gc=False, kw_only=True):
    """The state of one notetype: the digest of its frozen schema, that of its looks, and when those last changed."""

    kind: NoteKind
    mod_s: int
    schema: str
    design: str


class Ledger(Struct, frozen=True, gc=False, kw_only=True):
    """All that `deck.lock` holds."""

    notetypes: tuple[NotetypeEntry, ...] = ()
    entries: tuple[LedgerEntry, ...] = ()


class Change(Struct, frozen=True, gc=False, kw_only=True):
    """What happens to one note with this build, and why it is taken for that note.

    `before` and `after` are the words of the note (`LedgerEntry.texts`), empty where there is no such side. Where they
    are equal in an updated note, its look, tags, pictures or heading path changed. `old_key` is where a known note
    stood before. `lost_ordinals` are the numbers of clozes that it had and has no more: Anki keeps their cards, empty.
    """

    guid: str
    note_id: int
    key: str
    span: Span
    why: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    old_key: str = ""
    lost_ordinals: tuple[int, ...] = ()


class Delta(Struct, frozen=True, gc=False, kw_only=True):
    """What this build changes against the ledger. A note is in exactly one of the first five.

    `restyled` are the notetypes whose look an import will change on every card, also of unchanged notes.
    """

    added: tuple[Change, ...] = ()
    updated: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    unchanged: tuple[Change, ...] = ()
    retired: tuple[Change, ...] = ()
    restyled: tuple[NoteKind, ...] = ()


class Assignment(Struct, frozen=True, gc=False, kw_only=True):
    """The outcome of matching: `by_file` has the entries of each file in the order of its drafts, one each."""

    by_file: tuple[tuple[LedgerEntry, ...], ...]
    ledger: Ledger
    delta: Delta
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """The entries of all files."""
        return tuple(entry for own in self.by_file for entry in own)


class BuildResult(Struct, frozen=True, gc=False, kw_only=True):
    """What a run did, for the report. A run that stops at faults has no notes and an empty delta.

    `notes` are there for a job that asks for them; how many they are, and their cards by deck, is told for every one.
    """

    delta: Delta
    diagnostics: tuple[Diagnostic, ...]
    pictures_drawn: int
    pictures_cached: int
    images: int = 0
    media_bytes: int = 0
    notes: tuple[Note, ...] = ()
    note_count: int = 0
    cards: tuple[tuple[str, int], ...] = ()
    stage_seconds: tuple[tuple[str, float], ...] = ()
    package_sha256: str = ""
    package_bytes: int = 0
    wrote_package: bool = False
    wrote_ledger: bool = False

    @property
    def card_count(self) -> int:
        """The cards of all decks."""
        return sum(cards for _, cards in self.cards)
