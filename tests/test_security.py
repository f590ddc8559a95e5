"""Notes of a stranger: they read nothing outside, write nothing outside, run nothing and reach nobody."""

from __future__ import annotations

import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.safety import unsafe_html
from bench.undrawn import undrawn_pictures
from tests.project import Project

SECRET = b"SECRET-7f3a19"

WAYS_OUT = {
    "upwards": ("../secret.png", "image-outside"),
    "upwards, encoded": ("%2e%2e/secret.png", "image-outside"),
    "upwards, with an encoded slash": ("..%2fsecret.png", "image-outside"),
    "absolute, which begins at the notes": ("{root}/secret.png", "image-missing"),
    "address of a file": ("file://{root}/secret.png", "image-remote"),
    "link": ("link.png", "image-outside"),
    "linked folder": ("linked/secret.png", "image-outside"),
}


def outside(project: Project) -> dict[Path, bytes]:
    """Return what lies in the project but for its results."""
    results = (project.package.parent, project.ledger)
    return {
        path: path.read_bytes()
        for path in project.root.rglob("*")
        if path.is_file() and not any(path.is_relative_to(result) for result in results)
    }


def made(project: Project) -> Iterator[bytes]:
    """Yield what a build has made: all files, and those in the package."""
    for path in project.package.parent.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
    if project.package.exists():
        with zipfile.ZipFile(project.package) as package:
            yield from map(package.read, package.namelist())


@pytest.mark.parametrize("way", WAYS_OUT)
def test_security_no_image_outside_the_notes_is_read(project: Project, way: str) -> None:
    (project.root / "secret.png").write_bytes(SECRET)
    (project.notes_dir / "link.png").symlink_to(project.root / "secret.png")
    (project.notes_dir / "linked").symlink_to(project.root)
    source, code = WAYS_OUT[way]
    project.write("a.md", f"## 図\n**図**である。\n\n![図]({source.format(root=project.root)})\n")
    assert f"[{code}]" in project.run("build").stderr
    assert not any(SECRET in content for content in made(project))


def test_security_front_matter_runs_nothing(project: Project) -> None:
    trace = project.root / "trace"
    project.write("a.md", f"---\ntags: !!python/object/apply:os.mkdir ['{trace}']\n---\n## 鍵\n**鍵**である。\n")
    project.write("b.md", f"---\ntags: !!python/object/new:pathlib.Path ['{trace}']\n---\n## 鍵\n**鍵**である。\n")
    project.run("build")
    assert not trace.exists()


def test_security_build_writes_nothing_but_its_results_and_reaches_nobody(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a build reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    project.write(
        "..\\x.md", "---\ndeck: ../../x::/y\ntags: ../z\n---\n# ../題\n\n## ../鍵 {#../id}\n**../../甲**である。\n"
    )
    project.write(
        "a.md",
        "## 図\n**図**と[頁](https://example.org/x)である。<img src=https://example.org/x.png>\n\n"
        "| 読み方 | 大きさ |\n|---|---|\n| 強い | ![](https://example.org/y.png) |\n",
    )
    before = outside(project)
    with undrawn_pictures():
        outcome = project.run("build")
    assert outcome.exit_code == 0, outcome.output
    assert outside(project) == before


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=https://x.y/z.png onerror=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<iframe src=//x.y></iframe>",
    "<style>*{display:none}</style>",
    "[頁](javascript:alert(1))",
    "<a href='javascript:alert(1)'>頁</a>",
    "<kbd style='position:fixed' onclick=alert(1)>鍵</kbd>",
)


@pytest.mark.parametrize("html", HOSTILE)
def test_security_fields_hold_nothing_that_runs(project: Project, html: str) -> None:
    project.write("a.md", f"## 鍵\n**対称鍵**を使う。{html}\n")
    result = project.build()
    assert result.notes
    for note in result.notes:
        for field in note.fields:
            assert unsafe_html(field) == ""


def test_security_the_measure_finds_what_runs() -> None:
    assert all(unsafe_html(html) for html in HOSTILE if html.startswith("<"))
