"""What a shared deck needs: a page that says what it is, and nothing that Anki would rename or AnkiWeb leave out."""

from __future__ import annotations

import html
import re
import time
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.config import Config
from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.drafted import Outline
from pipeline.core.ledger import Ledger
from pipeline.core.picture import RenderedAsset
from pipeline.identity import GENESIS_S
from pipeline.package import SYNCED_BYTES

_EDGES = re.compile(r"^[\s:]+|[\s:]+$")


def deck_description(config: Config, ledger: Ledger) -> str:
    """Return the page of the deck as HTML, "" where the settings say nothing: then the learner's own text stays.

    The date is that of the newest change that the ledger knows, in UTC; a first build has none.
    """
    if not (config.description or config.version or config.license or config.link):
        return ""
    facts = [f"Version {config.version}"] if config.version else []
    changes = (*(entry.mod_s for entry in ledger.entries), *(notetype.mod_s for notetype in ledger.notetypes))
    newest_s = max(changes, default=GENESIS_S)
    if newest_s > GENESIS_S:
        facts.append(f"Last changed {time.strftime('%Y-%m-%d', time.gmtime(newest_s))}")
    if config.license:
        facts.append(f"Licence: {config.license}")
    lines = [html.escape(text) for text in (config.description, " · ".join(facts)) if text]
    if config.link:
        address = html.escape(config.link)
        lines.append(f'<a href="{address}">{address}</a>')
    return "<br>".join(lines)


def limit_diagnostics(outlines: Sequence[Outline], assets: Sequence[RenderedAsset]) -> tuple[Diagnostic, ...]:
    """Return what Anki or AnkiWeb would change, or not take along, at the first place where it stands."""
    return (*_deck_names(outlines), *_large_media(outlines, assets))


def _deck_names(outlines: Sequence[Outline]) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for name, span in (pair for outline in outlines for pair in outline.decks):
        first.setdefault(name, span)
    for name, span in sorted(first.items()):
        taken = _as_anki_names(name)
        if taken != name:
            yield Diagnostic(
                code="deck-name-changed",
                message=f"Anki would call the deck “{name}” “{taken}”",
                span=span,
                hint="give it that name in the front matter or in deck.toml",
            )


def _as_anki_names(name: str) -> str:
    """Return the name that Anki gives to a deck: in NFC, each part trimmed of spaces and colons, and never empty."""
    parts = unicodedata.normalize("NFC", name).split("::")
    return "::".join(_EDGES.sub("", part) or "blank" for part in parts)


def _large_media(outlines: Sequence[Outline], assets: Sequence[RenderedAsset]) -> Iterator[Diagnostic]:
    large = {asset.request_key: asset for asset in assets if asset.path.stat().st_size > SYNCED_BYTES}
    for outline in outlines if large else ():
        for request in outline.requests:
            if asset := large.pop(request.key, None):
                yield Diagnostic(
                    code="media-not-synced",
                    message=f"{asset.file_name} has more than {SYNCED_BYTES // 2**20} MiB; AnkiWeb does not sync it",
                    span=request.span,
                    hint="make it smaller",
                )
