"""What this machine has of all that a build needs, and what to do about what it has not.

Each check stands alone, and what it looks at is imported when it runs: the doctor needs nothing but Python, so that it
can say which package is broken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from pipeline.core.errors import DeckError
from pipeline.doctor.drawing import check_browser, check_drawing, check_fonts, check_mermaid
from pipeline.doctor.finding import Finding, Health, Places, advice, fault
from pipeline.doctor.machine import SET_UP_ANEW, check_disk, check_packages, check_python
from pipeline.doctor.project import check_cache, check_ledger, check_notes
from pipeline.lines import Ink, Line, Piece, counted

__all__ = ["Health", "Places", "Told", "examined", "told_json", "told_lines", "verdict_line"]

Check = Callable[[Places], Iterator[Finding]]
Told = tuple[str, Finding]
"""The name of what was looked at, and how it is."""

CHECKS: dict[str, Check] = {
    "Python": check_python,
    "Packages": check_packages,
    "Mermaid": check_mermaid,
    "Fonts": check_fonts,
    "Browser": check_browser,
    "Drawing": check_drawing,
    "Notes": check_notes,
    "Ledger": check_ledger,
    "Pictures": check_cache,
    "Disk": check_disk,
}

_INKS = {Health.OK: Ink.GOOD, Health.ADVICE: Ink.DOUBTFUL, Health.FAULT: Ink.BAD}
_NAME_COLUMNS, _HEALTH_COLUMNS = 10, 7


def examined(places: Places) -> Iterator[Told]:
    """Yield what each check finds, as it finds it; whatever goes wrong in one is its finding.

    What keeps several checks from looking is told as the fault of the first.
    """
    told_of: dict[str, str] = {}
    for name, check in CHECKS.items():
        try:
            yield from ((name, finding) for finding in check(places))
        except DeckError as error:
            first = told_of.setdefault(error.message, name)
            if first == name:
                yield name, fault(error.message, error.hint)
            else:
                yield name, advice(f"cannot be looked at before {first} is mended", "")
        except ImportError as error:
            yield name, fault(f"cannot be looked at: {error}", SET_UP_ANEW)
        except OSError as error:
            yield name, fault(f"cannot be looked at: {error}", "Check the permissions.")


def told_lines(told: Iterable[Told]) -> Iterator[Line]:
    """Yield findings for a reader."""
    for name, finding in told:
        health = f"{finding.health.value:<{_HEALTH_COLUMNS}}"
        yield Piece(f"{name:<{_NAME_COLUMNS}}", Ink.STRONG), Piece(health, _INKS[finding.health]), Piece(finding.said)
        if finding.remedy:
            yield (Piece(f"{'':<{_NAME_COLUMNS + _HEALTH_COLUMNS}}{finding.remedy}"),)


def verdict_line(told: Iterable[Told]) -> Line:
    """Return all findings in a line."""
    faults = sum(1 for _, finding in told if finding.health is Health.FAULT)
    if faults:
        return (Piece(f"{counted(faults, 'fault')} to mend", Ink.BAD),)
    return (Piece("All that a build needs is here.", Ink.GOOD),)


def told_json(told: Iterable[Told]) -> str:
    """Return findings for programs; keys are only ever added."""
    checks = [
        {"name": name, "health": finding.health.value, "said": finding.said, "remedy": finding.remedy}
        for name, finding in told
    ]
    return json.dumps({"version": 1, "checks": checks}, ensure_ascii=False, indent=2)
