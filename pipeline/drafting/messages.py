"""What goes through the pipes between a build and its helpers."""

from __future__ import annotations

import struct
from typing import IO

import msgspec

from pipeline.config import Config

_LENGTH = struct.Struct(">Q")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The first message to a helper: what holds for every file. The files follow, some in each message."""

    config: Config
    images: frozenset[str]


def send(stream: IO[bytes], content: bytes) -> None:
    """Write one message. OSError where nobody reads it."""
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def received(stream: IO[bytes]) -> bytes | None:
    """Return the next message, None where none is left or the last one is torn."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return content if len(content) == length else None
