"""The wire to AnkiConnect: one JSON object to it by HTTP, one back, its type checked. Version 6 of its protocol."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from pipeline.core.errors import MachineError, UsageError

KEY_VARIABLE = "NOTEDECK_ANKI_CONNECT_KEY"

_PROTOCOL = 6
_LIMIT_S = 300
"""Anki answers when it is done: ten thousand notes take it some tens of seconds, pictures take longer."""

_AT_ONCE = 500
"""Notes that are asked for at once, so that no answer grows beyond some MB and Anki's window stays alive between."""

_START = (
    "Start Anki and open your profile. The add-on AnkiConnect has the code 2055492159: Tools › Add-ons › Get Add-ons."
)

_REFUSALS = {
    "valid api key must be provided": (
        "AnkiConnect asks for a key",
        f"Put the `apiKey` of the add-on's settings into the environment variable {KEY_VARIABLE}.",
    ),
    "collection is not available": ("Anki runs, but no profile is open", "Open your profile in Anki, then push again."),
    "unsupported action": ("this AnkiConnect is too old", "Update it: Tools › Add-ons › Check for Updates."),
}
"""What the add-on says, and what that means here."""

T = TypeVar("T")


class Value(Struct, frozen=True):
    """A field of a note in Anki."""

    value: str


class HeldNote(Struct, frozen=True, rename="camel"):
    """A note as Anki holds it."""

    note_id: int
    model_name: str
    tags: tuple[str, ...]
    fields: dict[str, Value]
    cards: tuple[int, ...]


class _Reply(Struct, frozen=True):
    result: msgspec.Raw
    error: str | None


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        return False


class AnkiConnect:
    """An Anki that runs. Every fault of it, of its add-on and of the way there is a MachineError."""

    def __init__(self, address: str, key: str = "") -> None:
        if not _is_web_address(address):
            raise UsageError(f"{address} is no address of AnkiConnect", "Name one like http://127.0.0.1:8765.")
        self._address = address
        self._key = {"key": key} if key else {}
        # Without a proxy: the add-on is on this machine, or on one that whoever names it knows.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def check(self) -> None:
        """Raise MachineError unless Anki is there, with a profile that is open, and lets us in."""
        if self.asked("version", int) < _PROTOCOL:
            raise MachineError(*_REFUSALS["unsupported action"])
        self.asked("findNotes", list[int], query="nid:1")

    def notes(self, note_ids: Sequence[int]) -> dict[int, HeldNote]:
        """Return what Anki has of these notes, by their numbers.

        First it is searched which there are: the add-on takes a tenth of a second over each that is not.
        """
        held: dict[int, HeldNote] = {}
        for start in range(0, len(note_ids), _AT_ONCE):
            numbers = ",".join(str(note_id) for note_id in note_ids[start : start + _AT_ONCE])
            there = self.asked("findNotes", list[int], query=f"nid:{numbers}")
            held |= {note.note_id: note for note in self.asked("notesInfo", list[HeldNote], notes=there)}
        return held

    def asked(self, action: str, answer: type[T], **params: object) -> T:
        """Have Anki do `action`, and return what it answers."""
        wish = {"action": action, "version": _PROTOCOL, "params": params, **self._key}
        body = self._sent(msgspec.json.encode(wish))
        try:
            reply = msgspec.json.decode(body, type=_Reply)
            if reply.error is None:
                return msgspec.json.decode(reply.result, type=answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            raise MachineError(f"what answers at {self._address} is not AnkiConnect: {fault}", _START) from fault
        raise MachineError(*_REFUSALS.get(reply.error, (f"Anki refuses `{action}`: {reply.error}", "")))

    def _sent(self, body: bytes) -> bytes:
        request = urllib.request.Request(self._address, body, {"Content-Type": "application/json"})
        try:
            with self._opener.open(request, timeout=_LIMIT_S) as response:
                answer: bytes = response.read()
                return answer
        except (OSError, HTTPException) as fault:
            reason = getattr(fault, "reason", fault)
            raise MachineError(f"no Anki with AnkiConnect answers at {self._address}: {reason}", _START) from fault
