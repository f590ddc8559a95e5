"""Numbers of clozes: they belong to a fact for life, and a retired one is never given to another."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.note import ClozeMark

Ordinals = tuple[tuple[str, int], ...]


def allocate_ordinals(marks: Sequence[ClozeMark], old: Ordinals, retired: Ordinals) -> tuple[Ordinals, Ordinals]:
    """Return the numbers of `marks` by key in order of first appearance, and the retired ones.

    A key keeps the number it had, a retired key takes its number back, a number written by the author is his, and a
    new key gets the number after the highest ever used.
    """
    known = dict(retired) | dict(old)
    written = {mark.key: mark.number for mark in marks if mark.number is not None}
    taken = set(written.values())
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
    gone = {key: number for key, number in known.items() if key not in now and number not in now.values()}
    return tuple(now.items()), tuple(sorted(gone.items(), key=lambda pair: pair[1]))
