"""Markdown text in, Sections out: the only room that knows `markdown_it`.

`parse_file` turns the text of one notes file into its sections and what there is to say about it. It never raises, on
any text: a fault in the notes is a diagnostic. Text leaves this room plain and unescaped, as runs with their marks.
Nothing is read from disk here, and whether an image exists is not looked at.
"""

from __future__ import annotations

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.section import Options, Section


def parse_file(
    path: str, text: str, defaults: Options, images: frozenset[str] = frozenset()
) -> tuple[tuple[Section, ...], tuple[Diagnostic, ...]]:
    """Return the sections of one file in reading order, and its diagnostics in the order of their places.

    `path` is POSIX and relative to the notes folder; `text` may carry a byte order mark, CRLF and NUL. `defaults` are
    the settings of all notes: front matter is laid over them, and directives over that. A file without any heading is
    one section of level 0, named by its front matter's `title`, else by the stem of its file. `images` are the paths of
    all images of the notes folder: an image is named from its note, from the top, or by its file name alone.
    """
    from pipeline.parse.sections import read_sections

    return read_sections(path, text, defaults, images)
