"""What stands round a question: the heading path, the language, and the words that Anki's search finds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.diagnostic import Span
from pipeline.core.note import Markup, Part, Text
from pipeline.core.section import Block, Inline, Mark, MarkKind, Run, Table, plain_text
from pipeline.draft.html import Parts, PictureDesk, escaped, inline_parts, joined
from pipeline.draft.occurrences import Texts
from pipeline.draft.rope import covered

_BLANK = "[…]"
LEFT_OF_A_HEADING = 3


def path_parts(headings: Sequence[Inline], hidden: Sequence[str], desk: PictureDesk, span: Span) -> list[Part]:
    """Return the heading path for the front, with the answer blanked where a heading says it."""
    parts: list[Part] = []
    for heading in headings:
        if parts:
            parts.append(Text(' <span class="sep">›</span> '))
        parts.extend(inline_parts(_withheld_if_bare(blanked(_without_clozes(heading), hidden)), desk, span))
    return parts


def _withheld_if_bare(heading: Inline) -> Inline:
    """A heading of which hardly more than blanks is left is one blank."""
    rest = "".join(run.text for run in heading if run.text != _BLANK)
    is_bare = len(re.findall(r"\w", rest)) < LEFT_OF_A_HEADING
    return (Run(_BLANK),) if is_bare and any(run.text == _BLANK for run in heading) else heading


def _without_clozes(inline: Inline) -> Inline:
    return tuple(Run(run.text, tuple(mark for mark in run.marks if mark.kind is not MarkKind.CLOZE)) for run in inline)


def blanked(inline: Inline, texts: Sequence[str]) -> Inline:
    """Return `inline` with every occurrence of `texts` replaced by a blank, so that it does not tell the answer."""
    own = Texts((plain_text(inline),))
    found = (place for text in texts if len(text) > 1 for place in own.occurrences(text))
    hidden = covered(inline, [(start, end, Mark(MarkKind.CLOZE)) for _, start, end in found])
    return tuple(Run(_BLANK) if any(mark.kind is MarkKind.CLOZE for mark in run.marks) else run for run in hidden)


def in_language(parts: Parts, lang: str) -> Markup:
    """Return `parts` joined, in an element that tells their language: it decides the shapes of Chinese characters."""
    return joined((Text(f'<div lang="{lang}">'), *parts, Text("</div>")) if lang else parts)


def searchable_text(blocks: Sequence[Block]) -> str:
    """Return the words of tables, which would else hide in pictures from Anki's search, as HTML."""
    tables = (block for block in blocks if isinstance(block, Table))
    return escaped(
        " ".join(plain_text(cell) for table in tables for row in (table.header, *table.rows) for cell in row)
    )
