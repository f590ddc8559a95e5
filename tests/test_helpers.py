"""Processes that help to draft may only save time: the same notes with them, without them, and when they fail."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from pipeline.drafting import Drafted, draft_sources, helpers
from pipeline.drafting.file import drafted_file
from pipeline.drafting.helper import serve
from pipeline.drafting.messages import Settings, received, send
from pipeline.memo import Packed, packed
from pipeline.sources import Sources, read_sources


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Some files with notes, and settings that every note shows."""
    (tmp_path / "deck.toml").write_text('deck = "試し"\ntags = ["印"]\n', encoding="utf-8")
    for number in range(9):
        text = f"## 鍵{number}\n**対称鍵**は{number}個。\n\n## 見出しだけ\n"
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")
    (tmp_path / "empty.md").write_text("", encoding="utf-8")
    return read_sources(tmp_path)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Two helpers for any notes, and a list of those that were started."""
    found: list[subprocess.Popen[bytes]] = []
    start = helpers._helper

    @contextmanager
    def noted() -> Iterator[subprocess.Popen[bytes]]:
        with start() as helper:
            found.append(helper)
            yield helper

    monkeypatch.setattr(helpers, "_helper", noted)
    monkeypatch.setattr(helpers, "_helpers_for", lambda heap: 2)
    monkeypatch.setattr(helpers, "_AT_ONCE", 50)
    return found


def contents(drafted: Drafted) -> object:
    return drafted.drafts, drafted.sections, drafted.diagnostics


def test_helpers_take_every_piece_once(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helpers, "_AT_ONCE", 50)
    heap = helpers.heap_of(sources.files)
    assert len(heap) > 2
    assert tuple(file for piece in helpers.taken_from(heap) for file in piece) == sources.files
    assert not heap


def test_helpers_are_not_started_for_a_few_notes(sources: Sources) -> None:
    assert helpers._helpers_for(helpers.heap_of(sources.files)) == 0


def test_helper_answers_what_it_can_pack_until_its_orders_end(sources: Sources) -> None:
    orders, answers = BytesIO(), BytesIO()
    send(orders, msgspec.msgpack.encode(Settings(config=sources.config, images=sources.images)))
    send(orders, msgspec.msgpack.encode(sources.files))
    orders.write(b"torn")
    orders.seek(0)
    serve(orders, answers)
    answers.seek(0)
    assert msgspec.msgpack.decode(received(answers) or b"", type=list[Packed | None]) == [
        packed(drafted_file(file, sources.config, sources.images)) for file in sources.files
    ]
    assert received(answers) is None


@pytest.mark.process
def test_helpers_draft_as_this_process_does(sources: Sources, started: list[subprocess.Popen[bytes]]) -> None:
    heap = helpers.heap_of(sources.files)
    with helpers.helped(heap, sources) as answers:
        pass  # all is left to them
    assert len(started) == 2 and not heap
    assert dict(answers) == {file: packed(drafted_file(file, sources.config, sources.images)) for file in sources.files}


@pytest.mark.process
@pytest.mark.parametrize(
    "program",
    [
        "",
        "raise SystemExit(1)",
        "import sys; sys.stdin.buffer.read(20); sys.stdout.buffer.write(bytes(8))",
        "import sys; sys.stdin.buffer.read(20); sys.stdout.buffer.write(bytes(7) + bytes([2, 145, 193]))",
        "import sys; sys.stdin.buffer.read(20); sys.stdout.buffer.write(bytes(7) + bytes([9, 1]))",
    ],
    ids=["ends", "fails", "answers nothing", "answers nonsense", "is cut off"],
)
def test_helpers_that_fail_cost_no_note(
    program: str,
    sources: Sources,
    started: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(helpers, "_PROGRAM", ("-c", program))
    drafted = contents(draft_sources(sources, tmp_path / "memory"))
    monkeypatch.setattr(helpers, "_helpers_for", lambda heap: 0)
    assert started
    assert drafted == contents(draft_sources(sources, None)) == contents(draft_sources(sources, tmp_path / "memory"))


@pytest.mark.process
def test_helpers_that_cannot_start_cost_no_note(
    sources: Sources, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    assert len(draft_sources(sources, None).drafts) == 9
    assert not started


@pytest.mark.process
def test_helpers_end_at_once_when_the_build_is_stopped(
    sources: Sources, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helpers, "_PROGRAM", ("-c", "import time; time.sleep(600)"))
    with pytest.raises(KeyboardInterrupt), helpers.helped(helpers.heap_of(sources.files), sources):
        raise KeyboardInterrupt
    assert started and all(helper.poll() is not None for helper in started)
