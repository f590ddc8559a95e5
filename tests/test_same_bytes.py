"""Equal inputs give equal bytes: in another folder and process, with another hash seed, clock, locale, file times."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import PNG

pytestmark = pytest.mark.process

ROOT = Path(__file__).parent.parent

NOTES = {
    "b.md": "## 鍵\n**対称鍵**を使う。\n\n![図](media/点.png)\n",
    "a/c.md": '---\ntags: [z, a]\n---\n## 既定\n- HTTPS: 443\n- 版: `$LATEST`\n\n```json\n{"a": 1}\n```\n',
    "deck.toml": 'deck = "覚え書き"\ntags = ["x"]\n',
}


def lay_out(folder: Path, names: list[str]) -> Path:
    for name in names:
        path = folder / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(NOTES[name], encoding="utf-8")
    media = folder / "notes" / "media"
    media.mkdir()
    (media / "点.png").write_bytes(PNG)
    return folder


def build(folder: Path, **environment: str) -> dict[str, str]:
    """Build in a fresh process and return the digests of what came out."""
    subprocess.run(
        [sys.executable, str(ROOT / "build_deck.py"), "--notes", "notes", "--output", "out/deck.apkg"],
        cwd=folder,
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    results = (folder / "out" / "deck.apkg", folder / "notes" / "deck.lock", folder / "out" / "deck.txt")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in results}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return build(lay_out(tmp_path_factory.mktemp("first"), list(NOTES)), PYTHONHASHSEED="0")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1900000000"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    ],
    ids=["seed and clock", "zone and locale"],
)
def test_bytes_do_not_depend_on_the_surroundings(
    tmp_path: Path, expected: dict[str, str], environment: dict[str, str]
) -> None:
    folder = lay_out(tmp_path / "an other place", list(reversed(NOTES)))
    for number, path in enumerate(sorted(folder.rglob("*"))):
        os.utime(path, (10**9 + number, 10**9 + number))
    assert build(folder, **environment) == expected


def test_bytes_of_a_later_build_follow_from_notes_and_ledger(tmp_path: Path) -> None:
    first = lay_out(tmp_path / "first", list(NOTES))
    build(first)
    second = tmp_path / "second"
    shutil.copytree(first / "notes", second / "notes")
    for folder in (first, second):
        (folder / "notes" / "b.md").write_text("## 鍵\n**対称鍵**だけを使う。\n", encoding="utf-8")
    assert build(first, SOURCE_DATE_EPOCH="1900000000") == build(second, SOURCE_DATE_EPOCH="1900000000")


def test_bytes_do_not_depend_on_a_terminal_that_knows_only_ascii(tmp_path: Path) -> None:
    """What cannot be shown there is shown escaped, and no reason to end."""
    found: list[dict[str, str]] = []
    for environment in (dict[str, str](), {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        folder = tmp_path / str(len(found))
        (folder / "notes").mkdir(parents=True)
        (folder / "notes" / "a.md").write_text("## 鍵\n**対称鍵**を使う。\n\n## 見出しだけ\n", encoding="utf-8")
        found.append(build(folder, **environment))
    assert found[0] == found[1]
