"""Every drafting rule against its fixture file: Markdown in, the cards as the learner sees them out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.core.note import ASKED_FIELDS, AssetRef, ClozeMark
from pipeline.draft import draft_sections
from pipeline.parse import parse_file
from pipeline.show import shown_drafts
from tests.fixture_files import Example, examples, rewrite

FOLDER = Path(__file__).parent.parent / "fixtures" / "draft"


def drafted(source: str) -> str:
    config = Config(lang="")
    sections, parse_said = parse_file("notes.md", source, config.defaults)
    drafts, draft_said = draft_sections(sections, config)
    said = "\n".join(f"{one.span}: {one.code}" for one in (*parse_said, *draft_said))
    return (shown_drafts(drafts) + said).strip()


rewrite(FOLDER, drafted)


@pytest.mark.parametrize("example", examples(FOLDER), ids=str)
def test_draft_makes_the_cards_of_its_fixture(example: Example) -> None:
    assert drafted(example.source) == example.expected.strip()


@pytest.mark.parametrize(
    "source",
    [
        "## 表\n| a |\n| - |\n| b |\n\n{{c1::語}}がある。\n",
        "## ルートに**置く**\n{{c2::語}}がある。\n",
        "## {{c1::題}}\n<!-- card: reverse -->\n{{c2::語}}がある。\n",
    ],
    ids=["beside a table", "below a heading that hides", "both ways"],
)
def test_draft_hides_only_in_the_field_that_anki_asks(source: str) -> None:
    """Anywhere else Anki would show `{{c1::…}}` as it stands."""
    config = Config(lang="")
    drafts, _ = draft_sections(parse_file("notes.md", source, config.defaults)[0], config)
    holding = {
        (draft.kind, name)
        for draft in drafts
        for name, markup in draft.fields
        if any(isinstance(part, ClozeMark) for part in markup)
    }
    assert drafts
    assert holding <= {(kind, name) for kind, names in ASKED_FIELDS.items() for name in names}


def test_draft_skips_the_headings_of_the_settings_besides_its_own() -> None:
    config = Config(lang="", skip_headings=("雑記",))
    source = "## まとめ\nおしまい。\n\n## 雑記\nひとりごと。\n\n## 鍵\n対称鍵。\n"
    sections, _ = parse_file("notes.md", source, config.defaults)
    drafts, _ = draft_sections(sections, config)
    assert [draft.key for draft in drafts] == ["notes.md › 鍵 · heading"]


def test_code_below_a_marked_text_stands_on_the_back_of_its_notes() -> None:
    source = "## 接続\n接続は**外側**で作る。\n\n```\nconnect()\n```\n"
    config = Config()
    parsed, _ = parse_file("notes.md", source, config.defaults)
    (note,), _ = draft_sections(parsed, config)
    assert "connect()" in str(dict(note.fields)["Back Extra"])


def test_the_alt_text_of_a_table_is_all_its_cells_on_a_plain_card_and_its_header_under_masks() -> None:
    source = "## 比較\n\n| 方式 | **上限** |\n|---|---|\n| 同期 | 6 MB |\n| 非同期 | 256 KB |\n"
    drafts, _ = draft_sections(parse_file("notes.md", source, Config().defaults)[0], Config())
    alts = {
        name: part.alt
        for draft in drafts
        for name, markup in draft.fields
        for part in markup
        if isinstance(part, AssetRef)
    }
    assert alts == {"Back": "方式 / 上限; 同期 / 6 MB; 非同期 / 256 KB", "Image": "方式 / 上限"}
