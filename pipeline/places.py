"""Places in the notes as a person names them: a file, a folder, or a line of a file."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.core.diagnostic import Span
from pipeline.core.errors import UsageError
from pipeline.core.note import NoteDraft
from pipeline.core.section import Section

_LINE = re.compile(r"(?P<path>.+?):(?P<line>[0-9]+)(?::[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A path relative to the notes folder, "" for the folder itself; and lines of it counted from 1, or 0 for all."""

    path: str
    line: int = 0
    end_line: int = 0

    def holds(self, span: Span) -> bool:
        """Return whether `span` begins in this place."""
        if self.line:
            return span.path == self.path and self.line <= span.line <= self.end_line
        return not self.path or span.path == self.path or span.path.startswith(f"{self.path}/")


def place_named(name: str, notes_dir: Path, sections: Sequence[Section], drafts: Sequence[NoteDraft]) -> Place:
    """Return the place of `name`: a path from the notes folder or from the working directory, perhaps with `:line`.

    A line stands for the smallest thing that holds it and is a note of its own, such as a list entry; else for its
    section. UsageError where there is no such place.
    """
    path = _inside(notes_dir, name)
    if path is not None:
        return Place(path=path)
    match = _LINE.fullmatch(name)
    path = _inside(notes_dir, match["path"]) if match else None
    if match is None or path is None:
        raise UsageError(f"there is no {name} in {notes_dir}", _hint(match["path"] if match else name, sections))
    line = int(match["line"])
    place = place_of_line(
        path,
        line,
        [section for section in sections if section.path == path],
        [draft for draft in drafts if draft.span.path == path],
    )
    if place is None:
        raise UsageError(f"line {line} of {path} lies in no section", "Name a line from a heading on, or the file.")
    return place


def place_of_line(path: str, line: int, sections: Sequence[Section], drafts: Sequence[NoteDraft]) -> Place | None:
    """Return the smallest thing that holds a line and is a note of its own, else its section, else None.

    `sections` and `drafts` are those of the file.
    """
    above = [section.span for section in sections if section.span.line <= line]
    if not above:
        return None
    own = [draft.span for draft in drafts if above[-1].line < draft.span.line <= line <= draft.span.end_line]
    smallest = min(own, key=lambda span: span.end_line - span.line, default=above[-1])
    return Place(path=path, line=smallest.line, end_line=smallest.end_line)


def _inside(notes_dir: Path, name: str) -> str | None:
    """Return the path of a file or folder relative to the notes folder. A link to a file goes by its own name."""
    for candidate in (notes_dir / name, Path(name)):
        place = candidate.parent.resolve() / candidate.name
        if place.exists() and place.is_relative_to(notes_dir.resolve()):
            relative = unicodedata.normalize("NFC", place.relative_to(notes_dir.resolve()).as_posix())
            return "" if relative == "." else relative
    return None


def _hint(path: str, sections: Sequence[Section]) -> str:
    files = {section.path for section in sections}
    folders = {str(parent) for file in files for parent in PurePosixPath(file).parents} - {"."}
    near = difflib.get_close_matches(path, sorted(files | folders), n=1)
    return f"Did you mean `{near[0]}`?" if near else "Name a file of the notes, a folder, or a line as in `file.md:12`."
