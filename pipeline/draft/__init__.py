"""Sections in, drafts of notes out. Pure: no file, clock, browser or number.

`draft_sections` walks an ordered register of small rules (`register.py`). What the author marked wins over what is
guessed, and a section that no rule claims is asked by its heading. No draft has an empty back, a cloze without text or
an answer that stands open in its own heading path. Files can be drafted one by one; `with_unique_keys` then looks at
all drafts of one. This room imports `core` and `config` only.
"""

from pipeline.draft.drawn import unseen_answers, with_labels
from pipeline.draft.keys import with_unique_keys
from pipeline.draft.notes import draft_sections

__all__ = ["draft_sections", "unseen_answers", "with_labels", "with_unique_keys"]
