"""What one notes file comes to, before the files are looked at together."""

from __future__ import annotations

from msgspec import Struct

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.note import NoteDraft
from pipeline.core.section import Section


class DraftedFile(Struct, frozen=True, gc=False, kw_only=True):
    """The sections of one file, their notes, whose keys may still meet, and what is to be said of it."""

    sections: tuple[Section, ...]
    drafts: tuple[NoteDraft, ...]
    diagnostics: tuple[Diagnostic, ...]
