"""What one notes file comes to, before the files are looked at together."""

from __future__ import annotations

from msgspec import Struct

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.note import NoteDraft
from pipeline.core.section import Section


class Fact(Struct, frozen=True, gc=False, kw_only=True):
    """A card by the digest of what it asks, answers and shows; `note` and `section` count in its file."""

    key: str
    note: int
    section: int
    span: Span


class Pair(Struct, frozen=True, gc=False, kw_only=True):
    """A term and its value; `subject` is equal for two pairs that speak of one thing, `section` counts in its file."""

    subject: tuple[str, ...]
    term: str
    value: str
    section: int
    span: Span


class Name(Struct, frozen=True, gc=False, kw_only=True):
    """A name with how often it stands in a file, and where first."""

    text: str
    count: int
    span: Span


class Gist(Struct, frozen=True, gc=False, kw_only=True):
    """What the checks find in one file, and what they want to know of it when they look at all files together.

    `file_names` are the names of files whose ending has two spellings; they are not among `names`.
    """

    findings: tuple[Diagnostic, ...]
    facts: tuple[Fact, ...]
    pairs: tuple[Pair, ...]
    names: tuple[Name, ...]
    file_names: tuple[Name, ...]


class DraftedFile(Struct, frozen=True, gc=False, kw_only=True):
    """The sections of one file, their notes, whose keys may still meet, and what is to be said of it."""

    sections: tuple[Section, ...]
    drafts: tuple[NoteDraft, ...]
    gist: Gist
    diagnostics: tuple[Diagnostic, ...]
