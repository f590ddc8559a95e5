"""Sections in, drafts of notes out. Pure: no file, clock, browser or number.

`draft_sections` walks an ordered register of small rules (`register.py`). What the author marked wins over what is
guessed, and a section that no rule claims is asked by its heading. No draft has an empty back, a cloze without text or
an answer that stands open in its own heading path. This room imports `core` and `config` only.
"""

from pipeline.draft.drawn import with_labels
from pipeline.draft.notes import draft_sections

__all__ = ["draft_sections", "with_labels"]
