"""The one exception family: faults of use or of the machine, shown without a traceback.

Faults in notes are values (`core.diagnostic.Diagnostic`), never exceptions.
"""

from __future__ import annotations

BUILT, FAULTS_IN_NOTES, USAGE, LOCKED, MACHINE = range(5)
"""The exit codes of the program."""


class DeckError(Exception):
    """A fault that ends the run: what is wrong, what to do about it, and the exit code it ends with."""

    exit_code = MACHINE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DeckError):
    """The command line or the settings ask for something that cannot be done."""

    exit_code = USAGE


class LockedError(DeckError):
    """The ledger would change, and the caller forbade it."""

    exit_code = LOCKED


class MachineError(DeckError):
    """The machine lacks something: a browser, a pinned asset, a place to write."""

    exit_code = MACHINE
