"""Which labels of a drawn diagram are asked, and what the notes get of its words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.config import Config
from pipeline.core.markup import field_text, plain_words, recognised_texts
from pipeline.core.note import NoteDraft, NoteKind
from pipeline.core.picture import Region
from pipeline.draft import draft_sections, with_labels
from pipeline.draft.labels import asked_labels, labels_of, messages_in_order
from pipeline.parse import parse_file


def label(kind: str, text: str, place: str = "", number: str = "", *, top: float = 0.0) -> Region:
    return Region(
        key=f"{kind} {place} {text}", left=0, top=top, width=0.1, height=0.1,
        kind=kind, place=place, text=text, number=number,
    )  # fmt: skip


def asked(*regions: Region, heading: str = "") -> list[str]:
    return list(asked_labels(labels_of(regions), heading))


NODES = [label("node", name, name) for name in ("客", "料理人", "台帳", "本部", "倉庫", "窓口")]


def test_labels_that_are_numbered_come_first_in_their_order_then_messages_and_groups() -> None:
    messages = [label("message", text) for text in ("並ぶ", "② 料理を出す", "① 食券を渡す")]
    groups = [label("group", "店舗"), label("group", "厨房")]
    assert asked(*messages, *groups, *NODES) == ["食券を渡す", "料理を出す", "並ぶ", "店舗", "厨房"]


def test_labels_are_hidden_by_kinds_so_that_a_third_of_the_picture_stays_open() -> None:
    messages = [label("message", f"用件その{sign}") for sign in "いろはに"]
    groups = [label("group", f"組の{sign}") for sign in "いろ"]
    assert len(asked(*messages, *groups, *NODES[:2])) == 4
    assert len(asked(*messages, *groups, *NODES[:3])) == 6


@pytest.mark.parametrize(("count", "hidden"), [(9, 9), (12, 12), (13, 8)])
def test_labels_of_one_kind_are_all_asked_or_the_first_of_too_many(count: int, hidden: int) -> None:
    assert len(asked(*(label("node", f"名前{chr(0x3042 + nth)}") for nth in range(count)))) == hidden


def test_labels_of_equal_text_are_one_answer() -> None:
    twice = [label("message", "許す", "A→B"), label("message", "許す", "C→B"), label("message", "断る", "B→A")]
    labels = asked_labels(labels_of([*twice, *NODES]), "")
    assert {text: len(regions) for text, regions in labels.items()} == {"許す": 2, "断る": 1}


def test_labels_that_stand_open_elsewhere_are_not_asked() -> None:
    messages = [label("message", text) for text in ("S3に書く", "本部へ送る", "渡す", "はい")]
    open_texts = [label("text", text) for text in ("最後はS3に書くだけ", "一", "二", "三")]
    assert asked(*messages, *open_texts, *NODES[:2], heading="本部へ送る流れ") == ["渡す", "客", "料理人"]


def test_messages_are_listed_in_order_with_the_nodes_they_go_between() -> None:
    regions = [
        label("message", "② 料理を出す", "K→C"),
        label("message", "雑談", "K→C"),
        label("message", "① 食券を渡す", "C→K"),
        label("node", "お客様", "C"),
        label("node", "料理人", "K"),
    ]
    assert messages_in_order(regions) == [("お客様 → 料理人", "① 食券を渡す"), ("料理人 → お客様", "② 料理を出す")]
    numbered = [label("message", "承諾", "B→A", "10"), label("message", "接続", "A→B", "9")]
    assert messages_in_order(numbered) == [("", "接続"), ("", "承諾")]


# ----------------------------------------------------------------------------------------------------- drafts

NOTES = """\
## 注文の流れ

```mermaid
graph LR
    C[お客様] -->|① <渡す>| K[料理人]
```
"""


def drafted(regions: Sequence[Region]) -> tuple[NoteDraft, ...]:
    sections, _ = parse_file("a.md", NOTES, Config(lang="").defaults)
    drafts, _ = draft_sections(sections, Config(lang=""))
    (key,) = {request.key for draft in drafts for request in draft.requests}
    return with_labels(drafts, {key: tuple(regions)})


REGIONS = (
    label("message", "① <渡す>", "C→K", top=0.5),
    label("node", "お客様", "C", top=0.1),
    label("node", "料理人", "K", top=0.9),
)


def test_drawn_diagram_gives_a_note_of_masks_and_words_to_the_heading() -> None:
    heading, masks = drafted(REGIONS)
    assert [(mask.region, mask.key) for mask in masks.masks] == [("message C→K ① <渡す>", "<渡す>")]
    back = field_text(dict(masks.fields)["Back Extra"], {"<渡す>": 3}, {})
    assert back == ('<ul class="answers"><li>お客様 → 料理人 {{c3::① &lt;渡す&gt;::お客様 → 料理人}}</li></ul>')
    assert recognised_texts(masks) == ("C→K ⟦<渡す>⟧",)
    shown = field_text(dict(heading.fields)["Back"], {}, {})
    assert '</div></div><ul class="messages"><li><span>お客様 → 料理人</span> ① &lt;渡す&gt;</li></ul>' in shown
    for draft in (heading, masks):
        assert plain_words(dict(draft.fields)["Search"]) == "お客様 ① <渡す> 料理人"


def test_drawn_diagram_shows_its_words_as_alt_text_on_the_back_and_never_on_the_front() -> None:
    heading, masks = drafted(REGIONS)
    (alt,) = (part.alt for part in dict(heading.fields)["Back"] if hasattr(part, "alt"))
    assert alt == "お客様 ① <渡す> 料理人"
    (front,) = (part.alt for part in dict(masks.fields)["Image"] if hasattr(part, "alt"))
    assert front == "注文の流れ"


def test_drawn_diagram_without_labels_is_asked_by_its_heading_alone() -> None:
    for regions in ((), (label("text", "軸"),)):
        assert [draft.kind for draft in drafted(regions)] == [NoteKind.BASIC]
