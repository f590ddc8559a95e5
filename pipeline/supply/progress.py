"""What set-up says while it works."""

from __future__ import annotations

import sys


def tell(line: str) -> None:
    """Say on standard error what set-up does next."""
    print(f"set-up: {line}", file=sys.stderr, flush=True)
