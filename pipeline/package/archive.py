"""The zip around the collection: members in a fixed order, stored, with one date and one mode for all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from pipeline.core.note import Media

_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def write_archive(path: Path, collection: Path, media: Sequence[Media]) -> str:
    """Write the package to `path` and to the disk, and return its SHA-256 as 64 hex digits.

    Members are stored, since what deflate puts out depends on the zlib build and pictures are packed already. They are
    copied piece by piece, so their size is no matter of memory.
    """
    ordered = sorted(media, key=lambda medium: medium.file_name)
    names = {str(index): medium.file_name for index, medium in enumerate(ordered)}
    with path.open("w+b") as stream:
        with ZipFile(stream, "w") as archive:
            _copy_in(archive, "collection.anki2", collection)
            archive.writestr(_member("media"), json.dumps(names, sort_keys=True))
            for index, medium in enumerate(ordered):
                _copy_in(archive, str(index), medium.path)
        stream.flush()
        os.fsync(stream.fileno())
        stream.seek(0)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy_in(archive: ZipFile, name: str, path: Path) -> None:
    with path.open("rb") as source:
        size = os.fstat(source.fileno()).st_size
        with archive.open(_member(name, size), "w") as target:
            shutil.copyfileobj(source, target, 1 << 20)


def _member(name: str, size: int = 0) -> ZipInfo:
    """Return a member that looks the same wherever it is made; `size` tells zipfile when it needs the large format."""
    member = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = ZIP_STORED
    member.create_system = _UNIX
    member.external_attr = _PLAIN_FILE
    member.file_size = size
    return member
