"""Drawn pictures on disk: each is a WebP and a JSON note beside it that says what it is and proves that it is whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from pipeline.core.errors import MachineError
from pipeline.core.picture import Region, RenderedAsset


class CacheDamagedError(Exception):
    """An entry of the cache is not what was stored."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A finished picture: its bytes, its size in pixels, and the boxes inside it."""

    webp: bytes
    width_px: int
    height_px: int
    regions: tuple[Region, ...]


class _Label(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON beside a picture."""

    sha256: str
    width_px: int
    height_px: int
    regions: tuple[Region, ...]


class PictureCache:
    """The pictures below one cache folder, by file name. It may only save time: every entry can be drawn anew."""

    def __init__(self, cache_dir: Path) -> None:
        self._folder = cache_dir / "pictures"

    def load(self, file_name: str, request_key: str) -> RenderedAsset | None:
        """Return a stored picture, None if there is none.

        Raises CacheDamagedError if it is not whole.
        """
        path = self._folder / file_name
        try:
            raw_label, webp = self._label_path(file_name).read_bytes(), path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CacheDamagedError(error.strerror) from error
        try:
            label = msgspec.json.decode(raw_label, type=_Label)
        except (ValueError, RecursionError) as error:
            raise CacheDamagedError("its description cannot be read") from error
        if hashlib.sha256(webp).hexdigest() != label.sha256:
            raise CacheDamagedError("its content has changed")
        return self._asset(file_name, request_key, label)

    def store(self, file_name: str, request_key: str, drawn: Drawn) -> RenderedAsset:
        """Keep a picture. Raises MachineError if the folder cannot be written."""
        label = _Label(
            sha256=hashlib.sha256(drawn.webp).hexdigest(),
            width_px=drawn.width_px,
            height_px=drawn.height_px,
            regions=drawn.regions,
        )
        self._write(self._folder / file_name, drawn.webp)
        self._write(self._label_path(file_name), msgspec.json.encode(label))
        return self._asset(file_name, request_key, label)

    def prepare(self) -> None:
        """Make the folder, so that a place that cannot be written is known before anything is drawn."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as error:
            raise self._unwritable(error) from error

    def _label_path(self, file_name: str) -> Path:
        return self._folder / f"{file_name}.json"

    def _asset(self, file_name: str, request_key: str, label: _Label) -> RenderedAsset:
        return RenderedAsset(
            request_key=request_key,
            file_name=file_name,
            path=self._folder / file_name,
            width_px=label.width_px,
            height_px=label.height_px,
            regions=label.regions,
        )

    def _write(self, path: Path, content: bytes) -> None:
        # No fsync: a picture torn by a power cut fails its checksum and is drawn again.
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self._folder, prefix=".new-")
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(content)
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> MachineError:
        return MachineError(
            f"The picture cache {self._folder} cannot be written: {error.strerror}.",
            "Make the folder writable, free some space, or choose another output folder.",
        )
