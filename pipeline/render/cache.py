"""Drawn pictures on disk: each is a WebP and a JSON note beside it that says what it is and proves that it is whole.

Any number of builds may use one folder at once. Each file is put in place whole, and nothing that was used within a day
is thrown away, so that what a build was given is still there when it packs.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.core.errors import MachineError
from pipeline.core.picture import Region, RenderedAsset, drawn_name
from pipeline.render.recipe import DENSITIES

MOST_BYTES = 1_000_000_000  # some 25,000 pictures
KEPT_S = 24 * 60 * 60  # how long a picture stays, however full the folder is


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
    """The JSON beside a picture. Its digest is that of picture and regions, which so need no look of their own."""

    sha256: str
    width_px: int
    height_px: int
    density: Literal[1, 2]
    text_px: float
    regions: msgspec.Raw


_LABELS = msgspec.json.Decoder(_Label)


class PictureCache:
    """The pictures below one cache folder, by name. It may only save time: every entry can be drawn anew."""

    def __init__(self, cache_dir: Path) -> None:
        self._folder = cache_dir / "pictures"

    def load(self, stem: str, request_key: str) -> RenderedAsset | None:
        """Return a stored picture and remember that it was used now; None if there is none.

        Raises CacheDamagedError if it is not whole. Who loads says so by `in_use`.
        """
        label_path = self._label_path(stem)
        try:
            label = _LABELS.decode(label_path.read_bytes())
            asset = self._asset(stem, request_key, label)
            webp = asset.path.read_bytes()
            with suppress(OSError):  # a folder that may only be read is not tidied either
                os.utime(label_path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CacheDamagedError(error.strerror) from error
        except (ValueError, RecursionError) as error:
            raise CacheDamagedError("its description cannot be read") from error
        if _digest(webp, label.regions) != label.sha256:
            raise CacheDamagedError("its content has changed")
        return asset

    def store(self, stem: str, request_key: str, drawn: Drawn) -> RenderedAsset:
        """Keep a picture. Raises MachineError if the folder cannot be written."""
        facts = msgspec.structs.asdict(drawn)
        webp, regions = facts.pop("webp"), msgspec.Raw(msgspec.json.encode(facts.pop("regions")))
        label = _Label(sha256=_digest(webp, regions), regions=regions, **facts)
        asset = self._asset(stem, request_key, label)
        try:
            with self._held(fcntl.LOCK_SH):
                self._write(asset.path, webp)
                self._write(self._label_path(stem), msgspec.json.encode(label))
        except OSError as error:
            raise self._unwritable(error) from error
        return asset

    def tidy(self, most_bytes: int = MOST_BYTES) -> None:
        """Throw away pictures, least recently used first, until the others take `most_bytes`, and unfinished files.

        What was used within a day stays.
        """
        used_before_s = time.time() - KEPT_S
        with suppress(OSError), self._held(fcntl.LOCK_EX):
            for path in self._folder.glob(".new-*"):
                if path.stat().st_mtime < used_before_s:
                    path.unlink()
            labels = sorted((path.stat().st_mtime, path) for path in self._folder.glob("*.json"))
            sizes = {path: path.stat().st_size for path in self._folder.iterdir()}
            surplus = sum(sizes.values()) - most_bytes
            for used_s, label in labels:
                if surplus <= 0 or used_s >= used_before_s:
                    break
                for path in (label, *(self._folder / drawn_name(label.stem, density) for density in DENSITIES)):
                    surplus -= sizes.get(path, 0)
                    path.unlink(missing_ok=True)

    def prepare(self) -> None:
        """Make the folder, so that a place that cannot be written is known before anything is drawn."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as error:
            raise self._unwritable(error) from error

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep pictures from being thrown away while they are looked for."""
        with ExitStack() as stack:
            with suppress(OSError):  # a folder that is not there, or is not ours, is not tidied either
                stack.enter_context(self._held(fcntl.LOCK_SH))
            yield

    @contextmanager
    def _held(self, how: int) -> Iterator[None]:
        """Keep the folder from being tidied meanwhile (shared), or from being read or added to (exclusive)."""
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

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
            regions_json=bytes(label.regions),
            text_px=label.text_px,
        )

    def _write(self, path: Path, content: bytes) -> None:
        # No fsync: a picture torn by a power cut fails its checksum and is drawn again.
        descriptor, temporary = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _unwritable(self, error: OSError) -> MachineError:
        return MachineError(
            f"The picture cache {self._folder} cannot be written: {error.strerror}.",
            "Make the folder writable, free some space, or choose another one with --cache.",
        )


def _digest(webp: bytes, regions: msgspec.Raw) -> str:
    return hashlib.sha256(webp + bytes(regions)).hexdigest()
