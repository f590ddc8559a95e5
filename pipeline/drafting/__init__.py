"""Notes to drafts: each file by itself, from the memo where it is what it was, then all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.drafted import DraftedFile, Gist, Outline
from pipeline.core.note import NoteDraft
from pipeline.core.section import Section
from pipeline.drafting.file import drafted_file
from pipeline.drafting.helpers import Answers, heap_of, helped, taken_from
from pipeline.lint import linted
from pipeline.memo import Memo
from pipeline.read import NotesFile
from pipeline.sources import Sources, read_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The notes read, parsed and drafted: all that needs no browser and no ledger.

    Held are the outlines of the files by their keys in `memo`, in the order of `sources`; sections and drafts of a file
    are read when they are asked for.
    """

    sources: Sources
    outlines: Mapping[str, Outline]
    memo: Memo
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def drafts(self) -> tuple[NoteDraft, ...]:
        """The drafts of all files."""
        return tuple(draft for key in self.outlines for draft in self.drafts_of(key))

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of all files."""
        return tuple(section for key in self.outlines for section in self._sections_of(key))

    def drafts_of(self, key: str) -> tuple[NoteDraft, ...]:
        """Return the drafts of a file; what the memo has lost is drafted again."""
        known = self.memo.drafts(key)
        return self._again(key).drafts if known is None else known

    def gist_of(self, key: str) -> Gist:
        """Return the gist of a file; what the memo has lost is drafted again."""
        known = self.memo.gist(key)
        return self._again(key).gist if known is None else known

    def _sections_of(self, key: str) -> tuple[Section, ...]:
        known = self.memo.sections(key)
        return self._again(key).sections if known is None else known

    def _again(self, key: str) -> DraftedFile:
        file = next(file for own, file in zip(self.outlines, self.sources.files, strict=True) if own == key)
        return drafted_file(file, self.sources.config, self.sources.images)


class Gists(Iterable[Gist]):
    """The gists of all files, read anew each time they are gone through: no room is kept for all of them."""

    def __init__(self, drafted: Drafted) -> None:
        self._drafted = drafted

    def __iter__(self) -> Iterator[Gist]:
        return map(self._drafted.gist_of, self._drafted.outlines)


def draft_notes(notes_dir: Path) -> Drafted:
    """Read, parse, draft and lint the notes below `notes_dir`."""
    return draft_sources(read_sources(notes_dir), None)


def draft_sources(sources: Sources, memory: Path | None) -> Drafted:
    """Parse, draft and lint what was read; a file that is what it was comes from the folder `memory`, if any."""
    memo = Memo(memory)
    keys = dict(zip(sources.file_digests, sources.files, strict=True))
    known = memo.outlines(keys.keys())
    new = {file: key for key, file in keys.items() if key not in known}
    if new:
        known |= _new_outlines(new, sources, memo)
    memo.forget_all_but(keys.keys())
    drafted = Drafted(sources=sources, outlines={key: known[key] for key in keys}, memo=memo)
    return replace(drafted, diagnostics=linted(tuple(drafted.outlines.values()), Gists(drafted), sources.unread))


def _new_outlines(new: Mapping[NotesFile, str], sources: Sources, memo: Memo) -> dict[str, Outline]:
    """Draft the `new` files, keep them under their keys, and return what stays at hand of each."""
    found: dict[str, Outline] = {}

    def draft_here(file: NotesFile) -> None:
        own = drafted_file(file, sources.config, sources.images)
        memo.remember(new[file], own)
        found[new[file]] = own.outline

    def take_in(answers: Answers) -> None:
        while answers:
            file, parts = answers.popleft()
            if parts is not None and (outline := memo.take_in(new[file], parts)) is not None:
                found[new[file]] = outline

    heap = heap_of(tuple(new))
    with helped(heap, sources) as answers:
        for piece in taken_from(heap):
            for file in piece:
                draft_here(file)
            take_in(answers)
    take_in(answers)
    for file in new:
        if new[file] not in found:
            draft_here(file)
    return found
