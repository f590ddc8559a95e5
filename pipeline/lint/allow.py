"""`<!-- allow: code -->`: what it silences, and whether it silences anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.codes import CODES, Severity
from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.drafted import Allowance, Outline
from pipeline.core.section import Section
from pipeline.lint.reading import blocks_of

# Said by later stages, or of text that lies in no section: whether these are silenced is not known here.
SAID_ELSEWHERE = frozenset(
    ("identity-tied", "cache-damaged", "deck-name-changed", "media-not-synced", "text-outside-section")
)


Allowances = dict[tuple[str, str], list[Allowance]]
"""By path and code."""


def without_allowed(diagnostics: Sequence[Diagnostic], outlines: Iterable[Outline]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics that no `<!-- allow: code -->` silences; an error is never silenced."""
    return unsilenced(diagnostics, allowances(outlines)) if diagnostics else ()


def unsilenced(diagnostics: Sequence[Diagnostic], allowed: Allowances) -> tuple[Diagnostic, ...]:
    """Return the diagnostics that are not allowed."""
    return tuple(
        said
        for said in diagnostics
        if said.severity is Severity.ERROR
        or not any(_silences(own, said) for own in allowed.get((said.span.path, said.code), ()))
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
            elif not any(_silences(own, said) for said in told[path, code]):
                yield _idle(own, f"there is no `{code}` here to allow")


def _silences(own: Allowance, said: Diagnostic) -> bool:
    return said.code == own.code and own.span.line <= said.span.line <= max(own.span.line, own.span.end_line)


def _idle(own: Allowance, message: str) -> Diagnostic:
    return Diagnostic(
        code="unused-allow", message=message, span=own.span, hint=f"remove `{own.code}` from the allow directive"
    )


def allowances(outlines: Iterable[Outline]) -> Allowances:
    """Return the allowances of all files by path and code."""
    found: Allowances = {}
    for outline in outlines:
        for own in outline.allowances:
            found.setdefault((own.span.path, own.code), []).append(own)
    return found


def allowances_of(sections: Sequence[Section]) -> Iterator[Allowance]:
    """Yield the allowances of one file; one that all its sections have is its front matter's, for the whole file."""
    if not sections:
        return
    of_file = set(sections[0].options.allow).intersection(*(section.options.allow for section in sections))
    spans = [(Span(path=sections[0].path, end_line=sections[-1].span.end_line), tuple(sorted(of_file)))]
    for section in sections:
        spans.append((section.span, tuple(code for code in section.options.allow if code not in of_file)))
        spans.extend((block.span, block.options.allow) for block in blocks_of(section.blocks) if block.options)
    yield from (Allowance(code=code, span=span) for span, codes in spans for code in codes)
