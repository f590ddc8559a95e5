"""Checks over everything at once. Pure: drafts and sections in, diagnostics out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.core.diagnostic import Diagnostic, Severity
from pipeline.core.note import NoteDraft
from pipeline.core.section import Section


def lint_drafts(drafts: Sequence[NoteDraft]) -> tuple[Diagnostic, ...]:
    """Return what is wrong between drafts: an explicit id that two of them carry."""
    first: dict[str, NoteDraft] = {}
    diagnostics: list[Diagnostic] = []
    for draft in drafts:
        if draft.explicit_id is None:
            continue
        holder = first.setdefault(draft.explicit_id, draft)
        if holder is not draft:
            name = draft.explicit_id.split(" · ")[0]
            diagnostics.append(
                Diagnostic(
                    code="duplicate-id",
                    message=f"the id `{name}` is taken by {holder.span.path}:{holder.span.line}",
                    span=draft.span,
                    hint="give one of the two another id",
                )
            )
    return tuple(diagnostics)


def without_allowed(diagnostics: Sequence[Diagnostic], sections: Sequence[Section]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics that no `<!-- allow: code -->` of their section silences; an error is never silenced."""
    starts: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for section in sections:
        starts.setdefault(section.path, []).append((section.span.line, section.options.allow))
    return tuple(
        said
        for said in diagnostics
        if said.severity is Severity.ERROR or said.code not in _allowed_at(said, starts.get(said.span.path, []))
    )


def _allowed_at(said: Diagnostic, starts: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[str, ...]:
    position = bisect_right([line for line, _ in starts], said.span.line) - 1
    return starts[position][1] if position >= 0 else ()
