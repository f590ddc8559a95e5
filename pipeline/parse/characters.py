"""Which characters count as CJK, for emphasis and for line breaks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Characters with Emoji_Presentation among the wide ones (emoji-data.txt of UTS #51). Below U+2E80 everything wide is
# an emoji but Hangul and the two angle brackets; from U+1F300 on everything wide is.
_EMOJI = re.compile(
    "[\u231a-\u2328\u232b-\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f21a\U0001f22f"
    "\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001faff]"
)
_HANGUL = re.compile(
    "[\u1100-\u11ff\u302e\u302f\u3131-\u318e\u3200-\u321e\u3260-\u327e\ua960-\ua97c\uac00-\ud7fb\uffa0-\uffdc]"
)


@lru_cache(maxsize=8192)
def is_cjk(character: str) -> bool:
    """Return whether emphasis treats `character` as CJK: wide and no emoji by default, or Hangul.

    This is the definition of the "CJK-friendly" amendment to CommonMark.
    """
    if _HANGUL.match(character):
        return True
    return unicodedata.east_asian_width(character) in "WFH" and not _EMOJI.match(character)


@lru_cache(maxsize=8192)
def joins_lines(character: str) -> bool:
    """Return whether a line may break beside `character` without a space: CJK, but not Hangul, which writes spaces."""
    return is_cjk(character) and not _HANGUL.match(character)


def ends_in_cjk(text: str, end: int) -> bool:
    """Return whether the character before `end` is CJK, looking through the variation selectors that may follow it."""
    return is_cjk(text[end - 1]) or "\U000e0100" <= text[end - 1] <= "\U000e01ef" or ends_in_variant(text, end)


def ends_in_variant(text: str, end: int) -> bool:
    """Return whether a CJK character and the selector of a standardized variant of it stand before `end`."""
    if end < 2 or not "\ufe00" <= text[end - 1] <= "\ufe0e":
        return False
    base = text[end - 2]
    # U+FE01 asks for the full-width form of these quotation marks.
    return is_cjk(base) or (text[end - 1] == "\ufe01" and base in "‘’“”")
