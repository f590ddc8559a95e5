"""Keys of notes: where a note stands and what it asks, readable in the ledger and unique in a build."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from pipeline.core.digest import digest
from pipeline.core.markup import recognised_texts
from pipeline.core.note import KEY_SEPARATOR, PATH_SEPARATOR, NoteDraft, path_in_keys
from pipeline.core.section import Inline, Section, plain_text
from pipeline.draft.rope import answer_key

_ORDINAL = re.compile(r"^(?:[(（]?\d{1,3}[.．)）、]|[①-⒛㉑-㉟㊱-㊿❶-❿]|第\d{1,3}[章節])\s*")


def section_key(section: Section) -> str:
    """Return the path of the file and of the headings. Ordinals such as `1.` or `①` are no part of it.

    It begins as that of no other file does.
    """
    headings = PATH_SEPARATOR.join(heading_key(heading) for heading in (*section.ancestors, section.title))
    return f"{path_in_keys(section.path)}{PATH_SEPARATOR}{headings}".replace(KEY_SEPARATOR, "·")


@lru_cache(maxsize=64)  # every note below a heading asks for it
def heading_key(heading: Inline) -> str:
    """Return the name of a heading without its ordinal, which goes first: NFKC makes a plain `1` of `①`."""
    return answer_key(without_ordinal(plain_text(heading).strip()))


def without_ordinal(text: str) -> str:
    """Return `text` without the ordinal before it, unless it is nothing else."""
    return _ORDINAL.sub("", text) or text


def ordinal_of(text: str) -> str:
    """Return the ordinal before `text`, or "" where it has none."""
    return text.removesuffix(without_ordinal(text)).strip()


def with_unique_keys(drafts: Sequence[NoteDraft]) -> tuple[NoteDraft, ...]:
    """Return the drafts of one file with keys made unique.

    Drafts that share a key are told apart by their content and not by their order, so that a new neighbour does not
    take over a key; only drafts that are equal in everything are counted.
    """
    shared = {key for key, count in Counter(draft.key for draft in drafts).items() if count > 1}
    seen: defaultdict[str, int] = defaultdict(int)
    unique: list[NoteDraft] = []
    for draft in drafts:
        key = f"{draft.key} · {digest('key', recognised_texts(draft))[:8]}" if draft.key in shared else draft.key
        seen[key] += 1
        own = key if seen[key] == 1 else f"{key} · {seen[key]}"
        unique.append(draft if own == draft.key else replace(draft, key=own))
    return tuple(unique)
