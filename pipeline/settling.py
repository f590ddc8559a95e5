"""Files whose notes need no second look: they, their pictures and the ledger are what the last build has left.

A note hangs on its file, its pictures, and what the ledger remembers. Other notes can only meddle by an id that the
author wrote: files with such ids, and those with a note that one names, are looked at in every build.
"""

from __future__ import annotations

import msgspec

from pipeline.core.digest import digest
from pipeline.core.drafted import Outline, SettledFile
from pipeline.drafting import Drafted
from pipeline.identity import pinned_id
from pipeline.render import Rendering


def settled_files(drafted: Drafted, rendering: Rendering, ledger: str | None) -> dict[int, SettledFile]:
    """Return, by its number, what the last build has made of each file that needs no look.

    `ledger` is the digest of the ledger now.
    """
    kept = drafted.memo.settled(drafted.outlines.keys(), ledger) if ledger else {}
    if not kept:
        return {}
    pinned = {pinned_id(claim.explicit_id) for own in drafted.outlines.values() for claim in own.claims}
    return {
        nth: own
        for nth, (key, outline) in enumerate(drafted.outlines.items())
        if (own := kept.get(key))
        and not outline.claims
        and own.pictures == pictures_digest(outline, rendering)
        and pinned.isdisjoint(guid for guid, _ in own.places)
    }


def pictures_digest(outline: Outline, rendering: Rendering) -> str:
    """Return the digest of what the notes of a file show: the names of the pictures, and what lies where in them."""
    seen = [(own.key, *rendering.look_of(own.key)) for own in outline.requests]
    return digest("pictures", msgspec.msgpack.encode(seen))
