"""Edit stories: Markdown files that tell the notes at several moments, and what becomes of each card between them.

A story holds fences of four backticks. `before FILE`, `after FILE` and, for a third moment, `later FILE` hold all the
files of that moment; a file not named is gone. A FILE below `design/` is text added to that file of the cards' design.
The fence `delta` that ends a moment lists every note the build does not find unchanged, with its old key where it has
another one now, and the number of each cloze in the whole deck:

    new: KEY
    changed: KEY
    moved: OLD KEY → NEW KEY
    retired: KEY
    clozes: KEY: {ANSWER: NUMBER}

A note that is changed or moved keeps its cards and their reviews, and a number stays with its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest

from pipeline.core.ledger import BuildResult, Change, Ledger
from pipeline.core.picture import PictureKind, Region
from pipeline.identity import read_ledger
from pipeline.package import notetype
from pipeline.render import drawing
from pipeline.render.cache import Drawn
from tests.project import Project

STORIES = sorted(Path(__file__).parent.glob("*.md"))
MOMENTS = ("before", "after", "later")

_FENCE = re.compile(r"^````(before|after|later|delta)(?: (\S+))?\n(.*?)^````$", re.MULTILINE | re.DOTALL)
_DELTA = re.compile(r"^````delta\n.*?^````$", re.MULTILINE | re.DOTALL)
_DESIGN = PurePosixPath("design")


@dataclass(slots=True)
class Moment:
    """The files of one moment by name, and what the build then says; the first moment says nothing."""

    files: dict[str, str] = field(default_factory=dict)
    delta: str | None = None

    @property
    def notes(self) -> dict[str, str]:
        return {name: text for name, text in self.files.items() if _DESIGN not in PurePosixPath(name).parents}

    @property
    def design(self) -> dict[str, str]:
        return {PurePosixPath(name).name: text for name, text in self.files.items() if name not in self.notes}


def read_moments(text: str) -> list[Moment]:
    """Return the moments of a story in order."""
    moments: dict[str, Moment] = {}
    for word, name, body in _FENCE.findall(text):
        if word == "delta":
            list(moments.values())[-1].delta = body
        else:
            moments.setdefault(word, Moment()).files[name] = body
    assert tuple(moments) == MOMENTS[: len(moments)]
    assert [moment.delta is None for moment in moments.values()] == [True, *[False] * (len(moments) - 1)]
    return list(moments.values())


def with_deltas(text: str, deltas: list[str]) -> str:
    """Return the story with other deltas in their order."""
    remaining = iter(deltas)
    return _DELTA.sub(lambda _: f"````delta\n{next(remaining)}````", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One moment as it was built: what the ledger held before and holds after, and the delta as text."""

    result: BuildResult
    before: Ledger
    after: Ledger
    told: str


def tell(moments: list[Moment], project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Telling]:
    """Build each moment in turn. Pictures are drawn blank."""
    draw_blank(monkeypatch)
    before = Ledger()
    for moment in moments:
        _lay_out(moment, project, monkeypatch)
        result = project.build()
        assert [said.code for said in result.diagnostics if said.severity.value == "error"] == []
        after, _ = read_ledger(project.ledger)
        assert after is not None
        yield Telling(result=result, before=before, after=after, told=_told(result, before, after))
        before = after


def _lay_out(moment: Moment, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in [path for path in project.notes_dir.rglob("*") if path.is_file() and path != project.ledger]:
        path.unlink()
    for name, text in moment.notes.items():
        project.write(name, text)
    for name, text in moment.design.items():
        _add_to_design(name, text, monkeypatch)


def _add_to_design(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = notetype._design_text
    read(name)  # fails where there is no such file
    monkeypatch.setattr(notetype, "_design_text", lambda own: read(own) + (text if own == name else ""))


def draw_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the browser out of a story: the name of a picture follows from what is drawn, never from its pixels.

    A table has the regions of a drawn one and a flowchart those of its nodes `A[text]` and edges `A -->|text| B`, each
    as large as the picture.
    """

    def draw_missing(requests, stems, cache, browser, settle):  # type: ignore[no-untyped-def]
        cache.prepare()
        for request in requests:
            find = _cells if request.kind is PictureKind.TABLE else _labels
            regions = tuple(Region(**words, left=0, top=0, width=1, height=1) for words in find(request.source))
            blank = Drawn(webp=stems[request.key].encode(), width_px=1, height_px=1, regions=regions)
            settle(request, cache.store(stems[request.key], request.key, blank))

    monkeypatch.setattr(drawing, "draw_missing", draw_missing)


def _cells(source: str) -> Iterator[dict[str, str]]:
    for row, cells in enumerate(source.split("<tr>")[1:]):
        for column, cell in enumerate(re.split("<t[hd][^>]*>", cells)[1:]):
            yield {"key": f"{row}.{column}"}
            for tag in ("strong", "mark"):
                yield from ({"key": f"{row}.{column}.{tag}.{nth}"} for nth in range(1, cell.count(f"<{tag}>") + 1))


def _labels(source: str) -> Iterator[dict[str, str]]:
    for start, text, end in re.findall(r"(\w+)(?:\[[^\]]*\])? -->\|(.*?)\| (\w+)", source):
        yield {"key": f"message {start}→{end} {text}", "kind": "message", "place": f"{start}→{end}", "text": text}
    for name, text in re.findall(r"(\w+)\[([^\]]*)\]", source):
        yield {"key": f"node {name} {text}", "kind": "node", "place": name, "text": text}


def _told(result: BuildResult, before: Ledger, after: Ledger) -> str:
    """Return the delta as a story writes it."""
    old_keys = {entry.guid: entry.key for entry in before.entries}

    def line(word: str, change: Change) -> str:
        old = old_keys.get(change.guid, change.key)
        return f"{word}: {change.key}" if old == change.key else f"{word}: {old} → {change.key}"

    delta = result.delta
    retired = sorted(delta.retired, key=lambda change: change.key)
    words = {"new": delta.added, "changed": delta.updated, "moved": delta.moved, "retired": retired}
    lines = [line(word, change) for word, changes in words.items() for change in changes]
    numbers = {entry.key: dict(entry.ordinals) for entry in after.entries if not entry.retired and entry.ordinals}
    lines.extend(f"clozes: {key}: {numbers[key]}" for key in sorted(numbers))
    return "".join(f"{own}\n" for own in lines)
