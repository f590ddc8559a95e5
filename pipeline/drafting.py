"""Notes to drafts: each file by itself, from the memo where it is what it was, then all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.digest import digest
from pipeline.core.drafted import DraftedFile
from pipeline.core.note import NoteDraft
from pipeline.core.section import Section
from pipeline.lint import gist_of, linted
from pipeline.memo import DraftMemo
from pipeline.read import NotesFile, language_of
from pipeline.sources import Sources, read_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The notes read, parsed and drafted: all that needs no browser and no ledger."""

    sources: Sources
    sections: tuple[Section, ...]
    drafts: tuple[NoteDraft, ...]
    diagnostics: tuple[Diagnostic, ...]


def draft_notes(notes_dir: Path) -> Drafted:
    """Read, parse, draft and lint the notes below `notes_dir`."""
    return draft_sources(read_sources(notes_dir), None)


def draft_sources(sources: Sources, memory: Path | None) -> Drafted:
    """Parse, draft and lint what was read; a file that is what it was comes from the folder `memory`, if any."""
    from pipeline.draft import with_unique_keys

    files = _drafted_files(sources, DraftMemo(memory))
    drafts = with_unique_keys([draft for file in files for draft in file.drafts])
    sections = tuple(section for file in files for section in file.sections)
    return Drafted(sources=sources, sections=sections, drafts=drafts, diagnostics=linted(files, sources.unread))


def _drafted_files(sources: Sources, memo: DraftMemo) -> Sequence[DraftedFile]:
    surroundings = sources.surroundings()
    drafted = []
    for file in sources.files:
        key = digest("drafted-file", surroundings, file.path, file.text)
        known = memo.recall(key)
        if known is None:
            known = _drafted_file(file, sources)
            memo.remember(key, known)
        drafted.append(known)
    memo.save()
    return drafted


def _drafted_file(file: NotesFile, sources: Sources) -> DraftedFile:
    from pipeline.draft import draft_sections
    from pipeline.parse import parse_file

    config = sources.config
    defaults = replace(config.defaults, lang=config.lang or language_of(file.text))
    sections, parsed = parse_file(file.path, file.text, defaults, sources.images)
    drafts, drafted = draft_sections(sections, config)
    gist = gist_of(sections, drafts)
    return DraftedFile(sections=sections, drafts=drafts, gist=gist, diagnostics=(*parsed, *drafted))
