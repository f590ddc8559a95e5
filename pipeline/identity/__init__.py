"""Drafts and the old ledger in, identities and the new ledger out.

A note keeps its guid, its id and the numbers of its clozes for as long as its fact lives, though nothing is written
into the notes: all of it is remembered in `notes/deck.lock`. Hashes only find candidates; what is known is read from
the ledger, and what was retired is reserved for ever. Pure but for `read_ledger`. This room imports `core` only.
"""

from pipeline.identity.assign import NOTHING_SETTLED, assign_identities
from pipeline.identity.keys import pinned_id
from pipeline.identity.ledger import ledger_lines, read_ledger
from pipeline.identity.new_ids import GENESIS_S
from pipeline.identity.touch import touch_entries

__all__ = [
    "GENESIS_S",
    "NOTHING_SETTLED",
    "assign_identities",
    "ledger_lines",
    "pinned_id",
    "read_ledger",
    "touch_entries",
]
