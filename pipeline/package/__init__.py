"""The package room: finished notes and their media to the bytes of one Anki package.

In: numbered `Note`s, `Media` on disk and the `NotetypeEntry`s of the ledger. Out: an `.apkg` that every Anki reads,
whose bytes follow from the arguments and the media files alone. The templates and the style sheet of the cards live
here too.

The only room that imports genanki and sqlite3. It knows no other room, no clock and no ledger file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.core.ledger import NotetypeEntry
from pipeline.core.note import Media, PackedFile
from pipeline.package.notetype import card_css, notetype_digests, templates
from pipeline.package.packed import packed_file
from pipeline.package.refusal import SYNCED_BYTES

__all__ = ["SYNCED_BYTES", "card_css", "notetype_digests", "packed_file", "templates", "write_package"]


def write_package(
    path: Path,
    *,
    files: Iterable[PackedFile],
    media: Sequence[Media],
    notetypes: Sequence[NotetypeEntry],
    deck_description: str = "",
) -> str:
    """Write the whole package to `path`, flushed to the disk, and return its SHA-256 as 64 hex digits.

    New cards are learned in the order of the notes in `files`, which are taken one by one. `deck_description` is HTML
    and goes to every top-level deck. The caller gives a temporary name and renames. Raises ValueError for notes or
    media that Anki would mix up, which is a bug of ours and never a fault in somebody's notes, and OSError if a file
    cannot be read or written.
    """
    # Imported here: genanki and sqlite3 take a tenth of a second, which a build with nothing to write should not pay.
    from pipeline.package.archive import write_archive
    from pipeline.package.collection import write_collection
    from pipeline.package.refusal import refuse_media

    refuse_media(media)
    mods_s = {entry.kind: entry.mod_s for entry in notetypes}
    with TemporaryDirectory() as folder:
        collection = Path(folder) / "collection.anki2"
        write_collection(collection, files, mods_s, deck_description)
        return write_archive(path, collection, media)
