"""One notes file by itself: parsed, drafted, and looked through for what the whole deck wants to know of it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.config import Config
from pipeline.core.diagnostic import Diagnostic
from pipeline.core.drafted import DraftedFile, Outline
from pipeline.lint import Reading, allowances_of, claims_of, findings_of, gist_of
from pipeline.read import NotesFile, language_of


def drafted_file(file: NotesFile, config: Config, images: frozenset[str]) -> DraftedFile:
    """Return what `file` comes to under the settings; `images` are the paths of all images of the notes folder."""
    from pipeline.draft import draft_sections, with_unique_keys
    from pipeline.parse import parse_file

    defaults = replace(config.defaults, lang=config.lang or language_of(file.text))
    sections, parsed = parse_file(file.path, file.text, defaults, images)
    drafted, said = draft_sections(sections, config)
    drafts = with_unique_keys(drafted)
    reading = Reading(sections, drafts)
    return DraftedFile(
        outline=_outline(reading, (*parsed, *said)), gist=gist_of(reading), sections=sections, drafts=drafts
    )


def _outline(reading: Reading, said: Sequence[Diagnostic]) -> Outline:
    drafts = reading.drafts
    return Outline(
        claims=tuple(claims_of(reading)),
        allowances=tuple(allowances_of(reading.sections)),
        diagnostics=(*said, *findings_of(reading)),
        requests=tuple(dict.fromkeys(request for draft in drafts for request in draft.requests)),
        decks=tuple({draft.deck: draft.span for draft in reversed(drafts)}.items()),
    )
