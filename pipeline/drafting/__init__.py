"""Notes to drafts: each file by itself, from the memo where it is what it was, then all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.digest import digest
from pipeline.core.drafted import DraftedFile
from pipeline.core.note import NoteDraft
from pipeline.core.section import Section
from pipeline.drafting.file import drafted_file
from pipeline.drafting.helpers import heap_of, helped, taken_from
from pipeline.lint import linted
from pipeline.memo import DraftMemo
from pipeline.read import NotesFile
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
    keys = {file: digest("drafted-file", surroundings, file.path, file.text) for file in sources.files}
    drafted = {file: known for file, key in keys.items() if (known := memo.recall(key))}

    def draft_here(file: NotesFile) -> DraftedFile:
        own = drafted_file(file, sources.config, sources.images)
        memo.remember(keys[file], own)
        return own

    new = [file for file in sources.files if file not in drafted]
    heap = heap_of(new)
    with helped(heap, sources) as answers:
        drafted |= {file: draft_here(file) for piece in taken_from(heap) for file in piece}
    for file in new:
        if file not in drafted:
            drafted[file] = memo.take_in(keys[file], answers.get(file, b"")) or draft_here(file)
    memo.save()
    return [drafted[file] for file in sources.files]
