"""Addresses of links and images."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote

_LINKED = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")


def is_link(address: str) -> bool:
    """Return whether `address` stays a link on a card: the web or mail."""
    return _LINKED.match(address) is not None


def is_local(address: str) -> bool:
    """Return whether `address` is a path, and neither a URL nor inline data. (`C:` is no scheme.)"""
    return _SCHEME.match(address) is None


def resolve_path(note_path: str, address: str) -> str:
    """Return the path of an image relative to the notes folder; it begins with `../` where it leads out.

    A leading `/` means the notes folder itself.
    """
    path = unquote(address).replace("\\", "/")
    folder = "" if path.startswith("/") else posixpath.dirname(note_path)
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/") if not folder else path))


def find_image(note_path: str, address: str, images: frozenset[str]) -> str:
    """Return the path of an image, looked up among `images` as Obsidian does it.

    First beside the note, then from the top of the notes folder, then the one file anywhere that has its name. What is
    not found so stands beside the note.
    """
    beside = resolve_path(note_path, address)
    if beside in images or not images:
        return beside
    from_top = resolve_path("", address)
    if from_top in images:
        return from_top
    named = _by_name(images).get(posixpath.basename(beside), ())
    return named[0] if len(named) == 1 else beside


@lru_cache(maxsize=1)
def _by_name(images: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    named: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for path in sorted(images):
        named[posixpath.basename(path)] += (path,)
    return dict(named)
