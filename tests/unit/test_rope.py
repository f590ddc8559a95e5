"""Marks laid over a paragraph: as if one by one, but in one pass over its runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.section import Inline, Mark, MarkKind, Run, plain_text
from pipeline.draft.rope import OPAQUE, Cover, covered, exchanged, hidden_spans, is_clear, pieces

CODE, IMAGE, CLOZE = Mark(MarkKind.CODE), Mark(MarkKind.IMAGE), Mark(MarkKind.CLOZE, value="1")
RUNS = st.builds(Run, st.text("あb", max_size=3), st.sampled_from(((), (CODE,), (IMAGE,), (CODE, CLOZE), (CLOZE,))))
COVERS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4), st.integers(2, 4)), max_size=6)


class Counted(tuple[Run, ...]):
    """A paragraph that counts how often one of its runs is looked at."""

    seen = 0

    def __iter__(self) -> Iterator[Run]:
        for run in super().__iter__():
            Counted.seen += 1
            yield run


def letters(inline: Inline) -> list[tuple[str, tuple[Mark, ...], bool]]:
    """Return each letter with its marks, and whether it belongs to the one before it."""
    return [
        (letter, run.marks, at > 0 and any(mark.kind in OPAQUE for mark in run.marks))
        for run in inline
        for at, letter in enumerate(run.text)
    ]


def covered_one_by_one(inline: Inline, covers: Sequence[Cover]) -> list[tuple[str, tuple[Mark, ...], bool]]:
    found = letters(inline)
    for start, end, mark in covers:
        inside = found[start:end]
        cuts = any(found[at][2] for at in (start, end) if at < len(found))
        if not cuts and not any(own.kind is MarkKind.CLOZE for _, marks, _ in inside for own in marks):
            found[start:end] = [
                (letter, (mark, *(own for own in marks if own != CODE)), bound) for letter, marks, bound in inside
            ]
    return found


@given(st.lists(RUNS, max_size=6).map(tuple), COVERS)
def test_rope_covers_all_at_once_as_one_by_one(inline: Inline, places: list[tuple[int, int, int]]) -> None:
    length = len(plain_text(inline))
    covers = [
        (start, start + size, Mark(MarkKind.CLOZE, value=str(value)))
        for start, size, value in places
        if start + size <= length
    ]
    found = covered(inline, covers, frozenset({MarkKind.CODE}))
    assert [own[:2] for own in letters(found)] == [own[:2] for own in covered_one_by_one(inline, covers)]


@given(st.lists(RUNS, max_size=6).map(tuple), st.lists(st.integers(0, 12), unique=True, max_size=8).map(sorted))
def test_rope_pieces_are_the_text_between_their_ends(inline: Inline, edges: list[int]) -> None:
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    text = plain_text(inline)
    assert [plain_text(own) for own in pieces(inline, spans)] == [text[start:end] for start, end in spans]


def test_rope_does_not_cut_a_picture_in_two() -> None:
    inline = (Run("ab"), Run("cd", (IMAGE,)))
    assert is_clear(inline, 1, 4)
    assert is_clear(inline, 0, 2)
    assert not is_clear(inline, 1, 3)
    assert not is_clear(inline, 3, 4)


def test_rope_looks_at_each_run_as_often_for_many_marks_as_for_one() -> None:
    seen = []
    for count in (1, 500):
        inline = Counted(Run("ab") for _ in range(1_000))
        Counted.seen = 0
        marked = covered(inline, [(2 * at, 2 * at + 1, Mark(MarkKind.CLOZE, nth=at)) for at in range(count)])
        shown = exchanged(Counted(marked), hidden_spans(Counted(marked)), ())
        assert plain_text(pieces(Counted(shown), [(at, at + 1) for at in range(count)])[-1]) in "ab"
        seen.append(Counted.seen)
    assert seen[1] <= 2 * seen[0]
