"""What is in a package that was read."""

from __future__ import annotations

from msgspec import Struct


class NotetypeContents(Struct, frozen=True, gc=False, kw_only=True):
    """A notetype of a package, and how many of its notes have it."""

    notetype_id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[str, ...]
    mod_s: int
    notes: int


class DeckContents(Struct, frozen=True, gc=False, kw_only=True):
    """A deck of a package with the cards that lie in itself; `description` is HTML."""

    name: str
    description: str
    cards: int


class PackedNote(Struct, frozen=True, gc=False, kw_only=True):
    """A note as it lies in a package: its identity, and its fields in the order of the notetype."""

    guid: str
    note_id: int
    notetype_id: int
    mod_s: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]


class PackedFile(Struct, frozen=True, gc=False, kw_only=True):
    """A media file of a package: its name in Anki's media folder, and its size in bytes."""

    name: str
    size: int


class Contents(Struct, frozen=True, gc=False, kw_only=True):
    """All that a package holds but the media files themselves. `layout` names its format as Anki's exporter does."""

    layout: str
    size: int
    notetypes: tuple[NotetypeContents, ...]
    decks: tuple[DeckContents, ...]
    notes: tuple[PackedNote, ...]
    cards: int
    media: tuple[PackedFile, ...]
    oddities: tuple[str, ...]
