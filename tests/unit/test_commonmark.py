"""The parser against the examples of the CommonMark specification, which `make test` fetches."""

from __future__ import annotations

import re

import pytest

from pipeline.parse.front_matter import split_front_matter
from pipeline.parse.markdown import notes_parser
from pipeline.supply.lookup import kept_files
from pipeline.supply.pins import load_pins

_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)

COUNT = 652

MEANT = {
    96: "two lines of dashes on top are front matter",
    98: "two lines of dashes on top are front matter",
    590: "`![[foo]]` embeds a page, as in Obsidian",
    608: "a bare address is a link, as on GitHub",
    611: "a bare address is a link, as on GitHub",
    612: "a bare mail address is a link, as on GitHub",
}
"""The examples that are meant to come out otherwise, by their number in the specification, and why."""


@pytest.fixture(scope="module")
def spec() -> list[tuple[str, str]]:
    """The examples, each as Markdown and HTML."""
    path = kept_files(load_pins().test["commonmark-spec"])[0]
    if not path.is_file():
        pytest.fail(f"{path} is missing; `make test` or `python -m pipeline.supply --tests` fetches it")
    found = (side.replace("→", "\t") for match in _EXAMPLE.finditer(path.read_text("utf-8")) for side in match.groups())
    return list(zip(found, found, strict=True))


def rendered(markdown: str) -> str:
    """Return what our tokens are as HTML. The renderer writes an empty quote on one line, the specification on two."""
    _, body = split_front_matter(markdown)
    return str(notes_parser().render(body)).replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


def test_commonmark_has_all_its_examples(spec: list[tuple[str, str]]) -> None:
    assert len(spec) == COUNT


@pytest.mark.parametrize("number", range(1, COUNT + 1))
def test_commonmark_example_parses_as_the_specification_says(spec: list[tuple[str, str]], number: int) -> None:
    markdown, html = spec[number - 1]
    assert (rendered(markdown) != html) == (number in MEANT), MEANT.get(number, markdown)
