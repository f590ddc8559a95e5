"""Where HTML is born: inline text and blocks to markup, every character of the notes escaped exactly once.

What Anki would read as its own syntax is defused in the same step: sound and LaTeX tags, MathJax openers and `{{c1`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.diagnostic import Span
from pipeline.core.note import AssetRef, ClozeMark, Markup, Part, Text
from pipeline.core.picture import PictureKind, RenderRequest, Theme
from pipeline.core.section import Inline, Mark, MarkKind, Run, plain_text
from pipeline.draft.rope import answer_key

_ANKI_TAG = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\$)")
_MATHJAX_OPENER = re.compile(r"\\(?=[(\[])")
_CLOZE_OPENER = re.compile(r"\{\{(?=c\d)")
_NOT_AS_IT_STANDS = re.compile(r"[&<>\[{\\\n]")
"""Most texts hold none of these signs, and are HTML already."""

_TAGS = {
    MarkKind.STRONG: "strong",
    MarkKind.EM: "em",
    MarkKind.STRIKE: "s",
    MarkKind.HIGHLIGHT: "mark",
    MarkKind.KBD: "kbd",
    MarkKind.SUB: "sub",
    MarkKind.SUP: "sup",
}

Parts = Iterable[Part]
"""Markup in the making: `joined` makes one text of neighbouring ones, once, when all of it is there."""


def escaped(text: str) -> str:
    """Return `text` as HTML that shows the same characters and triggers nothing in Anki."""
    if not _NOT_AS_IT_STANDS.search(text):
        return text
    shown = _MATHJAX_OPENER.sub(r"<span>\\</span>", _escaped_outside_code_too(text))
    return shown.replace("\n", "<br>")


def escaped_code(text: str) -> str:
    """Return `text` as HTML for use inside `<code>`, which MathJax leaves alone."""
    return _escaped_outside_code_too(text) if _NOT_AS_IT_STANDS.search(text) else text


def _escaped_outside_code_too(text: str) -> str:
    shown = html.escape(text, quote=False)
    return _CLOZE_OPENER.sub("{<wbr>{", _ANKI_TAG.sub("&#91;", shown))


def joined(parts: Parts) -> Markup:
    """Return `parts` with neighbouring texts made one."""
    merged: list[Part] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            texts.append(part.html)
            continue
        if texts:
            merged.append(Text("".join(texts)))
            texts.clear()
        merged.append(part)
    if texts:
        merged.append(Text("".join(texts)))
    return tuple(merged)


def opened(parts: Parts) -> Iterator[Part]:
    """Yield `parts` with nothing hidden."""
    for part in parts:
        if isinstance(part, ClozeMark):
            yield from opened(part.body)
        else:
            yield part


class PictureDesk:
    """Hands out picture references and keeps the requests behind them, in order and without repeats."""

    def __init__(self, theme: Theme, lang: str, caption: str) -> None:
        self._theme = theme
        self._lang = lang
        self._caption = caption
        self._requests: dict[str, RenderRequest] = {}

    @property
    def requests(self) -> tuple[RenderRequest, ...]:
        return tuple(self._requests.values())

    def reference(self, kind: PictureKind, source: str, span: Span, *, alt: str = "", source_line: int = 0) -> AssetRef:
        """Return the reference to a picture of `source`; its alt text is the caption of the desk unless given."""
        request = RenderRequest(
            kind=kind,
            source=source,
            theme=self._theme,
            lang=self._lang,
            span=span,
            source_line=source_line or span.line,
        )
        key = request.key
        self._requests.setdefault(key, request)
        return AssetRef(request_key=key, kind=kind, alt=alt or self._caption)


def inline_parts(inline: Inline, desk: PictureDesk, span: Span) -> list[Part]:
    """Return `inline` as markup in the making; marks of kind CLOZE become cloze marks."""
    return _runs_parts(inline, 0, desk, span)


def _runs_parts(runs: Sequence[Run], depth: int, desk: PictureDesk, span: Span) -> list[Part]:
    parts: list[Part] = []
    position = 0
    while position < len(runs):
        run = runs[position]
        if len(run.marks) <= depth:
            parts.append(Text(escaped(run.text)))
            position += 1
            continue
        mark, end = run.marks[depth], position + 1
        while end < len(runs) and len(runs[end].marks) > depth and runs[end].marks[depth] == mark:
            end += 1
        parts.extend(_marked(mark, tuple(runs[position:end]), depth, desk, span))
        position = end
    return parts


def _marked(mark: Mark, runs: Inline, depth: int, desk: PictureDesk, span: Span) -> Parts:
    text = plain_text(runs)
    match mark.kind:
        case MarkKind.CODE:
            return (Text("<code>"), *_code_parts(runs, depth + 1, desk, span), Text("</code>"))
        case MarkKind.MATH:
            return (Text(rf"\({_tex(text)}\)"),)
        case MarkKind.MATH_BLOCK:
            return (Text(rf"\[{_tex(text)}\]"),)
        case MarkKind.FOOTNOTE:
            return (Text(f'<sup class="footnote">{escaped(text)}</sup>'),)
        case MarkKind.RUBY:
            return (Text(f"<ruby>{escaped(text)}<rt>{escaped(mark.value)}</rt></ruby>"),)
        case MarkKind.IMAGE:
            return (desk.reference(PictureKind.IMAGE, mark.value, span, alt=text),)
    inner = _runs_parts(runs, depth + 1, desk, span)
    if mark.kind is MarkKind.CLOZE:
        number = int(mark.value) if mark.value else None
        word = mark.key or answer_key(text)
        key = f"c{number}::{word}" if number else word
        return (ClozeMark(key=key, body=joined(inner), hint=escaped(mark.extra), number=number),)
    if mark.kind is MarkKind.LINK:
        return (Text(f'<a href="{html.escape(mark.value)}">'), *inner, Text("</a>"))
    tag = _TAGS[mark.kind]
    return (Text(f"<{tag}>"), *inner, Text(f"</{tag}>"))


def _code_parts(runs: Sequence[Run], depth: int, desk: PictureDesk, span: Span) -> Parts:
    """Code holds no marks but a cloze, and no backslash needs defusing in it."""
    parts: list[Part] = []
    for run in runs:
        if len(run.marks) > depth:
            parts.extend(_runs_parts([run], depth, desk, span))
        else:
            parts.append(Text(escaped_code(run.text)))
    return parts


def _tex(source: str) -> str:
    r"""Two braces that close at once would end a cloze in Anki; TeX does not mind a space between them.

    Nor does it mind one behind the `\[`, whose bracket would else be that of `[sound:` or `[latex]`.
    """
    text = _ANKI_TAG.sub("&#91;", _CLOZE_OPENER.sub("{ {", html.escape(source, quote=False))).replace("}}", "} }")
    return f" {text}" if _ANKI_TAG.match(f"[{source}") else text
