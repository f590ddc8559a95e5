"""What the program runs on is under permissive licences, but for one package that is named here."""

from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RUNTIME = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "deck.txt").read_text(encoding="utf-8"), re.MULTILINE)

PERMISSIVE = re.compile(r"\b(?:MIT|BSD|Apache|ISC|PSF|Python Software Foundation|OFL|Open Font|HPND|MIT-CMU|0BSD)\b")
COPYLEFT = re.compile(r"GPL|GNU|Mozilla|MPL|EPL|CC-BY-SA", re.IGNORECASE)


BESIDE = {"frozendict"}
"""Under the LGPL, which allows a program of any licence to import it; genanki needs it, and we do not pass it on."""


@pytest.mark.parametrize("package", [name for name in RUNTIME if name not in BESIDE])
def test_licence_of_a_runtime_package_is_permissive(package: str) -> None:
    about = metadata(package)
    classes = [line for line in about.get_all("Classifier") or () if line.startswith("License")]
    prose = [text.partition("\n")[0] for text in about.get_all("License") or ()]
    stated = "; ".join(about.get_all("License-Expression") or [*classes, *prose])
    assert PERMISSIVE.search(stated), f"{package} states {stated!r}"
    assert not COPYLEFT.search(stated), f"{package} states {stated!r}"


def test_licences_are_looked_at_for_all_runtime_packages() -> None:
    assert set(RUNTIME) >= BESIDE
    assert {"genanki", "markdown-it-py", "playwright", "sudachidict-small"} <= set(RUNTIME)
