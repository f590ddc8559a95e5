"""An Anki package of anybody's making, read without trust: nothing of it is unpacked but its collection, to a file that
is thrown away, and no more of that than `LARGEST_BYTES`.
"""

from __future__ import annotations

import html
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pipeline.core.contents import Contents, PackedFile
from pipeline.core.errors import UsageError
from pipeline.package.refusal import SYNCED_BYTES, is_plain_name
from pipeline.package.rows import Rows, read_rows

LARGEST_BYTES = 1_000_000_000
"""Of a collection without its media. The largest shared decks are a tenth of it."""

_LARGEST_LIST_BYTES = 50_000_000
_MOST_MEMBERS = 500_000
_ENCRYPTED = 1

# The newest first: beside it lies an old-style collection with one note that asks to update Anki.
_LAYOUTS = {
    "collection.anki21b": "of Anki 2.1.50 and newer",
    "collection.anki21": "of Anki 2.1",
    "collection.anki2": "of every Anki",
}
_UNREADABLE = "collection.anki21b"

_SOURCES = re.compile(r"""<img[^>]*?\ssrc=["']([^"']+)["']""")

_SHOWN = 5
"""Names that are told of a kind."""


def read_package(path: Path) -> Contents:
    """Return what is in the package at `path`. UsageError where it is no package, is damaged, or is a bomb."""
    try:
        size = path.stat().st_size
        with ZipFile(path) as archive:
            return _contents(archive, size)
    except FileNotFoundError as fault:
        raise UsageError(f"there is no file {path}", "Name an .apkg file.") from fault
    except OSError as fault:
        raise UsageError(f"{path} cannot be read: {fault.strerror or fault}") from fault
    except (BadZipFile, NotImplementedError, zlib.error, EOFError) as fault:
        raise UsageError(f"{path} is no whole Anki package: {fault}", "Download or export it again.") from fault


def _contents(archive: ZipFile, size: int) -> Contents:
    members = {member.filename: member for member in archive.infolist()}
    if len(archive.infolist()) > _MOST_MEMBERS:
        raise UsageError(f"the package has more than {_MOST_MEMBERS:,} files", "Nothing of it was read.")
    name = next((name for name in _LAYOUTS if name in members), None)
    if name is None:
        raise UsageError("the file is a zip archive, yet no Anki package: it holds no collection")
    if name == _UNREADABLE:
        raise UsageError(
            "the package is in the newest format, which only Anki reads",
            "Import it, and export the deck again with “Support older Anki versions” ticked.",
        )
    with TemporaryDirectory(prefix="notedeck-") as folder:
        collection = Path(folder, "collection.anki2")
        with collection.open("wb") as file:
            file.writelines(_unpacked(archive, members[name], LARGEST_BYTES))
        rows = read_rows(collection)
    media = tuple(_media(archive, members))
    return Contents(
        layout=_LAYOUTS[name],
        size=size,
        notetypes=rows.notetypes,
        decks=rows.decks,
        notes=rows.notes,
        cards=rows.cards,
        media=media,
        oddities=tuple(_oddities(members, rows, media)),
    )


def _unpacked(archive: ZipFile, member: ZipInfo, most: int) -> Iterator[bytes]:
    """Yield a member piece by piece, but no more than `most` bytes of it, whatever size its header names."""
    if member.flag_bits & _ENCRYPTED or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(f"{member.filename} is packed as Anki packs nothing")
    left = most
    with archive.open(member) as packed:
        while piece := packed.read(1 << 20):
            left -= len(piece)
            if left < 0:
                raise UsageError(
                    f"{member.filename} unpacks to more than {most:,} bytes: this is no honest package",
                    "Nothing of it was kept.",
                )
            yield piece


def _media(archive: ZipFile, members: Mapping[str, ZipInfo]) -> Iterator[PackedFile]:
    """Yield the media files by name; one that is listed and not there has the size -1."""
    for number, name in sorted(_media_names(archive, members).items(), key=lambda listed: listed[1]):
        yield PackedFile(name=name, size=members[number].file_size if number in members else -1)


def _media_names(archive: ZipFile, members: Mapping[str, ZipInfo]) -> dict[str, str]:
    if "media" not in members:
        return {}
    try:
        names = json.loads(b"".join(_unpacked(archive, members["media"], _LARGEST_LIST_BYTES)))
    except (ValueError, RecursionError) as fault:
        raise BadZipFile("its list of media cannot be read") from fault
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise BadZipFile("its list of media is no list of names")
    return names


def _oddities(members: Iterable[str], rows: Rows, media: Sequence[PackedFile]) -> Iterator[str]:
    """Yield what Anki would stumble over, or what its owner would not expect."""
    if strange := [name for name in members if "/" in name or "\\" in name or ".." in name]:
        yield f"files with a path in their name, for which Anki refuses the package: {_some(strange)}"
    if missing := [file.name for file in media if file.size < 0]:
        yield f"media that are listed, but not there: {_some(missing)}"
    if renamed := [file.name for file in media if not is_plain_name(file.name)]:
        yield f"media with names that Anki would change: {_some(renamed)}"
    if large := [file.name for file in media if file.size > SYNCED_BYTES]:
        yield f"media of more than {SYNCED_BYTES // 2**20} MiB, which AnkiWeb does not sync: {_some(large)}"
    there = {file.name for file in media}
    referred = {html.unescape(name) for note in rows.notes for text in note.fields for name in _SOURCES.findall(text)}
    if lost := sorted(name for name in referred - there if ":" not in name):
        yield f"media that notes show, but the package lacks: {_some(lost)}"
    guids = Counter(note.guid for note in rows.notes)
    if twice := [guid for guid, count in guids.items() if count > 1]:
        yield f"guids of more than one note: {_some(twice)}"
    yield from rows.oddities


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN:,} more"
