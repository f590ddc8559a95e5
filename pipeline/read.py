"""The notes folder as text: which files there are, in one order on every machine, and what stands in them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.errors import UsageError
from pipeline.core.note import path_in_keys
from pipeline.core.picture import IMAGE_SUFFIXES

# Anki drops most of them, one parts the fields of a note, and others order a terminal about. Tab and line ends stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_CONTROL_IN_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesFile:
    """A Markdown file: its POSIX path relative to the notes folder, in NFC and that of no other file, and its text."""

    path: str
    text: str


def read_notes(notes_dir: Path) -> tuple[tuple[NotesFile, ...], tuple[Diagnostic, ...]]:
    """Return every `*.md` below `notes_dir`, sorted by path; hidden folders and links to folders are passed over.

    UsageError where there is no folder or no file in it. A file that is not UTF-8 or lies outside the folder, and a
    folder that cannot be looked into, is a diagnostic.
    """
    if not notes_dir.is_dir():
        raise UsageError(
            f"there is no notes folder at {notes_dir}",
            "Name it with --notes DIR, or create it and put a .md file in it.",
        )
    closed: list[OSError] = []
    found = _named(sorted((_relative(path, notes_dir), path) for path in _markdown_files(notes_dir, closed)))
    if not found and not closed:
        raise UsageError(
            f"the notes folder {notes_dir} holds no .md file", "Write a note: a ## heading and text below it."
        )
    files: list[NotesFile] = []
    # An error, since notes that cannot be seen would else be taken for deleted.
    diagnostics = [_unreadable(_relative(Path(fault.filename), notes_dir), _reason(fault)) for fault in closed]
    for relative, path in found:
        outcome = _read(relative, path, notes_dir)
        if isinstance(outcome, NotesFile):
            files.append(outcome)
        else:
            diagnostics.append(outcome)
    return tuple(files), tuple(diagnostics)


def image_paths(notes_dir: Path) -> frozenset[str]:
    """Return the images below `notes_dir`, by their POSIX paths relative to it, in NFC."""
    return frozenset(
        _relative(Path(folder, name), notes_dir)
        for folder, names in _visible_files(notes_dir)
        for name in names
        if name.lower().endswith(IMAGE_SUFFIXES)
    )


def source_lines(notes_dir: Path, path: str) -> list[str]:
    """Return the lines of a file as they are read, or none where it cannot be; bytes that are no text show as `�`."""
    place = notes_dir / path
    if not _is_inside(place, notes_dir) or not place.is_file():
        return []
    try:
        text = place.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []
    return _CONTROL.sub("", text).split("\n")


def language_of(text: str) -> str:
    """Return the language that a file is most likely written in, as its letters tell: ja, ko, zh or en.

    One kana in a hundred letters makes a text Japanese, so that a single foreign word changes nothing.
    """
    kana = len(re.findall(r"[ぁ-ヿ]", text))
    hangul = len(re.findall(r"[가-힣]", text))
    han = len(re.findall(r"[㐀-鿿]", text))
    latin = len(re.findall(r"[A-Za-z]", text))
    foreign = max(kana, hangul, han // 2)
    if foreign * 100 <= latin:
        return "en"
    if kana * 20 > han:
        return "ja"
    return "ko" if hangul > han else "zh"


def _markdown_files(notes_dir: Path, closed: list[OSError]) -> list[Path]:
    """Return the Markdown files below `notes_dir`, and add to `closed` what kept a folder from being looked into."""
    return [
        Path(folder, name)
        for folder, names in _visible_files(notes_dir, closed.append)
        for name in names
        if name.lower().endswith(".md")
    ]


def _named(found: Iterable[tuple[str, Path]]) -> list[tuple[str, Path]]:
    """Return the files with paths that are no other's, as they are and as keys have them.

    Two may come to one path where they differ in signs that are not spelled out, or in how these are composed.
    """
    nth_of: Counter[str] = Counter()
    named = []
    for relative, path in found:
        nth_of[own := path_in_keys(relative)] += 1
        named.append((relative if nth_of[own] == 1 else f"{relative} ({nth_of[own]})", path))
    return named


def _visible_files(
    notes_dir: Path, on_fault: Callable[[OSError], None] | None = None
) -> Iterator[tuple[str, list[str]]]:
    for folder, folders, names in os.walk(notes_dir, onerror=on_fault):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield folder, [name for name in names if not name.startswith(".")]


def _relative(path: Path, notes_dir: Path) -> str:
    """One spelling on every machine: macOS may hand out decomposed names, and a name may be no text at all."""
    name = unicodedata.normalize("NFC", path.relative_to(notes_dir).as_posix())
    return _CONTROL_IN_NAME.sub("?", name.encode("utf-8", "replace").decode("utf-8"))


def _read(relative: str, path: Path, notes_dir: Path) -> NotesFile | Diagnostic:
    # Links to folders are never followed, so only the file itself can lead out.
    if path.is_symlink() and not _is_inside(path, notes_dir):
        return _unreadable(relative, "the file is a link out of the notes folder")
    if path.exists() and not path.is_file():
        return _unreadable(relative, "is no file but a pipe or a device")
    try:
        content = path.read_bytes()
    except OSError as fault:
        return _unreadable(relative, _reason(fault))
    try:
        return NotesFile(path=relative, text=_CONTROL.sub("", content.decode("utf-8")))
    except UnicodeDecodeError as fault:
        before = content[: fault.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        return Diagnostic(
            code="not-utf8",
            message=f"byte 0x{content[fault.start]:02x} is no UTF-8",
            span=Span(path=relative, line=line, column=column),
            hint="save the file as UTF-8",
        )


def _is_inside(path: Path, folder: Path) -> bool:
    # Not Path.resolve, which raises for a loop of links before Python 3.13.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _reason(fault: OSError) -> str:
    return f"cannot be read: {fault.strerror}"


def _unreadable(relative: str, message: str) -> Diagnostic:
    return Diagnostic(code="unreadable", message=message, span=Span(path=relative))
