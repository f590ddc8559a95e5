"""What drafts lack until their diagrams are drawn: the labels, which only the picture tells. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.markup import Regions, plain_words
from pipeline.core.note import AssetRef, ClozeMark, Markup, Mask, NoteDraft, Part, Text
from pipeline.core.picture import PictureKind, Region, RenderRequest
from pipeline.draft.blocks import DIAGRAM_END
from pipeline.draft.html import escaped, joined
from pipeline.draft.labels import asked_labels, hint_of, labels_of, messages_in_order, words_of
from pipeline.draft.masks import MASKED_DIAGRAM, answer_list
from pipeline.draft.surroundings import in_language

ALT_LENGTH = 120
_BACKS = ("Back", "Back Extra")


def with_labels(drafts: Sequence[NoteDraft], regions: Regions) -> tuple[NoteDraft, ...]:
    """Return the drafts with all that the pictures tell of their diagrams.

    A note of masks gets them, or is left out where nothing of its diagram can be asked. On other notes the messages
    stand below the picture, and its words are its alt text. Those without a diagram are returned as they are.
    """
    return tuple(done for draft in drafts if (done := _with_labels(draft, regions)) is not None)


def unseen_answers(drafts: Sequence[NoteDraft], regions: Regions) -> tuple[Diagnostic, ...]:
    """Return an error for each drawn picture that shows nothing where a mask should lie: its answer cannot be covered.

    So it is with a bold of characters that have no width.
    """
    asked = {mask.request_key for draft in drafts for mask in draft.masks} & regions.keys()
    seen = {picture: {region.key for region in regions[picture]} for picture in asked}
    return tuple(
        Diagnostic(
            code="picture-failed",
            message="the picture shows nothing in a place that a card should hide",
            span=draft.span,
            hint="Write something that can be seen there, or ask the whole at once with <!-- card: basic -->.",
        )
        for draft in drafts
        # a picture that was not drawn at all is told of by itself
        if any(mask.request_key in seen and mask.region not in seen[mask.request_key] for mask in draft.masks)
    )


def _with_labels(draft: NoteDraft, regions: Regions) -> NoteDraft | None:
    diagrams = [request for request in draft.requests if request.kind is PictureKind.DIAGRAM]
    if not diagrams:
        return draft
    words = " ".join(filter(None, (words_of(regions.get(diagram.key, ())) for diagram in diagrams)))
    fields = dict(draft.fields)
    fields["Search"] = joined((*fields.get("Search", ()), Text(f" {escaped(words)}")))
    found = replace(draft, fields=tuple(fields.items())) if words else draft
    if draft.rule == MASKED_DIAGRAM:
        return _masked(found, diagrams[0], regions.get(diagrams[0].key, ()))
    return replace(
        found,
        fields=tuple(
            (name, joined(_explained(markup, regions)) if name in _BACKS else markup) for name, markup in found.fields
        ),
    )


def _masked(draft: NoteDraft, diagram: RenderRequest, regions: Sequence[Region]) -> NoteDraft | None:
    labels = labels_of(regions)
    fields = dict(draft.fields)
    asked = asked_labels(labels, plain_words((*fields["Header"], Text(" "), *fields.get("Context", ()))))
    if not asked:
        return None
    marks = (
        ClozeMark(
            key=key, place=own[0].place, body=(Text(escaped(own[0].text)),), hint=escaped(hint_of(own, labels, asked))
        )
        for key, own in asked.items()
    )
    fields["Back Extra"] = in_language(answer_list(marks), diagram.lang)
    masks = (
        Mask(request_key=diagram.key, region=region, key=key)
        for key, own in asked.items()
        for region in dict.fromkeys(region.key for region in own)
    )
    return replace(draft, fields=tuple(fields.items()), masks=tuple(masks))


def _explained(markup: Markup, regions: Regions) -> Iterator[Part]:
    """Yield `markup` with the words of each diagram as its alt text, and its messages below the picture."""
    messages = ""
    for part in markup:
        if isinstance(part, AssetRef) and part.kind is PictureKind.DIAGRAM:
            drawn = regions.get(part.request_key, ())
            messages = _messages_html(drawn)
            yield replace(part, alt=_shortened(words_of(drawn)) or part.alt)
        elif isinstance(part, Text) and messages:
            yield Text(part.html.replace(DIAGRAM_END, f"{DIAGRAM_END}{messages}", 1))
            messages = ""
        else:
            yield part


def _messages_html(regions: Sequence[Region]) -> str:
    lines = (
        f"<li>{f'<span>{escaped(between)}</span> ' if between else ''}{escaped(text)}</li>"
        for between, text in messages_in_order(regions)
    )
    found = "".join(lines)
    return f'<ul class="messages">{found}</ul>' if found else ""


def _shortened(words: str) -> str:
    return words if len(words) <= ALT_LENGTH else f"{words[: ALT_LENGTH - 1]}…"
