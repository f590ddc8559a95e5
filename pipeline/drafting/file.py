"""One notes file by itself: parsed, drafted, and looked through for what lint wants to know of it."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.config import Config
from pipeline.core.drafted import DraftedFile
from pipeline.lint import gist_of
from pipeline.read import NotesFile, language_of


def drafted_file(file: NotesFile, config: Config, images: frozenset[str]) -> DraftedFile:
    """Return what `file` comes to under the settings; `images` are the paths of all images of the notes folder."""
    from pipeline.draft import draft_sections
    from pipeline.parse import parse_file

    defaults = replace(config.defaults, lang=config.lang or language_of(file.text))
    sections, parsed = parse_file(file.path, file.text, defaults, images)
    drafts, drafted = draft_sections(sections, config)
    gist = gist_of(sections, drafts)
    return DraftedFile(sections=sections, drafts=drafts, gist=gist, diagnostics=(*parsed, *drafted))
