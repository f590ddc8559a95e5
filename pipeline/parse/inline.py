"""Inline tokens to runs of text with their marks."""

from __future__ import annotations

from collections import Counter

from markdown_it.token import Token

from pipeline.core.section import Inline, Mark, MarkKind, plain_text
from pipeline.parse.addresses import is_link, is_local
from pipeline.parse.html_marks import find_pairs, is_break, is_comment
from pipeline.parse.rope import Marks, RopeBuilder
from pipeline.parse.source import Source

_SPAN_KINDS = {
    "strong_open": MarkKind.STRONG,
    "em_open": MarkKind.EM,
    "s_open": MarkKind.STRIKE,
    "mark_open": MarkKind.HIGHLIGHT,
    "cloze_open": MarkKind.CLOZE,
    "link_open": MarkKind.LINK,
}
_LEAF_KINDS = {
    "code_inline": MarkKind.CODE,
    "math_inline": MarkKind.MATH,
    "math_inline_double": MarkKind.MATH_BLOCK,
}
_SHOWN_ADDRESS = 80

_DEEPEST = 40
"""Marks that may lie on one another; what is opened deeper is shown without a mark of its own."""


class FootnoteNumbers(dict[str, str]):
    """The number shown for each footnote label, given out in reading order; one such table a section."""

    def __missing__(self, label: str) -> str:
        self[label] = str(len(self) + 1)
        return self[label]


def read_inline(token: Token, source: Source, numbers: FootnoteNumbers, *, strong: bool = False) -> Inline:
    """Return the runs of an inline token, all of them bold if `strong`."""
    return _InlineReader(token, source, numbers).read(strong)


class _InlineReader:
    """One walk over the children of one inline token."""

    def __init__(self, token: Token, source: Source, numbers: FootnoteNumbers) -> None:
        self._token = token
        self._source = source
        self._numbers = numbers
        self._rope = RopeBuilder()
        self._counts: Counter[MarkKind] = Counter()

    def read(self, strong: bool) -> Inline:
        children = self._token.children or []
        marks: Marks = (self._mark(MarkKind.STRONG),) if strong else ()
        outer: list[Marks] = []
        pairs = find_pairs(children)
        for index, child in enumerate(children):
            if child.type == "text":
                self._rope.add(child.content, marks)
            elif index in pairs:
                opened = pairs[index]
                if opened is None:
                    marks = outer.pop()
                else:
                    outer.append(marks)
                    if opened.kind and len(marks) < _DEEPEST:
                        marks = (*marks, self._mark(opened.kind, opened.value))
            elif child.nesting > 0:
                outer.append(marks)
                marks = self._opened(child, marks) if len(marks) < _DEEPEST else marks
            elif child.nesting < 0:
                marks = outer.pop()
            else:
                self._add_leaf(child, marks)
        return self._rope.finish()

    def _mark(self, kind: MarkKind, value: str = "", extra: str = "") -> Mark:
        nth = self._counts[kind]
        self._counts[kind] += 1
        return Mark(kind, value, extra, nth)

    def _opened(self, child: Token, marks: Marks) -> Marks:
        kind = _SPAN_KINDS[child.type]
        if kind is MarkKind.CLOZE:
            return (*marks, self._mark(kind, child.meta["number"], child.meta["hint"]))
        if kind is MarkKind.LINK:
            address = str(child.attrs["href"])
            return (*marks, self._mark(kind, address)) if is_link(address) else marks
        return (*marks, self._mark(kind))

    def _add_leaf(self, child: Token, marks: Marks) -> None:
        match child.type:
            case "softbreak":
                self._rope.add_soft_break(marks)
            case "hardbreak":
                self._rope.add_hard_break(marks)
            case "html_inline":
                self._add_html(child.content, marks)
            case "image":
                self._add_image(child, marks)
            case "footnote_ref":
                label = child.meta["label"]
                self._rope.add_leaf(self._numbers[label], (*marks, self._mark(MarkKind.FOOTNOTE, label)))
            case "ruby":
                self._rope.add_leaf(child.content, (*marks, self._mark(MarkKind.RUBY, child.meta["reading"])))
            case "comment":
                self._rope.drop_comment()
            case "star_guessed" | "cloze_malformed":
                self._add_guess(child, marks)
            case _:
                text = child.content if child.type == "math_inline_double" else child.content.replace("\n", " ")
                self._rope.add_leaf(text.strip("\n"), (*marks, self._mark(_LEAF_KINDS[child.type])))

    def _add_html(self, html: str, marks: Marks) -> None:
        if is_break(html):
            self._rope.add_hard_break(marks)
        elif is_comment(html):
            self._rope.drop_comment()
        else:
            self._rope.add(html, marks)

    def _add_guess(self, child: Token, marks: Marks) -> None:
        self._rope.add(child.content, marks)
        place = self._source.place(self._token, child.meta["at"])
        if child.type == "cloze_malformed":
            self._source.report("cloze-malformed", f"the cloze `{child.content}` {child.meta['problem']}", place)
        elif marks and marks[-1].kind is MarkKind.STRONG:
            self._source.report("star-guessed", "the third `*` was read as part of the bold text", place)

    def _add_image(self, child: Token, marks: Marks) -> None:
        alt, address = image_alt(child), str(child.attrs["src"])
        place = self._source.place(self._token, child.meta["at"])
        if not address:
            self._source.report("image-missing", f"the image `{alt}` has no address", place)
            self._rope.add(alt, marks)
        elif is_local(address):
            path = self._source.image_path(address)
            self._rope.add_leaf(alt or path.rpartition("/")[2], (*marks, self._mark(MarkKind.IMAGE, path)))
        else:
            shown = address if len(address) <= _SHOWN_ADDRESS else address[:_SHOWN_ADDRESS] + "…"
            self._source.report("image-remote", f"the image `{shown}` is no file of the notes", place)
            link = (self._mark(MarkKind.LINK, address),) if is_link(address) else ()
            self._rope.add(alt or shown, (*marks, *link))


def image_alt(image: Token) -> str:
    """Return the alt text of an image token without any mark."""
    return plain_text(read_inline(image, Source("", ""), FootnoteNumbers())).replace("\n", " ")
