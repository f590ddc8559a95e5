"""Pictures that exist already: checked, named by their content, never touched."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath

from pipeline.core.picture import IMAGE_SUFFIXES, RenderedAsset, RenderRequest
from pipeline.render.faults import Fault

MAX_NAME_BYTES = 80


class ImageShelf:
    """The image files below one notes folder."""

    def __init__(self, notes_dir: Path) -> None:
        self._root = notes_dir.resolve()

    def take(self, request: RenderRequest) -> RenderedAsset | Fault:
        """Return the image that `request.source` names, a POSIX path relative to the notes folder."""
        source = request.source
        try:
            path = (self._root / source).resolve()
            if not path.is_relative_to(self._root):
                return Fault(code="image-outside", message=f"`{source}` lies outside the notes folder.")
            if not path.is_file():
                return Fault(code="image-missing", message=f"`{source}` does not exist.", hint=self._propose(source))
            suffix = PurePosixPath(source).suffix.lower()
            if suffix not in IMAGE_SUFFIXES:
                return Fault(code="image-unsupported", message=f"`{source}` has a format that Anki does not show.")
            content = path.read_bytes()
        except (OSError, ValueError, RuntimeError) as error:  # a name that no file can have, a loop of links, no right
            return Fault(code="image-missing", message=f"`{source}` cannot be read: {_reason(error)}.")
        width_px, height_px = _read_size(path)
        return RenderedAsset(
            request_key=request.key,
            file_name=image_name(source, content),
            path=path,
            width_px=width_px,
            height_px=height_px,
        )

    def _propose(self, source: str) -> str:
        """Return a hint that names the file most likely meant, first one of the same name elsewhere."""
        wanted = PurePosixPath(source)
        for path in self._present:
            if PurePosixPath(path).name.lower() == wanted.name.lower():
                return f"Did you mean `{path}`?"
        near = difflib.get_close_matches(source, self._present, n=1, cutoff=0.6)
        return f"Did you mean `{near[0]}`?" if near else ""

    @cached_property
    def _present(self) -> Sequence[str]:
        found = (path for path in self._root.rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES)
        return sorted(path.relative_to(self._root).as_posix() for path in found)


def image_name(source: str, content: bytes) -> str:
    """Return the name in Anki's media folder: ASCII, at most 80 bytes, another one for other content.

    Anki never replaces a file by one of the same name, and it finds a file only by the exact name in the field.
    """
    path = PurePosixPath(source)
    ending = f"-{hashlib.sha256(content).hexdigest()[:16]}{path.suffix.lower()}"
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return (slug[: MAX_NAME_BYTES - len(ending)].rstrip("-") or "image") + ending


def _read_size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels, (0, 0) where the header does not tell them (svg) or cannot be read."""
    from PIL import Image

    try:
        with Image.open(path) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return (0, 0)


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
