"""What a build changes, told before the import: each change with its place, its reason and the words that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from pipeline.core.ledger import Change, Delta
from pipeline.core.markup import HIDDEN_FROM, HIDDEN_TO
from pipeline.core.note import KEY_SEPARATOR, PATH_SEPARATOR
from pipeline.lines import Ink, Line, Piece, clipped, columns

_LISTED = 10
"""Changes that are listed after a build."""

_COLUMNS = 79
"""Of a terminal, for what is told on one line; yet words have always room for `_FEWEST`."""

_FEWEST = 30

_CONTEXT, _SHORT_CONTEXT = 15, 6
"""Characters next to a difference, with lines to spare and on a single one."""

_HIDDEN_SIGNS = str.maketrans({HIDDEN_FROM: "[", HIDDEN_TO: "]"})
"""How Anki shows hidden words; few terminals have the signs that mark them in the ledger."""

_SAME_WORDS = "same words; the look, tags, pictures or heading path changed"


def delta_line(delta: Delta) -> str:
    """Return the delta as one line, such as `2 new, 1 changed, 145 unchanged`."""
    counts = ((len(changes), word) for word, changes in (*_groups(delta), ("unchanged", delta.unchanged)))
    words = [f"{count:,} {word}" for count, word in counts if count] or ["no notes"]
    return ", ".join((*words, *(["new look"] if delta.restyled else [])))


def look_lines(delta: Delta) -> Iterator[Line]:
    """Yield what there is to know of cards that will look otherwise: no note of them counts as changed."""
    if delta.restyled:
        kinds = " and ".join(kind.value for kind in delta.restyled)
        yield (Piece(f"  The look of {kinds} cards changed: the import gives it to all of them, reviews stay."),)


def status_lines(delta: Delta, *, verbose: bool) -> Iterator[Line]:
    """Yield every change for a reader. Unchanged notes are only counted; under `verbose` they are named too."""
    for word, changes in _groups(delta):
        if changes:
            yield (Piece(f"{len(changes):,} {word}", Ink.STRONG),)
            for change in changes:
                yield _head(change, word)
                yield from _body(change, word)
            yield ()
    yield (Piece(f"{len(delta.unchanged):,} unchanged", Ink.STRONG),)
    yield from look_lines(delta)
    if verbose:
        yield from (_head(change, "unchanged") for change in _by_place(delta.unchanged))


def short_lines(delta: Delta, *, verbose: bool) -> Iterator[Line]:
    """Yield a line for each of the first changes, for all under `verbose`; for none where all is new: a first build."""
    if not (delta.updated or delta.moved or delta.retired or delta.unchanged):
        return
    listed = [(word, change) for word, changes in _groups(delta) for change in changes]
    shown = listed if verbose else listed[:_LISTED]
    for word, change in shown:
        place = f"    {word:<8} {_place(change)}  "
        yield Piece(place), *_fitting(_summary(change, word), max(_COLUMNS - columns(place), _FEWEST))
    if len(listed) > len(shown):
        yield (Piece(f"    … and {len(listed) - len(shown):,} more"),)


def delta_json(delta: Delta) -> dict[str, object]:
    """Return the delta for programs; keys are only ever added."""
    return {
        "added": _changes_json(delta.added),
        "updated": _changes_json(delta.updated),
        "moved": _changes_json(delta.moved),
        "unchanged": len(delta.unchanged),
        "retired": _changes_json(delta.retired),
        "restyled": [kind.value for kind in delta.restyled],
    }


def _changes_json(changes: Sequence[Change]) -> list[dict[str, object]]:
    return [
        {
            "guid": change.guid,
            "note_id": change.note_id,
            "key": change.key,
            "old_key": change.old_key,
            "file": change.span.path,
            "line": change.span.line,
            "why": change.why,
            "before": list(change.before),
            "after": list(change.after),
            "lost_ordinals": list(change.lost_ordinals),
        }
        for change in changes
    ]


def _groups(delta: Delta) -> tuple[tuple[str, list[Change]], ...]:
    """Return what changes, in the order in which it is told: first what touches cards that are being learned."""
    return (
        ("changed", _by_place(delta.updated)),
        ("moved", _by_place(delta.moved)),
        ("retired", _by_place(delta.retired)),
        ("new", _by_place(delta.added)),
    )


def _by_place(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: (change.span.path, change.span.line))


def _place(change: Change) -> str:
    return f"{change.span.path}:{change.span.line}"


def _section(key: str) -> str:
    return key.split(KEY_SEPARATOR, 1)[0]


def _head(change: Change, word: str) -> Line:
    headings = _section(change.key).removeprefix(change.span.path + PATH_SEPARATOR)
    reason = "" if change.why == word else f"  ({change.why})"
    return Piece("  "), Piece(_place(change), Ink.STRONG), Piece(f"  {headings}"), Piece(reason, Ink.FAINT)


def moved_text(change: Change) -> str:
    """Return where a note stood and where it stands, without the file and headings that are the same."""
    from pipeline.word_diff import parted  # its patterns take a while, and a build where nothing changed needs none

    head, old, new, _ = parted(*(_section(key).split(PATH_SEPARATOR) for key in (change.old_key, change.key)))
    # Where a level of headings came or went, the one above it tells where.
    above = [] if old and new else head[-1:]
    return " → ".join(PATH_SEPARATOR.join(above + path) for path in (old, new))


def _body(change: Change, word: str) -> Iterator[Line]:
    if word == "moved":
        yield (Piece(f"      {moved_text(change)}"),)
    labels = ("Q  ", "A  ") if len(change.after or change.before) > 1 else ("",)
    for label, before, after in zip_longest(labels, change.before, change.after, fillvalue=""):
        if not _differs(change):
            yield (Piece(f"      {clipped(label + readable(after or before), _COLUMNS - 6)}"),)
        elif before != after:
            yield Piece(f"      {label}"), *_difference(before, after, _CONTEXT)
    if word == "changed" and not _differs(change):
        yield (Piece(f"      {_SAME_WORDS}", Ink.FAINT),)
    if change.lost_ordinals:
        yield (Piece(f"      no longer asked: {', '.join(f'c{number}' for number in change.lost_ordinals)}"),)


def _summary(change: Change, word: str) -> Iterator[Piece]:
    if word == "moved":
        yield Piece(f"{moved_text(change)}: ")
    if _differs(change):
        sides = zip_longest(change.before, change.after, fillvalue="")
        yield from _difference(*next(side for side in sides if side[0] != side[1]), _SHORT_CONTEXT)
    else:
        yield Piece("same words: " if word == "changed" else "", Ink.FAINT)
        yield Piece(readable((change.after or change.before)[0]))


def _differs(change: Change) -> bool:
    """Return whether the words of a known note that is still there are other words now."""
    return bool(change.before and change.after) and change.before != change.after


def _difference(before: str, after: str, context: int) -> Iterator[Piece]:
    from pipeline.word_diff import shortened, word_diff

    for piece in shortened(word_diff(before, after), context):
        yield Piece(readable(piece.text), piece.ink)


def readable(text: str) -> str:
    """Return words of the ledger as they are shown: hidden ones between brackets."""
    return text.translate(_HIDDEN_SIGNS)


def _fitting(pieces: Iterable[Piece], room: int) -> Iterator[Piece]:
    """Yield as much of `pieces` as fits into `room` columns."""
    for piece in pieces:
        text = clipped(piece.text, room)
        yield Piece(text, piece.ink)
        room -= columns(text)
        if text != piece.text:
            return
