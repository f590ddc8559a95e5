"""Code blocks with colours: Pygments' lexers, and our own writer so that escaping stays in one place."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.core.section import Fence
from pipeline.draft.html import escaped_code

if TYPE_CHECKING:
    from pygments.lexer import Lexer


def code_html(fence: Fence) -> str:
    """Return `<pre class="code">…</pre>` for `fence`, with Pygments' short class names where the language is known."""
    language = f' data-language="{fence.language}"' if fence.language.isalnum() else ""
    return f'<pre class="code"{language}><code>{_highlighted(fence.language, fence.text)}</code></pre>'


@lru_cache(maxsize=64)  # several notes of a section show the code on their backs
def _highlighted(language: str, text: str) -> str:
    lexer = _lexer(language)
    if lexer is None:
        return escaped_code(text)
    from pygments.token import STANDARD_TYPES

    spans: list[str] = []
    # A lexer may remember what it has read, so each text has one of its own.
    for token, value in lexer(stripnl=False, ensurenl=False).get_tokens(text):
        name = STANDARD_TYPES.get(token, "")
        shown = escaped_code(value)
        spans.append(f'<span class="{name}">{shown}</span>' if name and name != "w" else shown)
    return "".join(spans)


@cache
def _lexer(language: str) -> type[Lexer] | None:
    """Return the lexer for `language`, which is searched among hundreds, or None for a language that has none."""
    if not language:
        return None
    # Imported here: a build without code blocks should not pay for it.
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        return find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
