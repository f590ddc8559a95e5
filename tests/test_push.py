"""What `push` says where there is no Anki, or something else is."""

from __future__ import annotations

import json
import socket

import pytest

from pipeline.core.errors import MachineError, UsageError
from pipeline.push import AnkiConnect
from tests.anki_connect import listening
from tests.project import Project


def refusal(answer: bytes) -> MachineError:
    """Return what is told where something answers so."""
    with listening(lambda _: answer) as address, pytest.raises(MachineError) as raised:
        AnkiConnect(address).check()
    return raised.value


def test_push_says_how_to_start_anki_and_leaves_all_as_it_was(project: Project) -> None:
    project.write("a.md", "## 鍵\n**対称鍵**を使う。\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and nobody listens there
        outcome = project.run("push", "--anki-connect", f"http://127.0.0.1:{free.getsockname()[1]}")
    assert outcome.exit_code == 4
    assert "no Anki with AnkiConnect answers at http://127.0.0.1" in outcome.stderr
    assert "Start Anki" in outcome.stderr and "2055492159" in outcome.stderr
    assert project.state() == {}


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"6", b'{"result": "6", "error": null}', b"\xff\xfe", b"{}"])
def test_push_knows_what_is_no_anki(answer: bytes) -> None:
    assert "is not AnkiConnect" in refusal(answer).message


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"result": 5, "error": None}, "this AnkiConnect is too old"),
        ({"result": None, "error": "collection is not available"}, "Anki runs, but no profile is open"),
        ({"result": None, "error": "valid api key must be provided"}, "AnkiConnect asks for a key"),
        ({"result": None, "error": "unsupported action"}, "this AnkiConnect is too old"),
        ({"result": None, "error": "disk is full"}, "Anki refuses `version`: disk is full"),
    ],
)
def test_push_says_what_the_add_on_refuses(answer: dict[str, object], message: str) -> None:
    assert refusal(json.dumps(answer).encode()).message == message


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8765", "file:///etc/passwd", "http://", "", "http://[::1", "http://a:x"]
)
def test_push_takes_an_address_of_the_web_alone(address: str) -> None:
    with pytest.raises(UsageError, match="no address of AnkiConnect"):
        AnkiConnect(address)
