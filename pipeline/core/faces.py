"""The cards of a draft as they are asked: what a learner sees first, and what he is to say."""

from __future__ import annotations

import html
from collections.abc import Iterator

from msgspec import Struct

from pipeline.core.note import AssetRef, ClozeMark, Markup, NoteDraft, NoteKind, Text

_ASKING_FIELDS = {NoteKind.BASIC: "Front", NoteKind.CLOZE: "Text", NoteKind.OCCLUSION: "Header"}


class Face(Struct, frozen=True, gc=False, kw_only=True):
    """One card as HTML, without the heading path: a picture is an `<img>` whose class is its kind.

    `answers` are the hidden texts in reading order, or the one back of a card without clozes. A masked card asks by the
    place of its mask, since the picture cannot be read here.
    """

    question: str
    answers: tuple[str, ...]


def card_faces(draft: NoteDraft) -> tuple[Face, ...]:
    """Return every card of a draft in reading order."""
    fields = dict(draft.fields)
    asking = fields.get(_ASKING_FIELDS[draft.kind], ())
    if draft.kind is NoteKind.BASIC:
        return (Face(question=opened(asking), answers=(opened(fields.get("Back", ())),)),)
    if draft.kind is NoteKind.OCCLUSION:
        return tuple(_masked_face(opened(asking), mark) for mark in draft.cloze_marks)
    cards = dict.fromkeys(_card_of(mark) for mark in draft.cloze_marks)
    return tuple(Face(question=_closed(asking, card), answers=tuple(_hidden(asking, card))) for card in cards)


def _masked_face(header: str, mark: ClozeMark) -> Face:
    place = html.escape(mark.place, quote=False)
    return Face(question=f"{header}<p>{place} [...]</p>", answers=(opened(mark.body),))


def opened(markup: Markup) -> str:
    """Return `markup` as HTML with nothing hidden."""
    return _closed(markup, None)


def _card_of(mark: ClozeMark) -> str:
    """Marks of one written number, or of one key, are one card."""
    return str(mark.number) if mark.number else mark.key


def _closed(markup: Markup, card: str | None) -> str:
    """Return `markup` as HTML with the cloze of `card` closed and all others open."""
    return "".join(_part_html(part, card) for part in markup)


def _part_html(part: Text | ClozeMark | AssetRef, card: str | None) -> str:
    if isinstance(part, Text):
        return part.html
    if isinstance(part, AssetRef):
        return f'<img class="{part.kind.value}" alt="{html.escape(part.alt)}">'
    if card is not None and _card_of(part) == card:
        return f"[{part.hint or '...'}]"
    return _closed(part.body, card)


def _hidden(markup: Markup, card: str) -> Iterator[str]:
    for part in markup:
        if isinstance(part, ClozeMark):
            if _card_of(part) == card:
                yield opened(part.body)
            else:
                yield from _hidden(part.body, card)
