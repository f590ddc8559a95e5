"""What the types that cross doors promise: they are stored and come back equal, and nothing else is taken for them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.config import Config
from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.note import ClozeMark, NoteDraft, Text
from pipeline.core.section import Section
from pipeline.draft import draft_sections
from pipeline.parse import parse_file
from tests.fixture_files import examples

FIXTURES = Path(__file__).parent.parent / "fixtures"
SOURCES = [example.source for folder in ("parse", "draft") for example in examples(FIXTURES / folder)]

STORED = tuple[tuple[Section, ...], tuple[NoteDraft, ...], tuple[Diagnostic, ...]]


def test_values_come_back_equal() -> None:
    for source in SOURCES:
        sections, parse_said = parse_file("notes.md", source, Config().defaults)
        drafts, draft_said = draft_sections(sections, Config())
        values = (sections, drafts, (*parse_said, *draft_said))
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(values), type=STORED) == values


def test_values_are_frozen_and_hash_by_what_they_hold() -> None:
    mark = ClozeMark(key="30秒", body=(Text("30秒"),))
    assert len({mark, ClozeMark(key="30秒", body=(Text("30秒"),))}) == 1
    with pytest.raises(AttributeError):
        mark.key = "60秒"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (Span, {"path": 1}),
        (Span, {"line": 1}),
        (Diagnostic, {"code": "no-such-code", "message": "", "span": {"path": "a.md"}}),
        (ClozeMark, {"type": "ClozeMark", "key": "a", "body": [{"html": "a"}]}),
        (ClozeMark, {"type": "ClozeMark", "key": "a", "body": [{"type": "Rule"}]}),
    ],
)
def test_values_are_read_strictly(kind: type, stored: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode(stored), type=kind)
