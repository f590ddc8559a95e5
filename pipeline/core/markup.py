"""From markup to the text of an Anki field: the only place that writes `{{c1::` and names of media files.

The guards are what Anki's own cloze parser needs: `::` would begin a hint and `}}` would end the cloze.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from pipeline.core.digest import Hashable, digest
from pipeline.core.model import AssetRef, ClozeMark, Markup, NoteDraft, PictureKind, Text

_TAG = re.compile(r"(<[^>]*>)")


def field_text(markup: Markup, ordinals: Mapping[str, int], file_names: Mapping[str, str]) -> str:
    """Return the HTML of a field.

    `ordinals` gives the number of each cloze key, `file_names` the media name of each request key. A picture that
    could not be made is shown by its alt text.
    """
    return "".join(_part_text(part, ordinals, file_names) for part in markup)


def _part_text(part: Text | ClozeMark | AssetRef, ordinals: Mapping[str, int], file_names: Mapping[str, str]) -> str:
    if isinstance(part, Text):
        return part.html
    if isinstance(part, AssetRef):
        return _image_tag(part, file_names)
    body = "".join(
        _part_text(inner, ordinals, file_names)
        if isinstance(inner, ClozeMark)
        else _guarded(_part_text(inner, ordinals, file_names))
        for inner in part.body
    )
    hint = _guarded(html.escape(part.hint, quote=False))
    # A colon before the hint's `::` and a brace before the closing `}}` would be taken for part of them.
    if body.endswith((":", "}")) and not (body.endswith("}}") and isinstance(part.body[-1], ClozeMark)):
        body += "<wbr>"
    if hint.endswith("}"):
        hint += "<wbr>"
    return f"{{{{c{ordinals[part.key]}::{body}{'::' + hint if hint else ''}}}}}"


def _image_tag(ref: AssetRef, file_names: Mapping[str, str]) -> str:
    alt = html.escape(ref.alt)
    name = file_names.get(ref.request_key)
    if name is None:
        return f"<em>{alt}</em>"
    if ref.kind is PictureKind.IMAGE:
        return f'<img src="{name}" alt="{alt}">'
    # Drawn pictures hold two pixels for each CSS pixel; `srcset` tells so, and Anki reads the name from `src`.
    return f'<img src="{name}" srcset="{name} 2x" alt="{alt}">'


def _guarded(fragment: str) -> str:
    """Break up `::` and `}}` for use inside a cloze: by `<wbr>` in text, by entities inside tags."""
    pieces = _TAG.split(fragment)
    pieces[0::2] = [_broken_up(text) for text in pieces[0::2]]
    pieces[1::2] = [tag.replace("::", "&#58;&#58;").replace("}}", "&#125;&#125;") for tag in pieces[1::2]]
    return "".join(pieces)


def _broken_up(text: str) -> str:
    return re.sub(r"(?<=:)(?=:)|(?<=\})(?=\})", "<wbr>", text)


def content_digest(draft: NoteDraft) -> str:
    """Return the digest of what a draft asks and answers: its fields without the heading path, its kind."""
    fields = tuple((name, _hashable(markup)) for name, markup in draft.fields if name != "Context")
    return digest("note-content", draft.kind.value, fields)


def _hashable(markup: Markup) -> tuple[Hashable, ...]:
    return tuple(_hashable_part(part) for part in markup)


def _hashable_part(part: Text | ClozeMark | AssetRef) -> tuple[Hashable, ...]:
    match part:
        case Text():
            return ("text", part.html)
        case AssetRef():
            return ("asset", part.request_key)
        case ClozeMark():
            return ("cloze", part.key, _hashable(part.body), part.hint, part.number)
