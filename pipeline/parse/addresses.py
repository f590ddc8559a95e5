"""Addresses of links and images."""

from __future__ import annotations

import posixpath
import re
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
