"""The documents say what the code does: generated pages do not drift, and the README's commands exist."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = runpy.run_path(str(ROOT / "docs" / "tables.py"))["PAGES"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_docs_page_is_what_the_code_says(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `python docs/tables.py`"
