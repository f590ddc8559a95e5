"""What can be wrong with a picture, before it is known at how many places of the notes it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.picture import RenderedAsset, RenderRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A diagnostic without its place; `line` counts from 1 within the source, 0 if it is not known."""

    code: str
    message: str
    hint: str = ""
    line: int = 0

    def at(self, request: RenderRequest) -> Diagnostic:
        """Return the diagnostic for one place where the picture stands."""
        span = request.span
        if self.line:
            span = Span(path=span.path, line=request.source_line + self.line - 1)
        return Diagnostic(code=self.code, message=self.message, span=span, hint=self.hint)


def failed(message: str, hint: str = "") -> Fault:
    """Return the fault of a picture that could not be drawn."""
    return Fault(code="picture-failed", message=message, hint=hint)


Outcome = RenderedAsset | Fault
Settle = Callable[[RenderRequest, Outcome], None]
