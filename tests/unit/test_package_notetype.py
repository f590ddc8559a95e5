"""The frozen schema, the templates, and a style sheet that can be read by day and by night."""

from __future__ import annotations

import re

import pytest

from pipeline.core.note import FIELD_NAMES, NoteKind
from pipeline.package import card_css, notetype, notetype_digests, templates

# Changing one of these makes every note of that notetype "conflicting" in everybody's collection: the change is wrong.
FROZEN = {
    NoteKind.BASIC: "e917ba4ee21a780f576ee5a5a806c2b81ff0c60c29198ccfd1a7499752a01f9c",
    NoteKind.CLOZE: "ffddffccd9f293ce9b7377cc0ebb981e28db0932b9d68ca10e0693cadefcdb23",
    NoteKind.OCCLUSION: "b987fa46a5c767436eb65e8c9bbdd145c15500a063be6f90a513f1627257c4bb",
}


def test_the_schema_is_what_it_has_always_been() -> None:
    assert {kind: schema for kind, schema, _ in notetype_digests()} == FROZEN


def test_ids_are_unique_and_fit_their_columns() -> None:
    ids = [schema.notetype_id for schema in notetype.SCHEMAS.values()]
    assert all(len(str(identity)) == 13 for identity in ids)
    for kind, schema in notetype.SCHEMAS.items():
        assert len(schema.field_ids) == len(FIELD_NAMES[kind])
        ids += [*schema.field_ids, schema.template_id]
    assert len(set(ids)) == len(ids)
    assert all(-(2**63) <= identity < 2**63 for identity in ids)


@pytest.mark.parametrize("changed", ["card.css", "basic.question.html", "basic.answer.html"])
def test_a_change_of_looks_changes_the_design_and_never_the_schema(
    changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = notetype_digests()
    read = notetype._design_text
    monkeypatch.setattr(notetype, "_design_text", lambda name: read(name) + "\n" * (name == changed))
    after = notetype_digests()
    assert [schema for _, schema, _ in after] == [schema for _, schema, _ in before]
    differing = {kind for (kind, _, old), (_, _, new) in zip(before, after, strict=True) if old != new}
    assert differing == (set(NoteKind) if changed == "card.css" else {NoteKind.BASIC})


@pytest.mark.parametrize("kind", list(NoteKind))
def test_templates_name_only_fields_that_exist(kind: NoteKind) -> None:
    question, answer = templates(kind)
    named = set(re.findall(r"\{\{[#/]?(?:cloze:|cloze-only:)?([^}]+)\}\}", question + answer))
    assert named <= set(FIELD_NAMES[kind])
    assert FIELD_NAMES[kind][0] in named
    assert "Search" not in named
    assert "Source" in re.findall(r"\{\{([^}]+)\}\}", answer)
    assert "Source" not in question


@pytest.mark.parametrize("kind", list(NoteKind))
def test_templates_are_whole(kind: NoteKind) -> None:
    for text in templates(kind):
        assert "<!--" not in text
        assert text.count("<div") == text.count("</div>")
        assert text.count("{{#") == text.count("{{/")


def palettes() -> list[dict[str, str]]:
    """Return the colours of the day and of the night, by variable."""
    blocks = re.findall(r"^[^{}]*\{([^{}]*--paper:[^{}]*)\}", card_css(), flags=re.MULTILINE)
    day, night = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return [day, night]


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` as WCAG 2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, two: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("palette", palettes(), ids=["day", "night"])
def test_every_text_colour_has_contrast_aa(palette: dict[str, str]) -> None:
    on_paper = [name for name in palette if name.startswith("alert-") or name in {"ink", "quiet", "link", "accent"}]
    on_sheet = [name for name in palette if name.startswith("code-") or name in {"ink", "quiet"}]
    pairs = [
        *((name, "paper") for name in on_paper),
        *((name, "sheet") for name in on_sheet),
        ("accent", "accent-soft"),
        ("ink", "mark"),
    ]
    assert len(pairs) == 9 + 8 + 2
    faint = {pair: contrast(*(palette[name] for name in pair)) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


def test_day_and_night_define_the_same_colours() -> None:
    day, night = palettes()
    assert day.keys() == night.keys()
    assert set(re.findall(r"var\(--([\w-]+)\)", card_css())) - day.keys() == {"measure", "bleed", "tone"}
