"""The drafts of the notes as plain text: every card as question and answer, with the rule that made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html.parser import HTMLParser

from pipeline.core.note import AssetRef, ClozeMark, Markup, NoteDraft, NoteKind, Text
from pipeline.core.picture import PictureKind

_LIST_TAGS = {"ul", "ol"}
_LINE_TAGS = _LIST_TAGS | {"p", "li", "br", "div", "pre", "tr", "blockquote", "dt", "dd", "hr", "figure", "section"}


def shown_drafts(drafts: Sequence[NoteDraft]) -> str:
    """Return every card of `drafts` for a reader at a terminal."""
    return "\n".join(line for draft in drafts for line in (*_draft_lines(draft), ""))


def drafts_json(drafts: Sequence[NoteDraft]) -> str:
    """Return every card of `drafts` for programs."""
    return json.dumps(
        [
            {
                "file": draft.span.path,
                "line": draft.span.line,
                "rule": draft.rule,
                "kind": draft.kind.value,
                "deck": draft.deck,
                "tags": list(draft.tags),
                "key": draft.key,
                "cards": [{"question": question, "answer": answer} for question, answer in cards(draft)],
            }
            for draft in drafts
        ],
        ensure_ascii=False,
        indent=2,
    )


def cards(draft: NoteDraft) -> tuple[tuple[str, str], ...]:
    """Return question and answer of each card of a draft as plain text, without the heading path."""
    fields = dict(draft.fields)
    if draft.kind is NoteKind.BASIC:
        return ((_plain(fields["Front"], None), _plain(fields["Back"], None)),)
    asked = dict.fromkeys(_card_of(mark) for mark in draft.cloze_marks)
    return tuple((_plain(fields["Text"], card), _answer(fields["Text"], card)) for card in asked)


def _card_of(mark: ClozeMark) -> str:
    """Marks of one written number, or of one key, are one card."""
    return str(mark.number) if mark.number else mark.key


def _draft_lines(draft: NoteDraft) -> list[str]:
    context = _plain(dict(draft.fields).get("Context", ()), None)
    lines = [f"{draft.span.path}:{draft.span.line}  {draft.rule}  → {draft.deck}"]
    if context:
        lines.append(f"    {context}")
    for question, answer in cards(draft):
        lines.extend(_labelled("Q", question))
        lines.extend(_labelled("A", answer))
    return lines


def _labelled(label: str, text: str) -> list[str]:
    first, *others = text.splitlines() or [""]
    return [f"  {label} {first}", *(f"    {line}" for line in others)]


def _answer(markup: Markup, card: str) -> str:
    answers: list[str] = []
    for part in markup:
        if isinstance(part, ClozeMark):
            answers.append(_plain(part.body, None) if _card_of(part) == card else _answer(part.body, card))
    return " … ".join(dict.fromkeys(answer for answer in answers if answer))


def _plain(markup: Markup, hidden: str | None) -> str:
    """Return `markup` as text, with the cloze of the card `hidden` closed and all others open."""
    reader = _TextReader()
    reader.feed("".join(_html(part, hidden) for part in markup))
    reader.close()
    lines = ("".join(reader.pieces)).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _html(part: Text | ClozeMark | AssetRef, hidden: str | None) -> str:
    if isinstance(part, Text):
        return part.html
    if isinstance(part, AssetRef):
        return f"[{'image' if part.kind is PictureKind.IMAGE else part.kind.value}]"
    if _card_of(part) == hidden:
        return f"[{part.hint or '...'}]"
    return "".join(_html(inner, hidden) for inner in part.body)


class _TextReader(HTMLParser):
    """Keeps the text of our own HTML and breaks lines where blocks begin."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINE_TAGS:
            self.pieces.append("\n")
        if tag in _LIST_TAGS:
            self._depth += 1
        if tag == "li":
            self.pieces.append("  " * (self._depth - 1) + "- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _LIST_TAGS:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
