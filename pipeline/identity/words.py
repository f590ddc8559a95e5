"""The words of a note, seen as a learner sees them: opened, as the question, and round each hidden word."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.core.markup import HIDDEN_FROM, HIDDEN_TO

_INNERMOST = re.compile(f"{HIDDEN_FROM}[^{HIDDEN_FROM}{HIDDEN_TO}]*{HIDDEN_TO}")
_BLANK = "…"
_SURROUNDING = 14
"""Characters before and after a hidden word that say which place it is."""

Texts = tuple[str, ...]


def opened(texts: Texts) -> Texts:
    """Return `texts` with nothing hidden."""
    return tuple(text.replace(HIDDEN_FROM, "").replace(HIDDEN_TO, "") for text in texts)


def asked(text: str) -> str:
    """Return what the learner sees of a text before the answer: hidden words as blanks."""
    while (blanked := _INNERMOST.sub(_BLANK, text)) != text:
        text = blanked
    return text


def length_of(text: str) -> int:
    """Return how many letters, digits and characters of words `text` has: how much it tells."""
    return len(re.findall(r"\w", text))


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 100: twice the characters in common over all characters.

    The time rises with the product of both lengths. Of long texts only what lies between their equal ends is compared,
    by words where that is long too.
    """
    if len(one) + len(other) <= LONG:
        return fuzz.ratio(one, other)
    start = _equal_start(one, other)
    one_rest, other_rest = one[start:], other[start:]
    end = _equal_start(one_rest[::-1], other_rest[::-1])
    one_rest, other_rest = one_rest[: len(one_rest) - end], other_rest[: len(other_rest) - end]
    between = len(one_rest) + len(other_rest)
    if between > LONG:
        alike = fuzz.ratio(_WORDS.findall(one_rest), _WORDS.findall(other_rest))
    else:
        alike = fuzz.ratio(one_rest, other_rest)
    return (200.0 * (start + end) + alike * between) / (len(one) + len(other))


LONG = 20_000
"""Characters of two texts together; two notes of an hour's reading have more."""

_WORDS = re.compile(r"[^\W㐀-鿿ぁ-ヿ]+|.", re.DOTALL)


def _equal_start(one: str, other: str) -> int:
    """Return with how many equal characters both texts begin."""
    length = min(len(one), len(other))
    return bisect_left(range(length), True, key=lambda at: one[: at + 1] != other[: at + 1])


_TERM = re.compile(f"{HIDDEN_FROM}[^\\W\\d_][^{HIDDEN_FROM}{HIDDEN_TO}]*{HIDDEN_TO} ?[:：=＝]")


def asks_for_term(text: str) -> bool:
    """Return whether `text` hides the name that it explains, as in `⟦queue⟧: keeps messages`. A number is no name."""
    return bool(_TERM.match(text)) and text.count(HIDDEN_FROM) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenWord:
    """A hidden word with the characters before and after it."""

    key: str
    before: str
    after: str


def hidden_words(text: str) -> tuple[HiddenWord, ...]:
    """Return the innermost hidden words of `text` in reading order."""
    found = []
    (plain,) = opened((text,))
    at = read = 0  # in the plain text, and in the one with signs
    for match in _INNERMOST.finditer(text):
        (between,) = opened((text[read : match.start()],))
        at += len(between)
        before, at, read = plain[max(at - _SURROUNDING, 0) : at], at + len(match[0]) - 2, match.end()
        key = " ".join(unicodedata.normalize("NFKC", match[0][1:-1]).split())
        found.append(HiddenWord(key=key, before=before, after=plain[at : at + _SURROUNDING]))
    return tuple(found)


def reworded(old_text: str, new_text: str) -> dict[str, str]:
    """Return, by key of a new hidden word, the key of the old one whose place it took.

    A word is reworded where the old one is gone from the text and the new one stands between the same neighbours.
    """
    said_openly = asked(new_text)
    old_words, new_words = (dict.fromkeys(hidden_words(text)) for text in (old_text, new_text))
    old_keys = {word.key for word in old_words}
    gone_keys = {key for key in old_keys if key not in said_openly}
    gone = [word for word in old_words if word.key in gone_keys]
    come = [word for word in new_words if word.key not in old_keys]
    if len(gone) * len(come) > _MOST_PAIRS:
        return {}
    places: defaultdict[str, set[str]] = defaultdict(set)
    for word in come:
        places[word.key] |= {old.key for old in gone if _same_place(old, word)}
    pairs = {key: own.pop() for key, own in places.items() if len(own) == 1}
    once = {old for old, count in Counter(pairs.values()).items() if count == 1}
    return {new: old for new, old in pairs.items() if old in once}


_MOST_PAIRS = 1_000_000
"""More hidden words of one text than this allows are not reworded: the text is another one."""


def _same_place(old: HiddenWord, new: HiddenWord) -> bool:
    sides = ((old.before, new.before), (old.after, new.after))
    return any(one for pair in sides for one in pair) and all(_alike(*pair) for pair in sides)


def _alike(one: str, other: str) -> bool:
    return one == other or (bool(one and other) and likeness(one, other) >= 75)
