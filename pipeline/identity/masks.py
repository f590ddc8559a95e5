"""What is asked in a picture, known again: cells of a table by row × column, labels of a diagram by their text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from pipeline.core.markup import HIDDEN_FROM, HIDDEN_TO
from pipeline.core.note import CELL_SEPARATOR, WAY
from pipeline.identity.words import Texts, likeness

SAME_NAME = 60.0
"""How alike, from 0 to 100, the new name of a row or column is to the old one, if not all of its cells say the same.
So are a message and what it becomes."""

Label = tuple[str, str]
"""The place of a label in its diagram, and its text."""

Answers = dict[str, str]
"""The answers of a picture by their places, or those of a line of a table by the names of the lines across it."""


def replaced_keys(old: Texts, new: Texts, ordinals: Mapping[str, int]) -> dict[str, str]:
    """Return, by key of what is asked now, the key of what was asked in its place under another name.

    A cell is asked by row × column: where one of them is renamed, the other cells of that line tell. A label is asked
    by its text: where that is another one now, its place tells. `ordinals` has the old keys.
    """
    before, after = [_parted(text) for text in old], [_parted(text) for text in new]
    if all(place in ordinals for place, _ in before):
        return dict(_renamed_cells(dict(before), dict(after)))
    gone = [label for label in before if label[1] not in {text for _, text in after}]
    come = [label for label in after if label[1] not in {text for _, text in before}]
    pairs = [(now[1], was[1]) for now in come for was in gone if _is_reworded(was, now)]
    news, olds = [now for now, _ in pairs], [was for _, was in pairs]
    return {now: was for now, was in pairs if news.count(now) == olds.count(was) == 1}


def _parted(text: str) -> Label:
    place, _, answer = text.partition(HIDDEN_FROM)
    answer = unicodedata.normalize("NFKC", answer.replace(HIDDEN_FROM, "").replace(HIDDEN_TO, ""))
    return place.strip(), " ".join(answer.split())


def _is_reworded(was: Label, now: Label) -> bool:
    """A node stays the same under any name; between two nodes, or where no name is known, many things may be said."""
    if was[0] != now[0]:
        return False
    is_node = bool(was[0]) and WAY not in was[0]
    return is_node or likeness(was[1], now[1]) >= SAME_NAME


def _renamed_cells(before: Answers, after: Answers) -> Iterator[tuple[str, str]]:
    columns: dict[str, str] = {}
    rows: dict[str, str] = {}
    for _ in range(2):  # what is known of the rows may decide about a column, and the other way round
        columns = _renamed_lines(_lines(before, 1, rows), _lines(after, 1, {}))
        rows = _renamed_lines(_lines(before, 0, columns), _lines(after, 0, {}))
    for old in before:
        row, column = _row_and_column(old)
        new = f"{rows.get(row, row)}{CELL_SEPARATOR}{columns.get(column, column)}"
        if new != old and new in after:
            yield new, old


def _row_and_column(place: str) -> tuple[str, str]:
    row, _, column = place.rpartition(CELL_SEPARATOR)
    return row, column


def _lines(answers: Answers, axis: int, renamed: Mapping[str, str]) -> dict[str, Answers]:
    """Return the rows (`axis` 0) or columns (1) by name, their answers by the name of the line across, as it is now."""
    lines: dict[str, Answers] = {}
    for place, answer in answers.items():
        names = _row_and_column(place)
        across = names[1 - axis]
        lines.setdefault(names[axis], {})[renamed.get(across, across)] = answer
    return lines


def _renamed_lines(old: Mapping[str, Answers], new: Mapping[str, Answers]) -> dict[str, str]:
    """Return the new name of each line that is known again under another one, where no other line could be it."""
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    pairs = [(was, now) for was in gone for now in come if _is_renamed(was, now, old[was], new[now])]
    olds, news = [was for was, _ in pairs], [now for _, now in pairs]
    return {was: now for was, now in pairs if olds.count(was) == news.count(now) == 1}


def _is_renamed(was: str, now: str, old: Answers, new: Answers) -> bool:
    """One equal cell may be chance; a line is the same if all of several are equal, or if its name is alike too."""
    shared = old.keys() & new.keys()
    equal = sum(old[name] == new[name] for name in shared)
    if equal == len(shared) > 1:
        return True
    return 2 * equal >= len(shared) > 0 and likeness(was, now) >= SAME_NAME
