"""What a person reads: diagnostics on stderr, the outcome on stdout, and the readable dump of a package."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pipeline.core.diagnostic import Diagnostic, Severity
from pipeline.core.errors import DeckError
from pipeline.core.ledger import BuildResult, Delta
from pipeline.core.note import FIELD_NAMES, Note
from pipeline.status import Line, delta_json, delta_line, short_lines
from pipeline.word_diff import Ink, Piece

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from rich.text import Text

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_INKS = {Ink.PLAIN: "", Ink.REMOVED: "red strike", Ink.ADDED: "green", Ink.STRONG: "bold", Ink.FAINT: "dim"}
_MARKS = {Ink.REMOVED: ("[-", "-]"), Ink.ADDED: ("{+", "+}")}
"""What stands for a colour where there is none."""


class Report:
    """Prints for one run. Colour and a moving bar only where a person looks at a terminal."""

    def __init__(self, notes_dir: Path) -> None:
        self._notes_dir = notes_dir
        self._lines: dict[str, list[str]] = {}

    @property
    def _errors(self) -> Console:
        from rich.console import Console

        return Console(stderr=True, highlight=False, soft_wrap=True)

    def lines(self, lines: Iterable[Line]) -> None:
        """Print lines on stdout: in colours on a terminal that has them, else with the marks of `git diff`."""
        from rich.console import Console
        from rich.text import Text

        console = Console(highlight=False, soft_wrap=True)
        coloured = console.color_system is not None and not console.no_color
        for line in lines:
            if coloured:
                console.print(Text.assemble(*((piece.text, _INKS[piece.ink]) for piece in line)))
            else:
                print(plain_line(line))

    def fault(self, fault: DeckError) -> None:
        """Print a fault of use or machine: what is wrong, then what to do."""
        from rich.text import Text

        self._errors.print(Text.assemble(("error", "bold red"), f": {fault.message}"))
        if fault.hint:
            self._errors.print(Text.assemble(("  hint", "bold"), f": {fault.hint}"))

    def diagnostics(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Print each diagnostic with its source line and a caret, ordered by place."""
        console = self._errors
        for said in sorted(diagnostics, key=lambda said: (said.span.path, said.span.line, said.span.column)):
            for line in self._diagnostic_lines(said):
                console.print(line)

    def _diagnostic_lines(self, said: Diagnostic) -> list[Text]:
        from rich.cells import cell_len
        from rich.text import Text

        span = said.span
        severity = said.severity
        place = f"{self._notes_dir / span.path}:{span.line}:{span.column}"
        head = Text.assemble(
            (place, "bold"), ": ", (f"{severity.value}[{said.code}]", _COLOURS[severity]), f": {said.message}"
        )
        lines = [head]
        source = self._source_line(span.path, span.line)
        if source:
            gutter = f"{span.line:>5} | "
            indent = cell_len(source[: span.column - 1])
            lines.append(Text.assemble((gutter, "dim"), source))
            lines.append(Text.assemble((" " * 5 + " | ", "dim"), " " * indent, ("^", _COLOURS[severity])))
        if said.hint:
            lines.append(Text.assemble((" " * 5 + " = ", "dim"), ("hint", "bold"), f": {said.hint}"))
        return lines

    def _source_line(self, path: str, line: int) -> str:
        if path not in self._lines:
            try:
                text = (self._notes_dir / path).read_text(encoding="utf-8-sig", errors="replace")
            except OSError:
                text = ""
            self._lines[path] = text.splitlines()
        lines = self._lines[path]
        shown = lines[line - 1].replace("\t", " ").rstrip() if 0 < line <= len(lines) else ""
        return shown if len(shown) <= 160 else shown[:160] + "…"


class PictureProgress(AbstractContextManager["PictureProgress"]):
    """A bar on a terminal, a plain line now and then elsewhere; nothing at all where there is no long work."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            if done == total or done % 100 == 0:
                print(f"{what}: {done} of {total}", file=sys.stderr)
            return
        if self._bar is None:
            self._bar = _progress_bar()
            self._bar.start()
            self._task = self._bar.add_task(what, total=total)
        if self._task is not None:
            self._bar.update(self._task, completed=done)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def plain_line(line: Line) -> str:
    """Return a line without colours, its removed and added pieces between marks."""
    marked = ((_MARKS.get(piece.ink, ("", "")), piece.text) for piece in line)
    return "".join(f"{opening}{text}{closing}" for (opening, closing), text in marked).rstrip()


def outcome_lines(result: BuildResult, output: Path, *, wrote: bool, verbose: bool) -> Iterator[Line]:
    """Yield what a person wants to know after a run that found no fault."""
    yield from _told(_size_lines(result, output, wrote=wrote))
    yield from short_lines(result.delta, verbose=verbose)
    if result.wrote_package or result.wrote_ledger:
        yield from _told(_pictures_line(result))
        yield from _told(["Next: open the file with Anki (File › Import), keep the default options, and sync."])
        yield from _told(_left_in_anki(result.delta))
    if verbose:
        yield from _told(f"  {name:<8} {seconds:6.3f} s" for name, seconds in result.stage_seconds)
        yield from _told([f"  sha256 {result.package_sha256}"])


def _told(lines: Iterable[str]) -> Iterator[Line]:
    return ((Piece(line),) for line in lines)


def _size_lines(result: BuildResult, output: Path, *, wrote: bool) -> list[str]:
    cards = sum(len(note.ordinals) for note in result.notes)
    size = f"{_count(len(result.notes), 'note')}, {_count(cards, 'card')}"
    if not wrote:
        return [f"Checked: {size}; nothing was written.", f"  against the ledger: {delta_line(result.delta)}"]
    if not (result.wrote_package or result.wrote_ledger):
        return [f"Nothing changed: {output} is up to date ({size})."]
    return [f"Built {output}: {size}.", f"  {delta_line(result.delta)}"]


def _left_in_anki(delta: Delta) -> Iterator[str]:
    """Yield what an import leaves behind, since a package can delete neither cards nor notes."""
    if lost := sum(len(change.lost_ordinals) for change in (*delta.updated, *delta.moved)):
        yield f"{_count(lost, 'cloze')} no longer asked: after the import, remove the cards with Tools › Empty Cards."
    if delta.retired:
        yield f"{_count(len(delta.retired), 'note')} gone from the notes folder, yet in Anki until deleted there:"
        yield "open Browse, paste this line into the search, then Edit › Select All and Notes › Delete."
        yield "nid:" + ",".join(str(change.note_id) for change in delta.retired)


def touched_text(count: int) -> str:
    """Return what is to be known and done after `count` notes were touched."""
    return (
        f"Touched {_count(count, 'note')}. Build and import: what was edited in them in Anki, their tags too, will be\n"
        "overwritten with what stands in the notes."
    )


def _pictures_line(result: BuildResult) -> list[str]:
    total = result.pictures_drawn + result.pictures_cached
    if not total:
        return []
    return [f"  {_count(total, 'picture')}: {result.pictures_drawn} drawn, {result.pictures_cached} from the cache"]


def count_line(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the diagnostics as one line, such as `1 error, 2 warnings`, or "" where there are none."""
    counts = ((severity, sum(1 for said in diagnostics if said.severity is severity)) for severity in Severity)
    return ", ".join(_count(count, severity.value) for severity, count in counts if count)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def outcome_json(result: BuildResult, output: Path, exit_code: int) -> str:
    """Return the outcome for programs; keys are only ever added."""
    return json.dumps(
        {
            "version": 1,
            "exit_code": exit_code,
            "output": str(output),
            "wrote_package": result.wrote_package,
            "wrote_ledger": result.wrote_ledger,
            "sha256": result.package_sha256,
            "notes": len(result.notes),
            "cards": sum(len(note.ordinals) for note in result.notes),
            "pictures": {"drawn": result.pictures_drawn, "cached": result.pictures_cached},
            "delta": delta_json(result.delta),
            "diagnostics": [diagnostic_json(said) for said in result.diagnostics],
            "seconds": dict(result.stage_seconds),
        },
        ensure_ascii=False,
        indent=2,
    )


def status_json(result: BuildResult, exit_code: int) -> str:
    """Return the delta of a run that writes nothing for programs; keys are only ever added."""
    return json.dumps(
        {
            "version": 1,
            "exit_code": exit_code,
            "delta": delta_json(result.delta),
            "diagnostics": [diagnostic_json(said) for said in result.diagnostics],
            "seconds": dict(result.stage_seconds),
        },
        ensure_ascii=False,
        indent=2,
    )


def diagnostic_json(said: Diagnostic) -> dict[str, object]:
    """Return a diagnostic for programs; keys are only ever added."""
    return {
        "code": said.code,
        "severity": said.severity.value,
        "message": said.message,
        "hint": said.hint,
        "file": said.span.path,
        "line": said.span.line,
        "column": said.span.column,
    }


def dump_text(notes: Sequence[Note]) -> str:
    """Return a package as readable text: each note with its identity and its fields as Anki gets them."""
    return "\n".join(_note_lines(note) for note in notes)


def _note_lines(note: Note) -> str:
    cards = ",".join(str(ordinal) for ordinal in note.ordinals)
    lines = [
        f"[{note.guid}] {note.kind.value} id={note.created_ms} mod={note.mod_s} cards={cards}",
        f"Deck: {note.deck}",
    ]
    if note.tags:
        lines.append(f"Tags: {' '.join(note.tags)}")
    lines.extend(f"{name}: {text}" for name, text in zip(FIELD_NAMES[note.kind], note.fields, strict=True) if text)
    return "\n".join(lines) + "\n"
