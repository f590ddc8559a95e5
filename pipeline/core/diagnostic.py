"""One type for everything the tool has to say about notes.

A diagnostic is a value: stages return tuples of them, one run shows them all, and the report prints them as
`path:line:column: severity[code]: message` with the source line, a caret and a hint.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from pipeline.core.codes import CODES, Severity


class Span(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """A place in a source file: POSIX path relative to the notes folder, lines and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Diagnostic(Struct, frozen=True, gc=False, array_like=True, kw_only=True):
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


def stops(diagnostics: Sequence[Diagnostic], *, strict: bool) -> bool:
    """Return whether the diagnostics keep the build from writing: an error does, under `strict` a warning too."""
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(said.severity in stopping for said in diagnostics)
