"""The author's own images: found, checked and named, never drawn."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.picture import PictureKind, RenderRequest, Theme
from pipeline.render import Rendering, render_pictures
from pipeline.render.images import image_name


def request_for(source: str, line: int = 1) -> RenderRequest:
    return RenderRequest(kind=PictureKind.IMAGE, source=source, theme=Theme(), span=Span(path="a.md", line=line))


def render(notes_dir: Path, *sources: str) -> Rendering:
    requests = [request_for(source, line) for line, source in enumerate(sources, start=1)]
    return render_pictures(requests, notes_dir=notes_dir, cache_dir=notes_dir.parent / "cache")


def only_diagnostic(rendering: Rendering) -> Diagnostic:
    assert rendering.assets == ()
    (diagnostic,) = rendering.diagnostics
    return diagnostic


@pytest.fixture
def notes_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    (folder / "media").mkdir(parents=True)
    Image.new("RGB", (30, 20), "green").save(folder / "media" / "構成図.PNG")
    return folder


def test_image_is_taken_as_it_is(notes_dir: Path) -> None:
    rendering = render(notes_dir, "media/構成図.PNG")
    (asset,) = rendering.assets
    content = (notes_dir / "media" / "構成図.PNG").read_bytes()
    assert asset.path.read_bytes() == content
    assert asset.file_name == f"image-{hashlib.sha256(content).hexdigest()[:16]}.png"
    assert (asset.width_px, asset.height_px) == (30, 20)
    assert asset.request_key == request_for("media/構成図.PNG").key
    assert (rendering.diagnostics, rendering.drawn, rendering.cached) == ((), 0, 0)


def test_image_whose_size_is_not_told_has_none(notes_dir: Path) -> None:
    (notes_dir / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (notes_dir / "b.png").write_bytes(b"no picture")
    assert [(asset.width_px, asset.height_px) for asset in render(notes_dir, "a.svg", "b.png").assets] == [(0, 0)] * 2


@pytest.mark.parametrize(
    ("source", "stem"),
    [
        ("media/VPC Peering (1).png", "vpc-peering-1"),
        ("图.png", "image"),
        ("café.png", "cafe"),
        ("-.png", "image"),
        ("x" * 200 + ".png", "x" * 59),
    ],
)
def test_image_name_is_ascii_and_short(source: str, stem: str) -> None:
    name = image_name(source, b"content")
    assert name == f"{stem}-{hashlib.sha256(b'content').hexdigest()[:16]}.png"
    assert len(name.encode("ascii")) <= 80


@pytest.mark.parametrize(
    ("source", "proposal"),
    [
        ("構成図.PNG", "media/構成図.PNG"),
        ("media/構成図.png", "media/構成図.PNG"),
        ("media/構成図2.PNG", "media/構成図.PNG"),
    ],
)
def test_missing_image_proposes_the_one_meant(notes_dir: Path, source: str, proposal: str) -> None:
    diagnostic = only_diagnostic(render(notes_dir, source))
    assert diagnostic.code == "image-missing"
    assert source in diagnostic.message
    assert diagnostic.hint == f"Did you mean `{proposal}`?"


@pytest.mark.parametrize("source", ["other.gif", "media", "a\0b.png", "n" * 300 + ".png"])
def test_missing_image_without_a_likeness_has_no_hint(notes_dir: Path, source: str) -> None:
    diagnostic = only_diagnostic(render(notes_dir, source))
    assert (diagnostic.code, diagnostic.hint) == ("image-missing", "")


def test_missing_image_is_told_at_every_place(notes_dir: Path) -> None:
    rendering = render(notes_dir, "gone.png", "media/構成図.PNG", "gone.png")
    assert [str(diagnostic.span) for diagnostic in rendering.diagnostics] == ["a.md:1:1", "a.md:3:1"]
    assert len(rendering.assets) == 1


def test_image_outside_the_notes_is_refused_even_through_a_link(notes_dir: Path) -> None:
    secret = notes_dir.parent / "secret.png"
    secret.write_bytes(b"secret")
    (notes_dir / "link.png").symlink_to(secret)
    for source in ("../secret.png", str(secret), "link.png", "../not-there.png"):
        assert only_diagnostic(render(notes_dir, source)).code == "image-outside"


def test_link_inside_the_notes_is_followed(notes_dir: Path) -> None:
    (notes_dir / "link.png").symlink_to(notes_dir / "media" / "構成図.PNG")
    (asset,) = render(notes_dir, "link.png").assets
    assert asset.file_name.startswith("link-")


def test_link_in_a_loop_is_missing(notes_dir: Path) -> None:
    (notes_dir / "loop.png").symlink_to(notes_dir / "loop.png")
    assert only_diagnostic(render(notes_dir, "loop.png")).code == "image-missing"


def test_image_of_another_format_is_refused(notes_dir: Path) -> None:
    (notes_dir / "plan.pdf").write_bytes(b"%PDF")
    assert only_diagnostic(render(notes_dir, "plan.pdf")).code == "image-unsupported"
