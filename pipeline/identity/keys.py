"""What the key and the id of a note say of its section."""

from __future__ import annotations

from pipeline.core.note import KEY_SEPARATOR


def section_of(key: str) -> str:
    """Return the part of a note's key that names its file and headings."""
    return key.split(KEY_SEPARATOR, 1)[0]


def pinned_id(explicit_id: str | None) -> str | None:
    """Return the id that the author wrote, which may name a note by its guid, without what tells notes of it apart."""
    return explicit_id.split(KEY_SEPARATOR, 1)[0] if explicit_id else None
