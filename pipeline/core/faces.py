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
    return tuple(_cloze_faces(asking))


def _masked_face(header: str, mark: ClozeMark) -> Face:
    place = html.escape(mark.place, quote=False)
    return Face(question=f"{header}<p>{place} [...]</p>", answers=(opened(mark.body),))


def opened(markup: Markup) -> str:
    """Return `markup` as HTML with nothing hidden."""
    return "".join(_laid_out(markup, [], {}))


_Places = dict[str, list[tuple[int, int, str]]]
"""For each card which of the pieces its clozes hold, from one to before another, and their hints."""


def _cloze_faces(asking: Markup) -> Iterator[Face]:
    """Yield the cards of a text, which is written once for all of them: a long one may have hundreds."""
    places: _Places = {}
    pieces = _laid_out(asking, [], places)
    for own in places.values():
        question: list[str] = []
        answers = []
        at = 0
        for start, end, hint in own:
            if start >= at:  # else it is part of an answer
                question += (*pieces[at:start], f"[{hint or '...'}]")
                answers.append("".join(pieces[start:end]))
                at = end
        yield Face(question="".join((*question, *pieces[at:])), answers=tuple(answers))


def _laid_out(markup: Markup, pieces: list[str], places: _Places) -> list[str]:
    """Append `markup` to `pieces` with nothing hidden, and tell in `places` what is."""
    for part in markup:
        if isinstance(part, Text):
            pieces.append(part.html)
        elif isinstance(part, AssetRef):
            pieces.append(f'<img class="{part.kind.value}" alt="{html.escape(part.alt)}">')
        else:
            own = places.setdefault(_card_of(part), [])
            nth, start = len(own), len(pieces)
            own.append((start, start, part.hint))
            _laid_out(part.body, pieces, places)
            own[nth] = (start, len(pieces), part.hint)
    return pieces


def _card_of(mark: ClozeMark) -> str:
    """Marks of one written number, or of one key, are one card."""
    return str(mark.number) if mark.number else mark.key
