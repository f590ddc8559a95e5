"""What holds for the parser on any text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from mdit_py_plugins.gfm_autolink.index import _protocol_rule
from msgspec import Struct

from pipeline.core.diagnostic import Span
from pipeline.core.section import Inline, MarkKind, Options, Run
from pipeline.parse import parse_file
from pipeline.parse.emphasis import NotesInline
from pipeline.parse.markdown import NotesParser, notes_parser
from pipeline.parse.signs import BLOCK_SIGNS, INLINE_SIGNS

FRAGMENTS = (
    "# ¦## ¦### ¦\n¦\n\n¦- ¦1. ¦> ¦    ¦  ¦[ ] ¦: ¦---¦===¦```¦~~~¦$$¦$¦**¦***¦*¦_¦__¦~~¦==¦`¦\t¦  \n¦\r¦\ufeff¦"
    "{{c1::¦{{c2::¦{{c0::¦}}¦::¦[¦]¦](¦)¦![¦(a.png)¦(https://a.b)¦https://a.b/c¦[^a]¦[^a]: ¦{#id}¦[!NOTE]¦"
    "<!-- ¦-->¦card: skip¦id: x¦tags: a¦crad: x¦deck: ¦[a, b]¦---\n¦---\ndeck: A\n---\n¦"
    "<br>¦<kbd>¦</kbd>¦<sub>¦<b>¦</b>¦<¦>¦&amp;¦&#10;¦\\¦\\\n¦:¦/¦.¦;¦*.¦ ¦a¦b c¦字¦「語」¦。¦（注）¦한¦😀¦\u3000¦"
    "|¦| a | b |\n| - | - |\n¦[[¦]]¦![[a.png]]¦%%¦\n%%\n¦:::¦:::message\n¦:::details x\n¦"
    "@[card](¦ =1x)¦[!note]- ¦<details>¦<summary>¦</summary>¦</details>¦"
    "<div>¦</div>¦<mark>¦</mark>¦<ruby>¦<rt>¦</rt>¦</ruby>¦<img src=a.png>¦<a href=x>¦</a>"
).split("¦")

MARKUP = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
ANY_TEXT = st.one_of(MARKUP, st.text(), st.text(alphabet="*_`~=$[]()<>!#{}:|-\\ \nac字「」。", max_size=60))
ASCII = st.text(alphabet="*_`[]()<>!&\\ \nab.,:-/#\"'", max_size=40)


def found(kind: type, value: object) -> Iterator[Any]:
    """Yield every value of `kind` inside a value of the model."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from found(kind, inner)
    elif isinstance(value, Struct):
        for field in value.__struct_fields__:
            yield from found(kind, getattr(value, field))


def inlines(value: object) -> Iterator[Inline]:
    """Yield every inline inside a value of the model."""
    if isinstance(value, tuple) and value and all(isinstance(inner, Run) for inner in value):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from inlines(inner)
    elif isinstance(value, Struct):
        for field in value.__struct_fields__:
            yield from inlines(getattr(value, field))


def kinds(run: Run) -> set[MarkKind]:
    return {mark.kind for mark in run.marks}


def asking_everywhere() -> NotesParser:
    """Return our parser as it would be if every rule were asked at every place."""
    parser = NotesParser()
    for part in (parser.inline, parser.block):
        ruler: Ruler[Any] = Ruler()
        ruler.__rules__ = part.ruler.__rules__
        part.ruler = ruler
    return parser


ASKING_EVERYWHERE = asking_everywhere()


EVERY_RULE = """\
> [!NOTE] a
> b

***

- - -

___

* a

+ a

10) a

# a

```
a
```

~~~
a
~~~

$$
x
$$

:::message
a
:::

%%
a
%%

<div>

[^a]: b

[r]: /u

a\\
b $x$ {{c1::a}} \\* `a` ~~a~~ ==a== %%a%% **a** __a__ [[a]] ![[a.png]] @[card](https://a.b) [a](b) [r] ![a](b)
![a](b =1x) [^a] <https://a.b> <b>a</b> &amp; www.a.b https://a.b a@b.c
"""


@settings(deadline=None)
@given(ANY_TEXT)
@example(EVERY_RULE)
def test_rules_asked_by_their_signs_find_what_they_find_everywhere(text: str) -> None:
    assert notes_parser().parse(text) == ASKING_EVERYWHERE.parse(text)


ADDRESSES = st.lists(
    st.sampled_from((*"http https mailto: xmpp: :// a.b/c a@b.c ( [x]( ** あ".split(), " ", "\n")), max_size=12
)


@given(ADDRESSES.map("".join))
def test_addresses_are_found_as_the_plugin_finds_them(text: str) -> None:
    plain = NotesParser()
    plain.inline.ruler.at("gfm_autolink_protocol", _protocol_rule)
    assert notes_parser().parse(text) == plain.parse(text)


def test_every_sign_is_that_of_a_rule() -> None:
    assert set(INLINE_SIGNS) < set(notes_parser().inline.ruler.get_active_rules())
    assert set(BLOCK_SIGNS) < set(notes_parser().block.ruler.get_active_rules())


@settings(deadline=None)
@given(ANY_TEXT)
def test_parse_places_everything_inside_the_file(text: str) -> None:
    lines = re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))
    sections, diagnostics = parse_file("a/b.md", text, Options())
    for span in found(Span, (sections, diagnostics)):
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    for section in sections:
        assert all(section.span.line <= block.span.line <= section.span.end_line for block in section.blocks)


@settings(deadline=None)
@given(ANY_TEXT)
def test_parse_makes_runs_that_cannot_be_joined(text: str) -> None:
    sections, _ = parse_file("a/b.md", text, Options())
    for inline in inlines(sections):
        assert all(run.text for run in inline)
        assert not any("\n" in run.text and run.text != "\n" for run in inline if MarkKind.MATH_BLOCK not in kinds(run))
        assert not any(one.marks == two.marks and "\n" not in (one.text, two.text) for one, two in pairwise(inline))
        assert not {"\r", "\0"} & set("".join(run.text for run in inline))


@settings(deadline=None)
@given(ANY_TEXT)
def test_parse_leaves_no_written_cloze_and_no_comment_in_text(text: str) -> None:
    assume(not set(text) & set("\\&"))  # what is escaped is text
    sections, diagnostics = parse_file("a/b.md", text, Options())
    assume(all(one.code != "cloze-malformed" for one in diagnostics))
    literal = {MarkKind.CODE, MarkKind.MATH, MarkKind.MATH_BLOCK, MarkKind.LINK, MarkKind.IMAGE}
    for run in found(Run, sections):
        if not kinds(run) & literal and "<" not in run.text:
            assert not re.search(r"\{\{c[12]::[^{}]*\}\}", run.text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_parse_allows_only_web_and_mail_links(text: str) -> None:
    sections, _ = parse_file("a/b.md", text, Options())
    for run in found(Run, sections):
        for mark in run.marks:
            assert mark.kind is not MarkKind.LINK or re.match(r"(?i)https?:|mailto:", mark.value)


@settings(deadline=None)
@given(MARKUP)
def test_parse_counts_lines_from_the_top(text: str) -> None:
    plain = "# t\n\n" + text
    lower, lower_said = parse_file("a/b.md", "\n\n\n" + plain, Options())
    upper, upper_said = parse_file("a/b.md", plain, Options())
    assert [span.line - 3 for span in found(Span, lower)] == [span.line for span in found(Span, upper)]
    assert [(one.code, one.span.line - 3) for one in lower_said] == [(one.code, one.span.line) for one in upper_said]


@settings(deadline=None)
@given(ASCII)
def test_parse_emphasis_equals_commonmark_on_latin_text(text: str) -> None:
    amended = MarkdownIt("commonmark")
    amended.inline = NotesInline()
    amended.configure("commonmark")
    tokens = [child for token in amended.parse(text) for child in token.children or ()]
    assume(all(token.type != "star_guessed" for token in tokens))
    assert amended.render(text) == MarkdownIt("commonmark").render(text)
