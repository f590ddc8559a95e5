"""From markup to the text of an Anki field: the only place that writes `{{c1::` and names of media files.

The guards are what Anki's own cloze parser needs: `::` would begin a hint and `}}` would end the cloze.
"""

from __future__ import annotations

import html
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.core.note import AssetRef, ClozeMark, Markup, Mask, NoteDraft, NoteKind, Text
from pipeline.core.picture import PictureKind, Region, density_of

_TAG = re.compile(r"(<[^>]*>)")


def field_text(markup: Markup, ordinals: Mapping[str, int], file_names: Mapping[str, str]) -> str:
    """Return the HTML of a field.

    `ordinals` gives the number of each cloze key, `file_names` the media name of each request key. A picture that
    could not be made is shown by its alt text.
    """
    return "".join([part.html if isinstance(part, Text) else _part_text(part, ordinals, file_names) for part in markup])


def _part_text(part: ClozeMark | AssetRef, ordinals: Mapping[str, int], file_names: Mapping[str, str]) -> str:
    if isinstance(part, AssetRef):
        return _image_tag(part, file_names)
    body = "".join(
        [
            _guarded(inner.html)
            if isinstance(inner, Text)
            else _part_text(inner, ordinals, file_names)
            if isinstance(inner, ClozeMark)
            else _guarded(_image_tag(inner, file_names))
            for inner in part.body
        ]
    )
    hint = _guarded(part.hint)
    # A colon before the hint's `::` and a brace before the closing `}}` would be taken for part of them.
    if body.endswith((":", "}")) and not (body.endswith("}}") and isinstance(part.body[-1], ClozeMark)):
        body += "<wbr>"
    if hint.endswith("}"):
        hint += "<wbr>"
    return f"{{{{c{ordinals[part.key]}::{body}{'::' + hint if hint else ''}}}}}"


def _image_tag(ref: AssetRef, file_names: Mapping[str, str]) -> str:
    alt = html.escape(ref.alt).replace("{{", "&#123;{").replace("[", "&#91;")
    name = file_names.get(ref.request_key)
    if name is None:
        return f"<em>{alt}</em>"
    if ref.kind is PictureKind.IMAGE:
        return f'<img src="{name}" alt="{alt}">'
    # Drawn pictures hold several pixels for each CSS pixel; `srcset` tells so, and Anki reads the name from `src`. With
    # `2x` in place of `2w` the `src` would stand for 1x, and be taken by a screen of that density.
    return f'<img src="{name}" srcset="{name} {density_of(name)}w" sizes="1px" alt="{alt}">'


Regions = Mapping[str, Sequence[Region]]
"""The regions of drawn pictures by request key."""


def occlusion_text(masks: Sequence[Mask], ordinals: Mapping[str, int], regions: Regions) -> str:
    """Return the field of Anki's image occlusion: a rectangle for each box of each mask, all covered at once (`oi`).

    A mask that no card asks has the number 0, of which Anki makes no card; our template draws it. Raises ValueError for
    a mask without a box: the answer would stand open.
    """
    boxes: defaultdict[tuple[str, str], list[Region]] = defaultdict(list)
    for request_key in {mask.request_key for mask in masks}:
        for region in regions[request_key]:
            boxes[request_key, region.key].append(region)
    bare = next((mask for mask in masks if (mask.request_key, mask.region) not in boxes), None)
    if bare:
        raise ValueError(f"the picture of {bare.request_key} has no region {bare.region!r}")
    return "".join(
        f"{{{{c{ordinals[mask.key] if mask.key else 0}::image-occlusion:rect:{_edges(box)}:oi=1}}}}<br>"
        for mask in masks
        for box in boxes[mask.request_key, mask.region]
    )


def _edges(box: Region) -> str:
    """Return the box in ten-thousandths, which is what Anki reads, and never smaller than it is."""
    left, top = math.floor(box.left * 10_000), math.floor(box.top * 10_000)
    width = math.ceil(round((box.left + box.width) * 10_000, 6)) - left
    height = math.ceil(round((box.top + box.height) * 10_000, 6)) - top
    sides = {"left": left, "top": top, "width": width, "height": height}
    return ":".join(f"{name}={_fraction(value)}" for name, value in sides.items())


def _fraction(ten_thousandths: int) -> str:
    return f"{ten_thousandths / 10_000:.4f}".removeprefix("0").rstrip("0").rstrip(".") or "0"


def _guarded(fragment: str) -> str:
    """Break up `::` and `}}` for use inside a cloze: by `<wbr>` in text, by entities inside tags."""
    if "::" not in fragment and "}}" not in fragment:
        return fragment
    pieces = _TAG.split(fragment)
    pieces[0::2] = [_broken_up(text) for text in pieces[0::2]]
    pieces[1::2] = [tag.replace("::", "&#58;&#58;").replace("}}", "&#125;&#125;") for tag in pieces[1::2]]
    return "".join(pieces)


def _broken_up(text: str) -> str:
    return re.sub(r"(?<=:)(?=:)|(?<=\})(?=\})", "<wbr>", text)


HIDDEN_FROM, HIDDEN_TO = "⟦", "⟧"
"""Stand round hidden words in recognised texts; notes that hold these signs themselves lose them there."""


def recognised_texts(draft: NoteDraft) -> tuple[str, ...]:
    """Return the words by which a note is known again: what it asks and what it answers, without look and place.

    Hidden words stand between `⟦` and `⟧`. The heading path, the tags, what else stands on the back and how pictures
    are drawn are no part of it. A note with masks has a text for each answer, with its place in the picture.
    """
    if draft.kind is NoteKind.OCCLUSION:
        return tuple(f"{_unmarked(mark.place)} {_answer_words(mark)}".strip() for mark in draft.cloze_marks)
    fields = dict(draft.fields)
    words = [plain_words(fields.get(name, ())) for name in _TELLING_FIELDS[draft.kind]]
    drawn = plain_words(fields.get("Search", ()))
    return (*words[:-1], f"{words[-1]} {drawn}".strip())


_TELLING_FIELDS = {
    NoteKind.BASIC: ("Front", "Back"),
    NoteKind.CLOZE: ("Text",),
}
_BLOCK_TAG = re.compile(r"</?(?:p|li|br|div|pre|ul|ol|dt|dd|dl|hr|blockquote|figure|figcaption|section)\b[^>]*>")


def _unmarked(text: str) -> str:
    return text.replace(HIDDEN_FROM, "").replace(HIDDEN_TO, "")


def _answer_words(mark: ClozeMark) -> str:
    """A text that is asked by its place is told by what is hidden, others by their key, which has no ordinal."""
    key = f"{HIDDEN_FROM}{_unmarked(mark.key)}{HIDDEN_TO}"
    return plain_words((mark,)) if mark.key == mark.place else key


def plain_words(markup: Markup) -> str:
    """Return the words of `markup` on one line, hidden ones between their signs; tags and pictures are left out."""
    return " ".join("".join(_word_pieces(markup)).split())


def _word_pieces(markup: Markup) -> Iterator[str]:
    for part in markup:
        if isinstance(part, Text):
            shown = _TAG.sub("", _BLOCK_TAG.sub(" ", part.html)) if "<" in part.html else part.html
            yield _unmarked(html.unescape(shown))
        elif isinstance(part, ClozeMark):
            yield HIDDEN_FROM
            yield from _word_pieces(part.body)
            yield HIDDEN_TO
