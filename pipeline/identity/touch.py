"""Notes that Anki shall take once more, though nothing in them changed."""

from __future__ import annotations

from collections.abc import Set

from msgspec.structs import replace

from pipeline.core.ledger import Ledger


def touch_entries(ledger: Ledger, guids: Set[str], now_s: int) -> Ledger:
    """Return `ledger` with the notes of `guids` changed at `now_s`, or a second after their last change if it is later.

    Anki refuses an update that is older than the learner's own edit of the note. The next build sends these notes as
    changed now, so that the import overwrites such edits.
    """
    return replace(
        ledger,
        entries=tuple(
            replace(entry, mod_s=max(now_s, entry.mod_s + 1)) if entry.guid in guids else entry
            for entry in ledger.entries
        ),
    )
