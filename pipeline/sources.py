"""All that a build reads but the ledger and the bytes of images: the notes, the names of images, and the settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.config import Config, read_config
from pipeline.core.diagnostic import Diagnostic
from pipeline.core.digest import digest
from pipeline.fingerprint import code_fingerprint
from pipeline.read import NotesFile, image_paths, read_notes


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The files that could be read, what is to be said of the others, the paths of all images, and the settings."""

    files: tuple[NotesFile, ...]
    unread: tuple[Diagnostic, ...]
    images: frozenset[str]
    config: Config

    def digest(self) -> str:
        """Return the digest of everything."""
        return digest("sources", self.surroundings, self.file_digests)

    @cached_property
    def file_digests(self) -> tuple[str, ...]:
        """The digests of the files and what each is read under."""
        return tuple(digest("notes-file", self.surroundings, file.path, file.text) for file in self.files)

    @cached_property
    def surroundings(self) -> str:
        """The digest of what every file is read under, our own code with it."""
        return digest("surroundings", code_fingerprint(), repr(self.config), sorted(self.images))


def read_sources(notes_dir: Path) -> Sources:
    """Read what lies below `notes_dir`; UsageError where there are no notes or the settings are wrong."""
    files, unread = read_notes(notes_dir)
    return Sources(files=files, unread=unread, images=image_paths(notes_dir), config=read_config(notes_dir))
