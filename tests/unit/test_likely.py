"""Which edited notes are known again among many that are alike, and that the time stays within bounds."""

from __future__ import annotations

import pytest

from pipeline.core.markup import HIDDEN_FROM, HIDDEN_TO
from pipeline.core.note import NoteKind
from pipeline.identity import likely
from pipeline.identity.content import Content, speak_of_the_same
from pipeline.identity.likely import NAMED, RIVALS, likely_pairs
from pipeline.identity.matching import Head
from pipeline.identity.sides import Side, draft_side


def side(name: str, text: str, section: str = "a.md › キュー") -> Side:
    hidden = text.replace("[", HIDDEN_FROM).replace("]", HIDDEN_TO)
    key = f"{section} · bold · {name}"
    return draft_side(Head(key=key, kind=NoteKind.CLOZE, explicit_id=None, texts=(hidden,), written=()))


def names(pairs: list[tuple[Side, Side]]) -> list[tuple[str, str]]:
    return [(draft.key.rsplit(" ", 1)[-1], entry.key.rsplit(" ", 1)[-1]) for draft, entry in pairs]


REST = "夜のうちに当番の者が数えなおして帳簿に書きとめ、朝になったら番人に引きつぐことになっている"
OLD = [side(f"old{at}", f"この[箱]には鍵が{at:03}本あり、{REST}。") for at in range(RIVALS + 20)]


@pytest.mark.parametrize("same_section", [True, False])
def test_likely_names_a_few_where_many_are_as_alike(same_section: bool) -> None:
    new = side("new", f"この[箱]には鍵が何本もあり、{REST}。")
    pairs, ties = likely_pairs([new], OLD, same_section=same_section)
    assert not pairs
    assert len(ties[new.name]) == NAMED


def test_likely_decides_nothing_where_not_all_that_are_as_near_were_looked_at() -> None:
    new = side("new", f"この[箱]には鍵が一本あり、{REST}。")
    fitting = side("fitting", f"この[箱]には鍵が一本だけあり、{REST}。")
    others = [side(f"other{at}", f"この[棚]には鍵が一本あり、{REST}。") for at in range(RIVALS + 20)]
    few, many = [*others[: RIVALS - 20], fitting], [*others, fitting]
    assert names(likely_pairs([new], few, same_section=True)[0]) == [("new", "fitting")]
    assert likely_pairs([new], many, same_section=True)[0] == []


def test_likely_compares_no_section_of_too_many_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    new = side("new", "鍵は[木]の箱にあり、夜のうちに数えなおす。")
    old = side("old", "鍵は[木]の箱にあって、夜のうちに数えなおす。")
    assert names(likely_pairs([new], [old], same_section=True)[0]) == [("new", "old")]
    monkeypatch.setattr(likely, "TOO_MANY_PAIRS", 0)
    assert likely_pairs([new], [old], same_section=True) == ([], {})


def test_likely_looks_at_no_more_than_the_nearest_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0

    def counted(old: Content, new: Content) -> bool:
        nonlocal looked
        looked += 1
        return speak_of_the_same(old, new)

    monkeypatch.setattr(likely, "speak_of_the_same", counted)
    new = [side(f"new{at}", f"この[箱]には鍵が{at:03}本あって、{REST}。") for at in range(len(OLD))]
    likely_pairs(new, OLD, same_section=True)
    assert 0 < looked <= 2 * NAMED * len(new)
