"""What is remembered between builds may only save time: with or without it the same deck, the same words, no fault."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import pipeline.build
import pipeline.parse
import pipeline.render
import pipeline.sources
from pipeline.memo import _sealed
from tests.project import Project

ROOT = Path(__file__).parent.parent

NOTES = {
    "a.md": "## 鍵\n**対称鍵**を使う。\n\n## 見出しだけ\n",
    "b.md": "## 版\n**固定の版**を使う。\n\n![図](point.png)\n",
}
IMAGE, OTHER_IMAGE = (
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        f"1f15c4890000000d49444154789c6360606060000000050001{end}"
        "0000000049454e44ae426082"
    )
    for end in ("a5f64540", "a5f64541")
)


@pytest.fixture
def built(project: Project) -> Project:
    """A project with a good deck, a warning and an image."""
    for name, text in NOTES.items():
        project.write(name, text)
    (project.notes_dir / "point.png").write_bytes(IMAGE)
    assert project.run("build").exit_code == 0
    return project


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed from now on."""
    names: list[str] = []
    parse_file = pipeline.parse.parse_file

    def noted(path: str, *more):  # type: ignore[no-untyped-def]
        names.append(path)
        return parse_file(path, *more)

    monkeypatch.setattr(pipeline.parse, "parse_file", noted)
    return names


def memo_of(project: Project) -> Path:
    return project.package.parent / ".cache" / "deck.memory" / "drafts.sqlite"


def signed(content: bytes) -> bytes:
    return hashlib.sha256(content).digest() + content


# ------------------------------------------------------------------------------------------------------ the memo


def test_memo_has_only_the_changed_file_parsed_again(built: Project, parsed: list[str]) -> None:
    built.write("b.md", NOTES["b.md"].replace("使う", "使い続ける"))
    built.build()
    assert parsed == ["b.md"]


TWINS = (
    "# AWS\n\n## キュー\n**可視性タイムアウト**は三十秒が既定であり、最長でも十二時間まで延ばせる。\n\n"
    "- max_retries: {retries} 回\n\nCloudFrontとCloudFrontとCloudFrontと{name}を使う。\n\n<!-- allow: {allow} -->\n"
)


@pytest.mark.parametrize("edited", ["a.md", "b.md"])
def test_what_two_files_have_in_common_is_said_with_the_one_from_the_memo(
    project: Project, parsed: list[str], edited: str
) -> None:
    texts = {
        "a.md": TWINS.format(retries=3, name="CloudFront", allow="too-long"),
        "b.md": "\n" + TWINS.format(retries=5, name="ClaudFront", allow="lone-symbol"),
    }
    for name, text in texts.items():
        project.write(name, text + ("" if name == edited else "\n## 版\n**固定の版**を使う。\n"))
    project.write(edited, "## 別\n**何か別**のこと。\n")
    project.build()
    del parsed[:]
    project.write(edited, texts[edited])
    remembered = project.build().diagnostics
    assert parsed == [edited]
    assert {"same-fact", "contradiction", "likely-slip", "unused-allow"} <= {said.code for said in remembered}
    memo_of(project).unlink()
    assert project.build().diagnostics == remembered


def test_memo_is_of_no_use_under_other_settings_or_another_code(
    built: Project, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built.write("deck.toml", 'tags = ["x"]\n')
    built.build()
    assert parsed == ["a.md", "b.md"]
    monkeypatch.setattr(pipeline.sources, "code_fingerprint", lambda: "another")
    built.build()
    assert parsed == ["a.md", "b.md"] * 2


def test_memo_keeps_nothing_that_the_last_build_did_not_use(built: Project, parsed: list[str]) -> None:
    text = (built.notes_dir / "b.md").read_text(encoding="utf-8")
    built.write("b.md", "## 鍵\n**鍵**。\n" * 200)
    built.build()
    size = memo_of(built).stat().st_size
    built.write("b.md", "## 鍵\n**鍵**。\n")
    built.build()
    assert memo_of(built).stat().st_size < size / 2
    built.write("b.md", text)
    built.build()
    assert parsed == ["b.md", "b.md", "b.md"]


def test_memo_of_text_that_cannot_be_stored_is_done_without(project: Project, parsed: list[str]) -> None:
    project.write("a.md", "## 鍵\n**対称鍵**を使う。 [x](&#xD800;)\n")
    first, second = project.build(), project.build()
    assert first.notes == second.notes
    assert len(second.delta.unchanged) == 1


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def with_rows_changed(change: Callable[[bytes], object]) -> Callable[[Path], object]:
    """Return what changes every value of a database that is not a key."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db, db:
            for table, columns in {
                "drafted": ("outline", "gist", "drafts", "sections"),
                "settled": ("file", "packed"),
            }.items():
                for column in columns:
                    for key, raw in db.execute(f"SELECT key, {column} FROM {table}").fetchall():
                        db.execute(f"UPDATE {table} SET {column} = ? WHERE key = ?", (change(raw), key))

    return spoil


def sealed_again(path: Path) -> None:
    """Put other values in place of all that is kept, each with its seal."""
    with closing(sqlite3.connect(path)) as db, db:
        for key in [key for (key,) in db.execute("SELECT key FROM drafted")]:
            db.execute("UPDATE drafted SET outline = ? WHERE key = ?", (_sealed(key, b"\x93\x01\x02\x03"), key))
            db.execute("UPDATE settled SET packed = ? WHERE key = ?", (_sealed(key, b"\x91" * 100_000), key))


def ask(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


ANY_SPOILS: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-7]),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "nonsense": lambda path: path.write_bytes(b"\xaa" * 10_000),
    "a folder": replace_by_folder,
}
SPOILS = {
    **{("drafts.sqlite", name): spoil for name, spoil in ANY_SPOILS.items()},
    **{("last-build.msgpack", name): spoil for name, spoil in ANY_SPOILS.items()},
    ("drafts.sqlite", "one letter"): with_rows_changed(lambda raw: raw.replace("対称".encode(), "対照".encode())),
    ("drafts.sqlite", "no bytes"): with_rows_changed(lambda raw: "text"),
    ("drafts.sqlite", "nothing"): with_rows_changed(lambda raw: None),
    ("drafts.sqlite", "other values"): sealed_again,
    ("drafts.sqlite", "no table"): lambda path: ask(path, "DROP TABLE settled"),
    ("drafts.sqlite", "other columns"): lambda path: ask(
        path, "DROP TABLE drafted", "CREATE TABLE drafted (key TEXT PRIMARY KEY)"
    ),
    ("drafts.sqlite", "no notes"): lambda path: ask(path, "UPDATE settled SET packed = NULL"),
    ("drafts.sqlite", "no drafts"): lambda path: ask(
        path, "UPDATE drafted SET gist = NULL, drafts = NULL, sections = NULL", "DELETE FROM settled"
    ),
    ("last-build.msgpack", "no map"): lambda path: path.write_bytes(signed(b"\x93\x01\x02\x03")),
    ("last-build.msgpack", "deep"): lambda path: path.write_bytes(signed(b"\x91" * 100_000)),
}


@pytest.mark.parametrize(
    ("name", "spoil"), [(name, spoil) for (name, _), spoil in SPOILS.items()], ids=map(" ".join, SPOILS)
)
def test_memory_that_is_damaged_changes_nothing(built: Project, name: str, spoil: Callable[[Path], object]) -> None:
    before, result, told = built.state(), built.build(), built.run("build")
    spoil(memo_of(built).with_name(name))
    again, after = built.build(), built.run("build")
    assert (again.notes, again.diagnostics) == (result.notes, result.diagnostics)
    assert (after.exit_code, after.stdout, after.stderr) == (0, told.stdout, told.stderr)
    assert built.state() == before
    if name == "drafts.sqlite" and memo_of(built).is_file():
        edited = NOTES["a.md"].replace("使う", "使い続ける")
        built.write("a.md", edited)
        assert "使い続ける" in str(built.build().notes)


def test_memory_that_cannot_be_kept_is_done_without(project: Project) -> None:
    project.write("a.md", NOTES["a.md"])
    project.package.parent.mkdir()
    (project.package.parent / ".cache").write_text("a file where a folder should be", encoding="utf-8")
    assert project.run("build").exit_code == 0
    assert "Nothing changed" in project.run("build").stdout


# ---------------------------------------------------------------------------------------------------- the early end


@pytest.fixture
def no_build(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every further build fail that does not end before it begins."""

    def refuse(job: object) -> None:
        raise AssertionError("a build was begun")

    monkeypatch.setattr(pipeline.build, "build", refuse)


@pytest.mark.usefixtures("no_build")
@pytest.mark.parametrize("options", [(), ("--locked",)])
def test_unchanged_notes_end_at_once_with_the_same_warnings(built: Project, options: tuple[str, ...]) -> None:
    outcome = built.run("build", *options)
    assert outcome.exit_code == 0
    assert outcome.stdout == f"Nothing changed: {built.package} is up to date (3 notes, 3 cards).\n"
    assert "a.md:4:1: warning[heading-only]" in outcome.stderr
    assert "1 warning\n" in outcome.stderr


def change_ledger(project: Project) -> None:
    text = project.ledger.read_text(encoding="utf-8")
    project.ledger.write_text(text.replace('"origin": "a.md:2"', '"origin": "a.md:9"'), encoding="utf-8")


CHANGES: dict[str, Callable[[Project], object]] = {
    "an edit": lambda project: project.write("a.md", NOTES["a.md"] + "\n## 新\n追加。\n"),
    "a blank line": lambda project: project.write("a.md", "\n" + NOTES["a.md"]),
    "a new file": lambda project: project.write("c.md", "## 新\n追加。\n"),
    "a file gone": lambda project: (project.notes_dir / "a.md").unlink(),
    "a file renamed": lambda project: (project.notes_dir / "a.md").rename(project.notes_dir / "c.md"),
    "no text": lambda project: (project.notes_dir / "c.md").write_bytes(b"\xff"),
    "settings": lambda project: project.write("deck.toml", 'description = "x"\n'),
    "bad settings": lambda project: project.write("deck.toml", "x"),
    "an image": lambda project: (project.notes_dir / "point.png").write_bytes(OTHER_IMAGE),
    "an image gone": lambda project: (project.notes_dir / "point.png").unlink(),
    "the ledger": change_ledger,
    "the ledger gone": lambda project: project.ledger.unlink(),
    "the package": lambda project: project.package.write_bytes(b""),
    "the package gone": lambda project: project.package.unlink(),
    "the dump gone": lambda project: project.package.with_suffix(".txt").unlink(),
    "the notes gone": lambda project: project.notes_dir.rename(project.root / "elsewhere"),
}


@pytest.mark.usefixtures("no_build")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_change_is_built(built: Project, change: Callable[[Project], object]) -> None:
    change(built)
    outcome = built.run("build")
    assert isinstance(outcome.exception, AssertionError)


@pytest.mark.usefixtures("no_build")
@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--no-cache"),
        ("build", "--strict"),
        ("build", "-v"),
        ("build", "--format", "json"),
        ("check",),
        ("status",),
    ],
    ids=" ".join,
)
def test_more_than_a_plain_build_is_done_in_full(built: Project, arguments: tuple[str, ...]) -> None:
    assert isinstance(built.run(*arguments).exception, AssertionError)


@pytest.mark.usefixtures("no_build")
def test_another_code_builds_again(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.sources, "code_fingerprint", lambda: "another")
    assert isinstance(built.run("build").exception, AssertionError)


def test_edit_made_during_a_build_is_news_to_the_next(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    built.write("a.md", "## 鍵\n**対称鍵**だけを使う。\n")
    render = pipeline.render.render_pictures

    def edit_and_render(*arguments, **more):  # type: ignore[no-untyped-def]
        built.write("a.md", "## 鍵\n**非対称鍵**を使う。\n")
        return render(*arguments, **more)

    monkeypatch.setattr(pipeline.render, "render_pictures", edit_and_render)
    built.build()
    assert "Built" in built.run("build").stdout


def test_warning_about_the_edit_itself_is_not_said_again(project: Project) -> None:
    said = "キューの既定の待ち時間は{}であり、**最長**でも十二時間まで延ばせる。\n"
    project.write("a.md", "## 鍵\n" + said.format("三十秒"))
    project.build()
    project.write("a.md", "## 鍵\n" + said.format("四十秒") + "\n" + said.format("五十秒"))
    assert "identity-tied" in project.run("build").stderr
    assert project.run("build").stderr == ""


@pytest.mark.process
def test_unchanged_notes_end_without_loading_what_builds(built: Project) -> None:
    places = ["--notes", str(built.notes_dir), "--output", str(built.package)]
    heavy = {"markdown_it", "rapidfuzz", "genanki", "sqlite3", "playwright", "PIL", "pygments", "yaml"}
    script = (
        "import sys\nfrom pipeline.cli import deck\n"
        "try:\n"
        f"    deck(['build', *{places!r}])\n"
        "finally:\n"
        f"    print(sorted({heavy!r} & sys.modules.keys()))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
    assert "Nothing changed" in run.stdout
