"""Code blocks with colours: Pygments' lexers, and our own writer so that escaping stays in one place."""

from __future__ import annotations

from pipeline.core.section import Fence
from pipeline.draft.html import escaped_code


def code_html(fence: Fence) -> str:
    """Return `<pre class="code">…</pre>` for `fence`, with Pygments' short class names where the language is known."""
    language = f' data-language="{fence.language}"' if fence.language.isalnum() else ""
    return f'<pre class="code"{language}><code>{_highlighted(fence.language, fence.text)}</code></pre>'


def _highlighted(language: str, text: str) -> str:
    if not language:
        return escaped_code(text)
    # Imported here: a build without code blocks should not pay for it.
    from pygments.lexers import get_lexer_by_name
    from pygments.token import STANDARD_TYPES
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escaped_code(text)
    spans: list[str] = []
    for token, value in lexer.get_tokens(text):
        name = STANDARD_TYPES.get(token, "")
        shown = escaped_code(value)
        spans.append(f'<span class="{name}">{shown}</span>' if name and name != "w" else shown)
    return "".join(spans)
