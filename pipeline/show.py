"""The drafts of the notes as plain text: every card as question and answer, with the rule that made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html.parser import HTMLParser

from pipeline.core.faces import card_faces, opened
from pipeline.core.note import NoteDraft
from pipeline.draft.reasons import reason_of

_LIST_TAGS = {"ul", "ol"}
_LINE_TAGS = _LIST_TAGS | {"p", "li", "br", "div", "pre", "tr", "blockquote", "dt", "dd", "hr", "figure", "section"}


def shown_drafts(drafts: Sequence[NoteDraft], *, why: bool = False) -> str:
    """Return every card of `drafts` for a reader at a terminal; with `why`, what its rule saw and what changes it."""
    return "\n".join(line for draft in drafts for line in (*_draft_lines(draft, why), ""))


def drafts_json(drafts: Sequence[NoteDraft]) -> str:
    """Return every card of `drafts` for programs."""
    return json.dumps(
        [
            {
                "file": draft.span.path,
                "line": draft.span.line,
                "rule": draft.rule,
                "why": reason_of(draft.rule).saw,
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
    return tuple((_plain(face.question), _answer(face.answers)) for face in card_faces(draft))


def _draft_lines(draft: NoteDraft, why: bool) -> list[str]:
    context = _plain(opened(dict(draft.fields).get("Context", ())))
    lines = [f"{draft.span.path}:{draft.span.line}  {draft.rule}  → {draft.deck}"]
    if context:
        lines.append(f"    {context}")
    asked = cards(draft)
    for question, answer in asked:
        lines.extend(_labelled("Q", question))
        lines.extend(_labelled("A", answer))
    if not asked:
        lines.append("    What it asks is known once it is drawn: `preview` shows it.")
    if why:
        reason = reason_of(draft.rule)
        lines.extend((f"  ? {reason.saw}", f"    {reason.change}"))
    return lines


def _labelled(label: str, text: str) -> list[str]:
    first, *others = text.splitlines() or [""]
    return [f"  {label} {first}", *(f"    {line}" for line in others)]


def _answer(answers: Sequence[str]) -> str:
    shown = (_plain(answer) for answer in answers)
    return " … ".join(dict.fromkeys(answer for answer in shown if answer))


def _plain(shown: str) -> str:
    """Return HTML of ours as lines of text."""
    reader = _TextReader()
    reader.feed(shown)
    reader.close()
    lines = ("".join(reader.pieces)).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


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
        if tag == "img":
            self.pieces.append(f"[{dict(attrs)['class']}]")
        if tag == "li":
            self.pieces.append("  " * (self._depth - 1) + "- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _LIST_TAGS:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
