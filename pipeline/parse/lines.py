"""The lines that a block rule looks at."""

from __future__ import annotations

from markdown_it.rules_block import StateBlock


def line_text(state: StateBlock, number: int) -> str:
    """Return a line without its indentation, the marks of the blocks around it, and white space at its end."""
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def leaves_block(state: StateBlock, number: int) -> bool:
    """Return whether a line is out of the list or quote that holds the block before it."""
    return state.sCount[number] < state.blkIndent and not state.isEmpty(number)
