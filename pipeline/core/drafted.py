"""What one notes file comes to, before the files are looked at together."""

from __future__ import annotations

from msgspec import Struct

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.note import NoteDraft
from pipeline.core.picture import RenderRequest
from pipeline.core.section import Section


class Fact(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """A card by the digest of what it asks, answers and shows; `note` and `section` count in its file."""

    key: str
    note: int
    section: int
    span: Span


class Pair(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """A term and its value; `subject` is equal for two pairs that speak of one thing, `section` counts in its file."""

    subject: tuple[str, ...]
    term: str
    value: str
    section: int
    span: Span


class Name(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """A name with how often it stands in a file, and where first."""

    text: str
    count: int
    span: Span


class Claim(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """An explicit id, and where the note that has it stands."""

    explicit_id: str
    span: Span


class Allowance(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """A code, and the lines of a file that it is allowed in."""

    code: str
    span: Span


class Gist(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """What the checks want to know of one file when they look at all files together.

    `file_names` are the names of files whose ending has two spellings; they are not among `names`.
    """

    facts: tuple[Fact, ...]
    pairs: tuple[Pair, ...]
    names: tuple[Name, ...]
    file_names: tuple[Name, ...]


class Outline(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """What is to be known of a file as long as the whole deck is looked at: little beside its sections and notes.

    `diagnostics` are all that the file by itself gives rise to. `requests` are its pictures, each once. `decks` are
    those of its notes, with the place of the first note of each.
    """

    claims: tuple[Claim, ...]
    allowances: tuple[Allowance, ...]
    diagnostics: tuple[Diagnostic, ...]
    requests: tuple[RenderRequest, ...]
    decks: tuple[tuple[str, Span], ...]


class DraftedFile(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """The sections of one file and their notes, whose keys are unique."""

    outline: Outline
    gist: Gist
    sections: tuple[Section, ...]
    drafts: tuple[NoteDraft, ...]


class SettledFile(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """What a build made of a file, but for the notes: the guid of each with its place, in their order.

    It holds as long as the file, its pictures (their digest is `pictures`) and the ledger are what they were.
    """

    pictures: str
    places: tuple[tuple[str, Span], ...]
