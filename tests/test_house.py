"""The architecture, held up by the code itself: floors, fences round libraries, sizes, and the register of codes."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

import msgspec
import pytest

from pipeline.core.codes import CODES
from pipeline.core.picture import Theme

ROOT = Path(__file__).parent.parent
PIPELINE = ROOT / "pipeline"
MODULES = sorted(PIPELINE.rglob("*.py"))

FLOORS = [
    {"core"},
    {"config", "supply", "lines", "kept", "fingerprint"},
    {"parse", "draft", "identity", "render", "package", "word_diff", "printing"},
    {"places", "read", "status", "memo"},
    {"lint", "show", "explain", "report", "commit", "job", "sharing", "starter", "finish", "sources"},
    {"preview", "push", "drafting", "last_build"},
    {"chapters", "settling"},
    {"known"},
    {"build", "doctor"},
    {"page"},
    {"watch"},
    {"cli"},
    {"start"},
]

FENCES = {
    "markdown_it": "parse",
    "mdit_py_plugins": "parse",
    "yaml": "parse",
    "playwright": "render",
    "PIL": "render",
    "http": "push",
    "genanki": "package",
    "sqlite3": "package",
    "zipfile": "package",
    "pygments": "draft",
    "sudachipy": "draft",
    "click": "cli",
    "rich": "report",
    "watchfiles": "watch",
    "time": "known",
    "random": "nowhere",
    "datetime": "nowhere",
}
"""The room that may import a library; every other room goes without it."""

ALSO_ALLOWED = {("http", "watch"), ("sqlite3", "memo"), ("time", "render"), ("time", "sharing")}


CORE_TYPES = sorted(
    {
        own
        for path in (PIPELINE / "core").glob("*.py")
        for own in vars(importlib.import_module(f"pipeline.core.{path.stem}")).values()
        if isinstance(own, type) and own.__module__ == f"pipeline.core.{path.stem}"
        if not issubclass(own, Enum | Exception | Theme)
    },
    key=lambda own: own.__name__,
)

MADE_OF = (*CORE_TYPES, Theme, Enum, str, bytes, int, float, NoneType, tuple, Path)
"""What a field of a type of the ground floor may hold."""


def room_of(path: Path) -> str:
    return path.relative_to(PIPELINE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def floor_of(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINE)))
def test_house_imports_go_down_and_stay_inside_fences(path: Path) -> None:
    room = room_of(path)
    for name in imports_of(path):
        first, *rest = name.split(".")
        if first == "pipeline" and rest and room != "__init__":
            assert rest[0] == room or floor_of(rest[0]) < floor_of(room), f"{room} imports {name}"
        owner = FENCES.get(first, room)
        assert owner == room or (first, room) in ALSO_ALLOWED, f"{name} belongs to {owner}, not to {room}"


def test_house_ground_floor_stands_on_msgspec_alone() -> None:
    allowed = {"pipeline", "msgspec"} | sys.stdlib_module_names
    for path in (PIPELINE / "core").glob("*.py"):
        assert {name.split(".")[0] for name in imports_of(path)} <= allowed


def leaves_of(hint: Any) -> Iterator[type]:
    """Yield every class that a type hint is made of."""
    if get_origin(hint) is None:
        yield hint
        return
    if get_origin(hint) is not UnionType:
        yield get_origin(hint)
    for part in get_args(hint):
        if part is not Ellipsis:
            yield from leaves_of(part)


@pytest.mark.parametrize("own", CORE_TYPES, ids=lambda own: own.__name__)
def test_house_types_of_the_ground_floor_are_frozen_values(own: type[msgspec.Struct]) -> None:
    assert own.__struct_config__.frozen and not own.__struct_config__.gc
    for field in msgspec.structs.fields(own):
        for leaf in leaves_of(field.type):
            assert issubclass(leaf, MADE_OF), f"{own.__name__}.{field.name} holds a {leaf.__name__}"
    msgspec.msgpack.Decoder(own)  # raises TypeError where two types of a union could not be told apart


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINE)))
def test_house_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno + 1 <= 40, f"{node.name} is too long"


@pytest.mark.parametrize("path", [path for path in MODULES if room_of(path) == "cli"], ids=lambda path: path.name)
def test_house_verbs_import_their_work_when_they_run(path: Path) -> None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline."):
            is_light = node.module.startswith("pipeline.cli.") or node.module == "pipeline.core.errors"
            assert is_light, f"{node.module} is imported for --help too"


def test_house_every_code_is_documented_and_exercised() -> None:
    documented = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*") if path.suffix in (".py", ".md")
    )
    for code in CODES:
        assert f"`{code}`" in documented, f"{code} is missing from docs/messages.md"
        assert code in tests, f"no test speaks of {code}"
    used = "".join(path.read_text(encoding="utf-8") for path in MODULES if path.name != "codes.py")
    for code in CODES:
        assert f'"{code}"' in used, f"{code} is never used"
