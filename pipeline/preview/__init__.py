"""The preview room: finished notes to a page that shows both sides of every card, as Anki would.

In: `Shown`, all that a run found out. Out: a folder that opens in any browser, without a server and without a network.
The page fills our own templates, the very ones of the package, in the browser and only for the card on screen, so that
ten thousand cards weigh no more than their notes.

Imports the package room for the look of the cards, supply for MathJax, and nothing that draws or decides.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.core.ledger import Delta
from pipeline.preview.contents import Shown, contents_json, has_maths
from pipeline.preview.site import DECK_FILE, mathjax_address, renew_page, write_site
from pipeline.supply import find_mathjax

__all__ = ["DECK_FILE", "Shown", "write_page", "write_preview"]


def write_preview(folder: Path, shown: Shown) -> None:
    """Write the page into `folder`, where nothing else is kept.

    The deck is written last, and at once, so that a page that is open never reads half of it. MachineError where the
    page cannot be written, or where there is maths and no MathJax.
    """
    mathjax = find_mathjax() if has_maths(shown) else None
    text = contents_json(shown, mathjax=mathjax_address(mathjax) if mathjax else "")
    write_site(folder, text, shown.media, mathjax)


def write_page(folder: Path) -> None:
    """Write the page into `folder` round the deck that lies there, or with no card on it. MachineError as above."""
    if (folder / DECK_FILE).exists():
        renew_page(folder)
    else:
        nothing = Shown(
            deck="Cards", drafts=(), sections=(), notes=(), entries=(), delta=Delta(), diagnostics=(), media=()
        )
        write_preview(folder, nothing)
