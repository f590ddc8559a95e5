"""Drawn pictures on disk: each is a WebP and a JSON note beside it that says what it is and proves that it is whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.core.errors import MachineError
from pipeline.core.picture import Region, RenderedAsset, drawn_name


class CacheDamagedError(Exception):
    """An entry of the cache is not what was stored."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A finished picture: its bytes, its size in pixels, and what `RenderedAsset` says of its insides."""

    webp: bytes
    width_px: int
    height_px: int
    density: int = 2
    text_px: float = 0.0
    regions: tuple[Region, ...] = ()


class _Label(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON beside a picture."""

    sha256: str
    width_px: int
    height_px: int
    density: Literal[1, 2]
    text_px: float
    regions: tuple[Region, ...]


class PictureCache:
    """The pictures below one cache folder, by name. It may only save time: every entry can be drawn anew."""

    def __init__(self, cache_dir: Path) -> None:
        self._folder = cache_dir / "pictures"

    def load(self, stem: str, request_key: str) -> RenderedAsset | None:
        """Return a stored picture, None if there is none.

        Raises CacheDamagedError if it is not whole.
        """
        try:
            label = msgspec.json.decode(self._label_path(stem).read_bytes(), type=_Label)
            asset = self._asset(stem, request_key, label)
            webp = asset.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CacheDamagedError(error.strerror) from error
        except (ValueError, RecursionError) as error:
            raise CacheDamagedError("its description cannot be read") from error
        if hashlib.sha256(webp).hexdigest() != label.sha256:
            raise CacheDamagedError("its content has changed")
        return asset

    def store(self, stem: str, request_key: str, drawn: Drawn) -> RenderedAsset:
        """Keep a picture. Raises MachineError if the folder cannot be written."""
        facts = msgspec.structs.asdict(drawn)
        label = _Label(sha256=hashlib.sha256(facts.pop("webp")).hexdigest(), **facts)
        asset = self._asset(stem, request_key, label)
        self._write(asset.path, drawn.webp)
        self._write(self._label_path(stem), msgspec.json.encode(label))
        return asset

    def prepare(self) -> None:
        """Make the folder, so that a place that cannot be written is known before anything is drawn."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as error:
            raise self._unwritable(error) from error

    def _label_path(self, stem: str) -> Path:
        return self._folder / f"{stem}.json"

    def _asset(self, stem: str, request_key: str, label: _Label) -> RenderedAsset:
        file_name = drawn_name(stem, label.density)
        return RenderedAsset(
            request_key=request_key,
            file_name=file_name,
            path=self._folder / file_name,
            width_px=label.width_px,
            height_px=label.height_px,
            regions=label.regions,
            text_px=label.text_px,
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
