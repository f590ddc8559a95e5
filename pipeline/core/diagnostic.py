"""One type for everything the tool has to say about notes, and the register of all codes it may use.

A diagnostic is a value: stages return tuples of them, one run shows them all, and the report prints them as
`path:line:column: severity[code]: message` with the source line, a caret and a hint.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Span(Struct, frozen=True, gc=False, kw_only=True):
    """A place in a source file: POSIX path relative to the notes folder, lines and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Severity(Enum):
    """How much a diagnostic weighs: an error stops the build, a warning only under `--strict`, a note never."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(Struct, frozen=True, gc=False):
    """An entry of the register: what the code means and what the reader can do about it."""

    severity: Severity
    meaning: str
    remedy: str


class Diagnostic(Struct, frozen=True, gc=False, kw_only=True):
    """One finding: a code of the register, a sentence about this very place, and a hint on what to do."""

    code: str
    message: str
    span: Span
    hint: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unregistered diagnostic code: {self.code}")

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity


def _error(meaning: str, remedy: str) -> Code:
    return Code(Severity.ERROR, meaning, remedy)


def _warning(meaning: str, remedy: str) -> Code:
    return Code(Severity.WARNING, meaning, remedy)


CODES: dict[str, Code] = {
    # reading
    "not-utf8": _error("A notes file is not valid UTF-8.", "Save the file as UTF-8 in your editor."),
    "unreadable": _error("A notes file could not be read.", "Check the file and its permissions."),
    # settings inside notes
    "front-matter-invalid": _error(
        "The YAML between the `---` lines on top of a file cannot be read.",
        "Mend the YAML, or remove the block.",
    ),
    "unknown-setting": _error(
        "Front matter or a comment directive names a setting that does not exist.",
        "Use the name that the message proposes.",
    ),
    "invalid-setting": _error("A setting has a value of the wrong kind.", "Use a value that the message names."),
    "duplicate-id": _error(
        "Two places in the notes carry the same explicit id.",
        "Rename one of the two; an id names one section or block for life.",
    ),
    # cards
    "heading-only": _warning(
        "A heading has no text below it and no mark inside it, so it asks nothing yet.",
        "Mark the part to hide with `**…**` or `==…==`, or write the answer below the heading.",
    ),
    "no-card": _warning(
        "A section has text, but no card could be made of it.",
        "Mark what to ask, or silence this with `<!-- card: skip -->`.",
    ),
    "over-budget": _warning(
        "A paragraph or list holds more to ask than one note should; what is beyond six is shown and not asked.",
        "Split it, or mark what is worth a card with `==…==`.",
    ),
    "text-outside-section": _warning(
        "Text stands above the first section of a file and belongs to no card.",
        "Put it under a `##` heading, or ignore this if it is an introduction.",
    ),
    "star-guessed": _warning(
        "A bold ends in one `*` too many; the star was read as part of the bold text.",
        r"Write the star as `\*`, or put the text in backticks.",
    ),
    "ragged-table": _warning(
        "A table row has more cells than its header; the cells beyond it are lost.",
        "Escape a `|` inside a cell as `\\|`, or add the missing header cell.",
    ),
    "cloze-malformed": _error(
        "A written cloze `{{c1::…}}` is not closed, or its number is not between 1 and 99.",
        "Close it with `}}` in the same paragraph and use a number from 1 to 99.",
    ),
    # pictures
    "image-missing": _error("An image that the notes name does not exist.", "Correct the path or add the file."),
    "image-outside": _error(
        "An image path leads out of the notes folder.",
        "Copy the image into the notes folder and refer to it there.",
    ),
    "image-unsupported": _error(
        "An image has a format that Anki does not show.",
        "Use png, jpg, gif, svg, webp, avif or ico.",
    ),
    "image-remote": _warning(
        "An image lies on the network; the card shows a link instead.",
        "Download it into the notes folder, so that the card works without a network.",
    ),
    "diagram-invalid": _error("A mermaid diagram has a syntax error.", "Mend the line that the message names."),
    "picture-failed": _error(
        "A table or diagram could not be drawn: it took too long, is too large, or the browser page ended.",
        "Make it smaller or split it.",
    ),
    "cache-damaged": Code(
        Severity.NOTE,
        "A stored picture was damaged and has been drawn again.",
        "Nothing to do. If it happens often, check the disk.",
    ),
    # sharing
    "deck-name-changed": _warning(
        "Anki gives a deck another name than the notes do: it trims spaces and colons, and fills empty parts.",
        "Give the deck the name that the message tells.",
    ),
    "media-not-synced": _warning(
        "An image is larger than AnkiWeb takes (100 MiB), so it never reaches a phone.", "Make the image smaller."
    ),
    # identity
    "ledger-damaged": _error(
        "The ledger `deck.lock` cannot be read; it keeps the identity of every card.",
        "Restore the last good version from git. Only without one: delete it to start afresh.",
    ),
    "identity-tied": _warning(
        "An edited note is about equally alike to several old ones, so it begins anew and no history is guessed.",
        "Say which one it is with the `<!-- id: … -->` that the message names, above the block or below the heading.",
    ),
    "ledger-newer": _error(
        "The ledger `deck.lock` was written by a newer version of this tool.",
        "Update the tool; the ledger is left as it is.",
    ),
}
