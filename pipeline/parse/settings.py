"""The settings an author can write in front matter and in comments, read one by one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from pipeline.config import did_you_mean
from pipeline.core.codes import CODES
from pipeline.core.section import CARD_WORDS, Options

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# How alike a word must be to a key to be taken for a slip, from 0 to 1. An ordinary comment, or what another program
# keeps in front matter, must not become an error.
_SLIP = 0.76

_BETWEEN_WORDS = re.compile(r"[\s,、，]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be used, and what to write instead."""

    message: str
    hint: str


def read_setting(key: str, value: str | list[str]) -> Options | Fault:
    """Return options with the one setting `key`, or what is wrong with `value`. A list counts as words."""
    if key in _LIST_READERS:
        words = _BETWEEN_WORDS.split(value) if isinstance(value, str) else value
        return _LIST_READERS[key]([word for word in words if word])
    if not isinstance(value, str):
        return Fault(f"`{key}` takes one value, not a list", f"Write one value after `{key}:`.")
    return _READERS[key](value.strip())


def is_meant(key: str, keys: Iterable[str]) -> bool:
    """Return whether `key` is one of `keys`, has two letters exchanged, or is otherwise close to one of them."""
    known = list(keys)
    exchanged = any(sorted(key) == sorted(own) for own in known)
    return exchanged or bool(difflib.get_close_matches(key, known, n=1, cutoff=_SLIP))


def merge_options(base: Options, over: Options) -> Options:
    """Return `base` with what `over` says; tags and allowed codes of both add up."""
    return replace(
        base,
        card=over.card or base.card,
        id=over.id or base.id,
        deck=over.deck or base.deck,
        tags=tuple(dict.fromkeys(base.tags + over.tags)),
        allow=tuple(dict.fromkeys(base.allow + over.allow)),
        lang=over.lang or base.lang,
    )


def _read_card(value: str) -> Options | Fault:
    if value in CARD_WORDS:
        return Options(card=value)
    return Fault(f"`card` cannot be `{value}`", did_you_mean(value, CARD_WORDS))


def read_id(value: str) -> Options | Fault:
    """Return options with the explicit id, or what is wrong with it."""
    if _ID.fullmatch(value):
        return Options(id=value)
    return Fault(f"`{value}` is no id", "Use Latin letters, digits, `.`, `_` and `-`, with a letter or digit first.")


def _read_deck(value: str) -> Options | Fault:
    if all(part.strip() for part in value.split("::")):
        return Options(deck=value)
    return Fault(f"`{value}` is no deck name", "Write the name, with `::` between a deck and the deck inside it.")


def _read_lang(value: str) -> Options | Fault:
    if _LANGUAGE.fullmatch(value):
        return Options(lang=value)
    return Fault(f"`{value}` is no language", "Write a language tag such as `ja` or `en`.")


def _read_tags(words: list[str]) -> Options | Fault:
    tags = [word.strip().removeprefix("#") for word in words]
    for tag in tags:
        if not tag or len(tag.split()) > 1:
            return Fault(f"the tag `{tag}` is empty or holds a space", "Write `-` or `_` in place of the space.")
    return Options(tags=tuple(dict.fromkeys(tags)))


def _read_allow(words: list[str]) -> Options | Fault:
    for word in words:
        if word not in CODES:
            near = did_you_mean(word, CODES) if is_meant(word, CODES) else "The verb `explain` lists all of them."
            return Fault(f"there is no diagnostic `{word}`", near)
    return Options(allow=tuple(dict.fromkeys(words)))


_READERS: dict[str, Callable[[str], Options | Fault]] = {
    "card": _read_card,
    "id": read_id,
    "deck": _read_deck,
    "lang": _read_lang,
}
_LIST_READERS: dict[str, Callable[[list[str]], Options | Fault]] = {"tags": _read_tags, "allow": _read_allow}

KEYS = (*_READERS, *_LIST_READERS)
