"""The files of the page, put in place: those that never change, pictures, MathJax, and the deck last."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from pipeline.core.errors import MachineError
from pipeline.core.note import Media, NoteKind
from pipeline.package import templates

MEDIA = "media"
DECK_FILE = "deck.js"

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def write_site(folder: Path, deck_json: str, media: Sequence[Media], mathjax: Path | None) -> None:
    """Write the page that shows `deck_json`. MachineError where it cannot be written.

    What is there already is left alone, and pictures that no card shows any more are taken away.
    """
    renew_page(folder)
    with _writing(folder):
        _put_media(folder / MEDIA, media)
        if mathjax:
            _copy_new(mathjax, folder / mathjax_address(mathjax))
        _put(folder / DECK_FILE, f"Page.load({deck_json});\n")


def renew_page(folder: Path) -> None:
    """Write the files of the page that are the same for every deck. MachineError where they cannot be written."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _page_files():
            _put(folder / name, text)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise MachineError(
            f"cannot write the preview into {folder}: {fault.strerror}", "Check its permissions and the free space."
        ) from fault


def mathjax_address(mathjax: Path) -> str:
    """Return where the page finds MathJax: its version is part of the address, so that a copy is never an old one."""
    return f"{mathjax.parent.name}/{mathjax.name}"


def _page_files() -> Iterator[tuple[str, str]]:
    for file in sorted(files(__package__).joinpath("page").iterdir(), key=lambda file: file.name):
        text = file.read_text(encoding="utf-8")
        if file.name == "card.html":
            text = text.replace("{{script-hashes}}", " ".join(dict.fromkeys(_script_hashes())))
        yield file.name, text


def _script_hashes() -> Iterator[str]:
    """Yield the scripts of our templates as the policy of a card's document names them: no other may run there."""
    for kind in NoteKind:
        for side in templates(kind):
            for script in _SCRIPT.findall(side):
                yield f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode('ascii')}'"


def _put_media(folder: Path, media: Sequence[Media]) -> None:
    folder.mkdir(exist_ok=True)
    names = {medium.file_name for medium in media}
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()
    for medium in media:
        _copy_new(medium.path, folder / medium.file_name)


def _copy_new(source: Path, target: Path) -> None:
    """Copy a file whose name tells its content."""
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, part)
        part.replace(target)


def _put(path: Path, text: str) -> None:
    """Write a file that others may read at any time, unless it holds the text already."""
    content = text.encode("utf-8", "replace")
    if path.exists() and path.read_bytes() == content:
        return
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
