"""The summary of a run: what a person wants to know when it has found no fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.core.codes import Severity
from pipeline.core.ledger import BuildResult, Delta
from pipeline.lines import Ink, Line, Piece, columns, counted, padded, sized
from pipeline.report.terminal import count_line
from pipeline.status import delta_line, look_lines, short_lines

_DECKS = 12
"""Decks that are told with their cards."""


def outcome_lines(result: BuildResult, output: Path, *, wrote: bool, verbose: bool) -> Iterator[Line]:
    """Yield what came of a run that found no fault, and what to do next."""
    wrote_something = result.wrote_package or result.wrote_ledger
    yield from _size_lines(result, output, wrote=wrote)
    yield from look_lines(result.delta)
    yield from short_lines(result.delta, verbose=verbose)
    if wrote_something:
        yield from _told(["Next: open the file with Anki (File › Import), keep the default options, and sync."])
        yield from _told(_left_in_anki(result.delta))
    if verbose:
        yield from _told(f"  {name:<8} {seconds:6.3f} s" for name, seconds in result.stage_seconds)
        yield from _told([f"  sha256 {result.package_sha256}"])


def seen_line(result: BuildResult) -> Line:
    """Return what a page shows now, or that it does not show what the notes say."""
    if any(said.severity is Severity.ERROR for said in result.diagnostics):
        return Piece("Not shown", Ink.BAD), Piece(f": {count_line(result.diagnostics, verbose=True)}")
    seconds = sum(seconds for _, seconds in result.stage_seconds)
    cards = counted(result.card_count, "card")
    return Piece("Shown", Ink.GOOD), Piece(f": {cards}; {delta_line(result.delta)} ({seconds:.1f} s)")


def touched_text(count: int) -> str:
    """Return what is to be known and done after `count` notes were touched."""
    return (
        f"Touched {counted(count, 'note')}. Build and import: what was edited in Anki, tags too,\n"
        "will be overwritten with what stands in the notes."
    )


def _told(lines: Iterable[str]) -> Iterator[Line]:
    return ((Piece(line),) for line in lines)


def _size_lines(result: BuildResult, output: Path, *, wrote: bool) -> Iterator[Line]:
    notes, cards = result.note_count, result.card_count
    if wrote and not (result.wrote_package or result.wrote_ledger):
        yield up_to_date_line(output, notes, cards)
        return
    size = _size(notes, cards)
    if wrote:
        yield (Piece("Built", Ink.GOOD), Piece(f" {output} ({sized(result.package_bytes)}): {size}."))
    else:
        yield (Piece("Checked", Ink.GOOD), Piece(f": {size}; nothing was written."))
    yield from _told(_deck_lines(result))
    yield from _told(_picture_lines(result))
    yield (Piece(f"  {'' if wrote else 'against the ledger: '}{delta_line(result.delta)}"),)


def up_to_date_line(output: Path, notes: int, cards: int) -> Line:
    """Return what is said of a build that changes nothing."""
    return Piece("Nothing changed", Ink.GOOD), Piece(f": {output} is up to date ({_size(notes, cards)}).")


def _size(notes: int, cards: int) -> str:
    return f"{counted(notes, 'note')}, {counted(cards, 'card')}"


def _deck_lines(result: BuildResult) -> Iterator[str]:
    """Yield the cards of each deck, where there is more than one."""
    cards = dict(result.cards)
    if len(cards) < 2:
        return
    shown = sorted(cards)[:_DECKS]
    width = max(columns(deck) for deck in shown)
    digits = max(len(f"{cards[deck]:,}") for deck in shown)
    for deck in shown:
        yield f"    {padded(deck, width)}  {cards[deck]:>{digits},} {'card' if cards[deck] == 1 else 'cards'}"
    if len(cards) > len(shown):
        yield f"    … and {counted(len(cards) - len(shown), 'more deck')}"


def _picture_lines(result: BuildResult) -> Iterator[str]:
    parts = (
        (result.pictures_drawn, "drawn"),
        (result.pictures_cached, "from the cache"),
        (result.images, "of your own"),
    )
    total = sum(count for count, _ in parts)
    if total:
        told = ", ".join(f"{count:,} {word}" for count, word in parts if count)
        yield f"  {counted(total, 'picture')} ({sized(result.media_bytes)}): {told}"


def _left_in_anki(delta: Delta) -> Iterator[str]:
    """Yield what an import leaves behind, since a package can delete neither cards nor notes."""
    if lost := sum(len(change.lost_ordinals) for change in (*delta.updated, *delta.moved)):
        yield f"{counted(lost, 'cloze')} no longer asked: after the import, remove the cards with Tools › Empty Cards."
    if delta.retired:
        yield f"{counted(len(delta.retired), 'note')} gone from the notes folder, yet in Anki until deleted there:"
        yield "open Browse, paste this line into the search, then Edit › Select All and Notes › Delete."
        yield "nid:" + ",".join(str(change.note_id) for change in delta.retired)
