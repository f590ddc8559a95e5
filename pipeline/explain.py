"""The register of diagnostics as a person reads it."""

from __future__ import annotations

from pipeline.core.codes import CODES, Severity

_WEIGHTS = {
    Severity.ERROR: "an error: nothing is written until it is mended",
    Severity.WARNING: "a warning: the build goes on, but not under --strict",
    Severity.NOTE: "a note: counted after a build, shown with -v, and never in the way",
}


def explanation(name: str) -> str:
    """Return what a code means, notes that bring it about, what to do, and how to silence it."""
    code = CODES[name]
    lines = [f"{name}, {_WEIGHTS[code.severity]}", "", f"  {code.meaning}"]
    if code.example:
        lines += ["", "For example", "", *(f"  | {line}".rstrip() for line in code.example.splitlines())]
    lines += ["", "What to do", "", f"  {code.remedy}"]
    if code.severity is not Severity.ERROR:
        lines += ["", f"  <!-- allow: {name} --> below a heading silences it for that section."]
    return "\n".join(lines)


def code_list() -> str:
    """Return all codes with their meanings, the gravest first."""
    width = max(map(len, CODES))
    lines: list[str] = []
    for severity in Severity:
        lines += [f"{severity.value}s", ""]
        lines += [
            f"  {name:<{width}}  {code.meaning}" for name, code in sorted(CODES.items()) if code.severity is severity
        ]
        lines.append("")
    return "\n".join(lines) + "\n`explain CODE` shows an example and what to do."
