"""Notes: as drafts with markup and no number, and finished for the package."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from msgspec import Struct

from pipeline.core.diagnostic import Span
from pipeline.core.picture import PictureKind, RenderRequest


class Text(Struct, frozen=True, gc=False, array_like=True, tag=True):
    """Safe HTML: every character of the notes in it is escaped already. The parts of a field balance together."""

    html: str


class ClozeMark(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """What a card hides; marks of one key are one card.

    The key is the hidden text, the hint safe HTML. `number` is set only where the author wrote `{{cN::text}}`; the key
    is then `cN::text`, and all marks of that number are one card. Of what is hidden in a picture, `place` says where it
    stands there, such as `row × column`; the key is the place or the text, whichever is the question.
    """

    key: str
    body: tuple[Part, ...]
    hint: str = ""
    number: int | None = None
    place: str = ""


class AssetRef(Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag=True):
    """A picture by its request; the file name comes with the package."""

    request_key: str
    kind: PictureKind
    alt: str


Part = Text | ClozeMark | AssetRef

Markup = tuple[Part, ...]


class Mask(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """Covers a region of a picture on every card; on the card of the cloze mark `key` it is the one that is asked.

    No card asks for a mask of key "". Where the region lies is known when the picture is drawn.
    """

    request_key: str
    region: str
    key: str = ""


def _cloze_marks(markup: Sequence[Part]) -> list[ClozeMark]:
    found: list[ClozeMark] = []
    for part in markup:
        if isinstance(part, ClozeMark):
            found += (part, *_cloze_marks(part.body))
    return found


class NoteKind(Enum):
    """The notetype of a note. The kind is part of a note's identity: Anki never turns one into another."""

    BASIC = "basic"
    CLOZE = "cloze"
    OCCLUSION = "occlusion"


SPARE_FIELDS = ("Spare 1", "Spare 2", "Spare 3")


PLACE_FIELDS = ("Context", "Source", "Search")


# Frozen for ever: Anki's importer calls every note of a notetype with other fields "conflicting".
FIELD_NAMES: dict[NoteKind, tuple[str, ...]] = {
    NoteKind.BASIC: ("Front", "Back", *PLACE_FIELDS, *SPARE_FIELDS),
    NoteKind.CLOZE: ("Text", "Back Extra", *PLACE_FIELDS, *SPARE_FIELDS),
    NoteKind.OCCLUSION: ("Occlusion", "Image", "Header", "Back Extra", "Comments", *PLACE_FIELDS, *SPARE_FIELDS),
}


CELL_SEPARATOR = " × "
"""Parts row and column in the place of a cell."""

WAY = "→"
"""Stands between the two nodes in the place of a message."""

ASKED_FIELDS: dict[NoteKind, tuple[str, ...]] = {
    NoteKind.BASIC: (),
    NoteKind.CLOZE: ("Text",),
    NoteKind.OCCLUSION: ("Occlusion", "Back Extra"),
}
"""The fields that our templates pass through Anki's cloze filter. In any other it shows `{{c1::…}}` as it stands."""


KEY_SEPARATOR = " · "
"""Parts the section of a key from what tells the notes of a section apart. No section holds it."""

PATH_SEPARATOR = " › "
"""Parts the file and the headings in the section of a key."""


def path_in_keys(path: str) -> str:
    """Return the path of a file as keys begin with it: without what parts a key."""
    return path.replace(PATH_SEPARATOR, " > ").replace(KEY_SEPARATOR, "·")


class NoteDraft(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """A note without numbers and names. `key` is unique in a build; `fields` leaves out the empty ones.

    `Source` is no field of a draft: where a note came from is known by its span, and what is shipped of it by the
    ledger. Nor is `Occlusion`, which is written from the masks.
    """

    kind: NoteKind
    key: str
    deck: str
    tags: tuple[str, ...]
    fields: tuple[tuple[str, Markup], ...]
    requests: tuple[RenderRequest, ...]
    rule: str
    span: Span
    explicit_id: str | None = None
    masks: tuple[Mask, ...] = ()

    @property
    def cloze_marks(self) -> tuple[ClozeMark, ...]:
        """All marks of the note in reading order, a nested one after the one that holds it."""
        return tuple(_cloze_marks([part for _, markup in self.fields for part in markup]))


class Note(Struct, frozen=True, gc=False, kw_only=True):
    """A finished note: `fields` in the order of the notetype, `ordinals` counted from 1, one card each."""

    kind: NoteKind
    guid: str
    created_ms: int
    mod_s: int
    deck: str
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    ordinals: tuple[int, ...]
    span: Span


NoteRow = tuple[int, str, int, int, int, str, str, str, int, int, str]
"""A row of Anki's table `notes`: id, guid, notetype, mod, usn, tags, fields, sort field, checksum, flags, data."""


class PackedFile(Struct, frozen=True, gc=False, array_like=True):
    """The notes of one file as they go into the package, and as readable text.

    `cards` has the deck and the ordinals of each note.
    """

    rows: tuple[NoteRow, ...]
    cards: tuple[tuple[str, tuple[int, ...]], ...]
    text: str


class Media(Struct, frozen=True, gc=False, kw_only=True):
    """A file of the package: its name in Anki's media folder, and where its bytes lie."""

    file_name: str
    path: Path
