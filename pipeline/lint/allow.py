"""`<!-- allow: code -->`: what it silences, and whether it silences anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.core.codes import CODES, Severity
from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.section import Section
from pipeline.lint.reading import blocks_of

# Said by later stages, or of text that lies in no section: whether these are silenced is not known here.
SAID_ELSEWHERE = frozenset(
    ("identity-tied", "cache-damaged", "deck-name-changed", "media-not-synced", "text-outside-section")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Allowance:
    """A code, and the lines of a file that it is allowed in."""

    code: str
    span: Span

    def silences(self, said: Diagnostic) -> bool:
        return said.code == self.code and self.span.line <= said.span.line <= max(self.span.line, self.span.end_line)


Allowances = dict[tuple[str, str], list[_Allowance]]
"""By path and code."""


def without_allowed(diagnostics: Sequence[Diagnostic], sections: Sequence[Section]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics that no `<!-- allow: code -->` silences; an error is never silenced."""
    return unsilenced(diagnostics, allowances(sections)) if diagnostics else ()


def unsilenced(diagnostics: Sequence[Diagnostic], allowed: Allowances) -> tuple[Diagnostic, ...]:
    """Return the diagnostics that are not allowed."""
    return tuple(
        said
        for said in diagnostics
        if said.severity is Severity.ERROR
        or not any(own.silences(said) for own in allowed.get((said.span.path, said.code), ()))
    )


def idle(diagnostics: Sequence[Diagnostic], allowed: Allowances) -> Iterator[Diagnostic]:
    """Say which allowances silence nothing."""
    told: dict[tuple[str, str], list[Diagnostic]] = {key: [] for key in allowed}
    for said in diagnostics:
        if (said.span.path, said.code) in told:
            told[said.span.path, said.code].append(said)
    for (path, code), ranges in allowed.items():
        if code in SAID_ELSEWHERE:
            continue
        for own in ranges:
            if CODES[code].severity is Severity.ERROR:
                yield _idle(own, f"`{code}` is an error, which nothing silences")
            elif not any(own.silences(said) for said in told[path, code]):
                yield _idle(own, f"there is no `{code}` here to allow")


def _idle(own: _Allowance, message: str) -> Diagnostic:
    return Diagnostic(
        code="unused-allow", message=message, span=own.span, hint=f"remove `{own.code}` from the allow directive"
    )


def allowances(sections: Sequence[Section]) -> Allowances:
    """Return the allowances by path and code; one that all sections of a file have is its front matter's, for all."""
    found: Allowances = {}
    for path, group in groupby(sections, key=lambda section: section.path):
        own = tuple(group)
        of_file = set(own[0].options.allow).intersection(*(section.options.allow for section in own))
        spans = [(Span(path=path, end_line=own[-1].span.end_line), tuple(sorted(of_file)))]
        for section in own:
            spans.append((section.span, tuple(code for code in section.options.allow if code not in of_file)))
            spans.extend((block.span, block.options.allow) for block in blocks_of(section.blocks) if block.options)
        for span, codes in spans:
            for code in codes:
                found.setdefault((path, code), []).append(_Allowance(code=code, span=span))
    return found
