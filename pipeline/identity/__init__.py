"""Drafts and the old ledger in, identities and the new ledger out.

A note keeps its guid, its id and the numbers of its clozes for as long as its fact lives, though nothing is written
into the notes: all of it is remembered in `notes/deck.lock`. Hashes only find candidates; what is known is read from
the ledger, and what was retired is reserved for ever. Pure but for `read_ledger`. This room imports `core` only.
"""

from pipeline.identity.assign import GENESIS_S, assign_identities
from pipeline.identity.ledger import ledger_text, read_ledger
from pipeline.identity.touch import touch_entries

__all__ = ["GENESIS_S", "assign_identities", "ledger_text", "read_ledger", "touch_entries"]
