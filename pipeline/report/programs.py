"""Outcomes for programs, as JSON. Keys are only ever added."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.ledger import BuildResult
from pipeline.status import delta_json


def outcome_json(result: BuildResult, output: Path, exit_code: int) -> str:
    """Return the outcome of a run that packs."""
    return _json(
        {
            "version": 1,
            "exit_code": exit_code,
            "output": str(output),
            "wrote_package": result.wrote_package,
            "wrote_ledger": result.wrote_ledger,
            "sha256": result.package_sha256,
            "bytes": result.package_bytes,
            "notes": result.note_count,
            "cards": result.card_count,
            "pictures": {
                "drawn": result.pictures_drawn,
                "cached": result.pictures_cached,
                "images": result.images,
                "bytes": result.media_bytes,
            },
            **_findings(result),
        }
    )


def status_json(result: BuildResult, exit_code: int) -> str:
    """Return the delta of a run that writes nothing."""
    return _json({"version": 1, "exit_code": exit_code, **_findings(result)})


def _findings(result: BuildResult) -> dict[str, object]:
    return {
        "delta": delta_json(result.delta),
        "diagnostics": [diagnostic_json(said) for said in result.diagnostics],
        "seconds": dict(result.stage_seconds),
    }


def _json(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2)


def diagnostic_json(said: Diagnostic) -> dict[str, object]:
    """Return a diagnostic."""
    return {
        "code": said.code,
        "severity": said.severity.value,
        "message": said.message,
        "hint": said.hint,
        "file": said.span.path,
        "line": said.span.line,
        "column": said.span.column,
    }
