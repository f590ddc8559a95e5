"""Names that are written in two ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.drafted import Gist, Name
from pipeline.core.section import plain_text
from pipeline.lint.reading import Reading, place, texts_of

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_COMPOUND = (
    r"(?<![A-Za-z0-9])[A-Za-z](?:[a-z0-9]*[A-Z][A-Za-z0-9]*(?:[-._][A-Za-z0-9]+)*|[A-Za-z0-9]*(?:[-._][A-Za-z0-9]+)+)"
)
_LONE_WORD = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][ .,:;'’/&(-])[A-Z][a-z]{5,}(?![A-Za-z0-9])(?! ?[A-Za-z'’/&(-])"
_AMONG_LATIN_LETTERS = re.compile(_COMPOUND)
_AMONG_CHINESE_LETTERS = re.compile(f"{_COMPOUND}|{_LONE_WORD}")
"""In Latin letters any word may begin with a capital; a name is told by more than that, or by standing alone."""

_SHORTEST, _LONGEST = 5, 40
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_OFTEN, _RARE = 3, 3
"""A name is known that stands here so often; it is a slip of it that stands so seldom, and three times less often."""

_LONG_WORD = 5
"""Shorter words that differ in one letter are two words, such as Get and Set."""

_ONE_SOUND = ({"l", "r"}, {"b", "v"})
_FORMATS = {"yml": "yaml", "yaml": "yaml", "jpg": "jpeg", "jpeg": "jpeg", "htm": "html", "html": "html"}
"""File endings that stand for one format."""


@dataclass(slots=True)
class _Names:
    """How often each name stands in the notes, and where first."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, Span] = field(default_factory=dict)

    def add(self, name: Name) -> None:
        self.counts[name.text] += name.count
        self.places.setdefault(name.text, name.span)

    def listed(self) -> tuple[Name, ...]:
        return tuple(Name(text=text, count=count, span=self.places[text]) for text, count in self.counts.items())


def likely_slips(gists: Iterable[Gist]) -> Iterator[Diagnostic]:
    """A name that differs from a frequent one in a single letter, and a file that is named with two endings."""
    names = _added(name for gist in gists for name in gist.names)
    named = _added(name for gist in gists for name in gist.file_names)
    known = _by_shortened(name for name, count in names.counts.items() if count >= _OFTEN)
    for name, count in names.counts.items():
        if count <= _RARE and (other := _meant(name, count, known, names.counts)):
            yield _slip(name, other, names)
    first: dict[str, str] = {}
    for name in named.counts:
        stem, _, ending = name.rpartition(".")
        other = first.setdefault(f"{stem}.{_FORMATS[ending.lower()]}", name)
        if other != name:
            rare, frequent = sorted((name, other), key=lambda own: named.counts[own])
            yield _slip(rare, frequent, named)


def _slip(name: str, other: str, names: _Names) -> Diagnostic:
    return Diagnostic(
        code="likely-slip",
        message=f"`{name}` is spelled `{other}` at {place(names.places[other])}",
        span=names.places[name],
        hint=f"write `{other}`, or say <!-- allow: likely-slip --> if both exist",
    )


def _added(names: Iterable[Name]) -> _Names:
    added = _Names()
    for name in names:
        added.add(name)
    return added


def names_of(reading: Reading) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """Return the names in a file, and apart from them the files whose ending has two spellings."""
    names, files = _Names(), _Names()
    for section in reading.sections:
        sign = _AMONG_CHINESE_LETTERS if section.options.lang[:2] in ("ja", "zh", "ko") else _AMONG_LATIN_LETTERS
        for span, inline in texts_of(section):
            for name in sign.findall(_ADDRESS.sub(" ", plain_text(inline))):
                _, dot, ending = name.rpartition(".")
                if dot and ending.lower() in _FORMATS:
                    files.add(Name(text=name, count=1, span=span))
                elif _SHORTEST <= len(name) <= _LONGEST:
                    names.add(Name(text=name, count=1, span=span))
    return names.listed(), files.listed()


def _by_shortened(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the names by every spelling that lacks one letter of theirs, and by their own."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        for shorter in _shortened(name):
            found[shorter].append(name)
    return found


def _shortened(name: str) -> set[str]:
    return {name, *(name[:at] + name[at + 1 :] for at in range(1, len(name)))}


def _meant(name: str, count: int, known: Mapping[str, Sequence[str]], counts: Mapping[str, int]) -> str:
    """Return the frequent name that `name` is a slip of, or "". Both become equal by leaving out a letter of each."""
    near = {other for shorter in _shortened(name) for other in known.get(shorter, ()) if other != name}
    slips = [other for other in near if counts[other] >= _OFTEN * count and _is_slip(name, other)]
    return max(slips, key=lambda other: (counts[other], other), default="")


def _is_slip(name: str, other: str) -> bool:
    """Return whether the letters that differ are no number, no ending of a word and no short word of its own."""
    at = next(
        (nth for nth, (ours, theirs) in enumerate(zip(name, other, strict=False)) if ours != theirs),
        min(len(name), len(other)),
    )
    ours, theirs = name[at : at + 1], other[at : at + 1]
    if not (ours.isalpha() and theirs.isalpha()):
        return False
    if name.casefold() == other.casefold():
        return name[at - 1].isalnum()
    if {ours.lower(), theirs.lower()} in _ONE_SOUND:
        return True
    word = next(found for found in _WORD.finditer(other) if found.start() <= at < found.end())
    return len(word[0]) >= _LONG_WORD and at < word.end() - 1
