"""Numbers of clozes: they belong to a fact for life, and a retired one is never given to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.core.note import ClozeMark

Ordinals = tuple[tuple[str, int], ...]


def allocate_ordinals(
    marks: Sequence[ClozeMark], old: Ordinals, retired: Ordinals, reworded: Mapping[str, str]
) -> tuple[Ordinals, Ordinals]:
    """Return the numbers of `marks` by key in order of first appearance, and the retired ones.

    A key keeps the number it had, a reworded one that of the key it replaces, a retired key takes its number back, a
    number written by the author is his, and a new key gets the number after the highest ever used.
    """
    known = dict(retired) | dict(old)
    known |= {new: dict(old)[was] for new, was in reworded.items() if new not in known and was in dict(old)}
    taken = {mark.number for mark in marks if mark.number is not None}
    now: dict[str, int] = {}
    highest = max([0, *known.values(), *taken])
    for mark in marks:
        if mark.key in now:
            continue
        number = mark.number or known.get(mark.key)
        if number is None or (mark.number is None and number in taken):
            highest += 1
            number = highest
        now[mark.key] = number
    used = set(now.values())  # a number in use again is not retired, whoever had it
    gone = {key: number for key, number in known.items() if key not in now and number not in used}
    return tuple(now.items()), tuple(sorted(gone.items(), key=lambda pair: pair[1]))
