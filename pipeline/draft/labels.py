"""Which labels of a drawn diagram are asked, by which words, and the messages of it as a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.core.note import WAY
from pipeline.core.picture import Region
from pipeline.core.section import Run
from pipeline.draft.cells import is_worth_asking
from pipeline.draft.keys import ordinal_of, without_ordinal
from pipeline.draft.occurrences import occurrences
from pipeline.draft.rope import answer_key

MOST_LABELS = 8
"""Labels that a diagram asks for; up to `MOST_OF_ONE_KIND` if they are of one kind, which is not torn apart."""

MOST_OF_ONE_KIND = 12
MOST_WAYS = 2

Labels = dict[str, list[Region]]
"""The labels of a diagram by text: equal texts are one answer, and an ordinal before a text is no part of it."""


def labels_of(regions: Sequence[Region]) -> Labels:
    """Return all labels of a diagram."""
    labels: Labels = {}
    for region in regions:
        if region.kind:
            labels.setdefault(answer_key(without_ordinal(region.text)), []).append(region)
    return labels


def asked_labels(labels: Labels, heading: str) -> Labels:
    """Return the labels that are asked: those that name things and stand open neither in the picture nor in `heading`.

    What the author numbered comes first, then what is said on the way from one node to another, groups, and nodes.
    """
    kinds: list[list[str]] = [[], [], [], []]
    for text, regions in labels.items():
        ranks = [_rank(region) for region in regions if region.kind != "text"]
        if ranks and is_worth_asking(text) and not _says(heading, text):
            kinds[min(ranks)].append(text)
    kinds[0].sort(key=lambda text: _order(labels[text][0]))
    chosen: list[str] = []
    for kind in kinds:
        if not chosen:
            chosen = kind if len(kind) <= MOST_OF_ONE_KIND else kind[:MOST_LABELS]
        elif _leaves_enough_open(len(chosen) + len(kind), len(labels)):
            chosen = [*chosen, *kind]
    while leaking := {text for text in chosen if any(_says(other, text) for other in labels if other not in chosen)}:
        chosen = [text for text in chosen if text not in leaking]
    return {text: labels[text] for text in chosen}


def hint_of(own: Sequence[Region], labels: Labels, asked: Labels) -> str:
    """Return which messages the labels of one text are, by the two nodes that each stands between.

    "" where they are no messages, or where one of the nodes is not to be seen.
    """
    ways = list(dict.fromkeys(_way(label, labels, asked) for label in own))
    return " / ".join(ways[:MOST_WAYS]) + (" …" if len(ways) > MOST_WAYS else "") if all(ways) else ""


def _way(label: Region, labels: Labels, asked: Labels) -> str:
    nodes = {region.place: text for text, regions in labels.items() for region in regions if region.kind == "node"}
    ends = [nodes.get(place, "") for place in label.place.split(WAY)]
    if label.kind != "message" or not all(ends) or any(end in asked for end in ends):
        return ""
    number = f"{label.number}. " if label.number else ""
    return f"{number}{f' {WAY} '.join(ends)}"


def messages_in_order(regions: Sequence[Region]) -> list[tuple[str, str]]:
    """Return the messages of a diagram that have an order, in that order: where each goes, and what it says."""
    labels = labels_of(regions)
    messages = [region for region in regions if region.kind == "message" and (region.number or ordinal_of(region.text))]
    return [(_way(region, labels, {}), region.text) for region in sorted(messages, key=_order)]


def words_of(regions: Sequence[Region]) -> str:
    """Return the texts of a diagram as they are read: from the top, from the left, each once."""
    read = sorted((region for region in regions if region.text), key=lambda region: (region.top, region.left))
    return " ".join(dict.fromkeys(region.text for region in read))


def _rank(label: Region) -> int:
    if label.number or ordinal_of(label.text):
        return 0
    return ("message", "group", "node").index(label.kind) + 1


def _leaves_enough_open(hidden: int, total: int) -> bool:
    """A picture of which more than two thirds is hidden asks for nothing any more."""
    return hidden <= MOST_LABELS and 3 * hidden <= 2 * total


def _says(text: str, answer: str) -> bool:
    return len(answer) > 1 and bool(occurrences((Run(answer_key(text)),), answer))


def _order(label: Region) -> int:
    """NFKC makes digits of signs such as ①."""
    digits = re.findall(r"\d+", unicodedata.normalize("NFKC", label.number or ordinal_of(label.text)))
    return int(digits[0]) if digits else 0
