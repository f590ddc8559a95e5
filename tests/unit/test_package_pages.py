"""The page walker: what it cleans, and that SQLite still finds everything."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.package.pages import make_canonical

PAGE = 4096
END = "終わり"


def build(path: Path, *, page_size: int = PAGE) -> None:
    """Write a database with every kind of page: interior and leaf, table and index, overflow of both."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA page_size = {page_size}")
        db.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        db.execute("CREATE INDEX by_text ON texts (text)")
        db.executemany("INSERT INTO texts VALUES (?, ?)", ((key * 7, f"{key:05} 本文 " * 3) for key in range(1500)))
        db.executemany("INSERT INTO texts VALUES (?, ?)", ((-key, "長" * key * 997 + END) for key in range(1, 6)))
        db.execute("CREATE TABLE empty (id INTEGER PRIMARY KEY)")
        db.commit()


def vacuumed(tmp_path: Path, *, page_size: int = PAGE) -> tuple[bytes, list[int]]:
    source, target = tmp_path / "source.db", tmp_path / "target.db"
    build(source, page_size=page_size)
    with closing(sqlite3.connect(source)) as db:
        db.execute("VACUUM INTO ?", (str(target),))
    return target.read_bytes(), roots(target)


def canonical(image: bytes, root_pages: list[int], folder: Path) -> bytes:
    """Return `image` in canonical form."""
    path = folder / "canonical.db"
    path.write_bytes(image)
    make_canonical(path, root_pages)
    return path.read_bytes()


def roots(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [root for (root,) in db.execute("SELECT rootpage FROM sqlite_schema")]


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        by_index = db.execute("SELECT count(*) FROM texts INDEXED BY by_text WHERE text > ''").fetchone()
        return [*db.execute("SELECT * FROM texts ORDER BY id"), by_index]


def gaps(image: bytes) -> Iterator[tuple[int, int]]:
    """Yield the space between pointers and cells of every page that looks like one of a b-tree."""
    for base in range(0, len(image), PAGE):
        header = base + (100 if base == 0 else 0)
        kind, _, cells, content = struct.unpack_from(">BHHH", image, header)
        pointers = header + (12 if kind in (2, 5) else 8)
        if kind in (2, 5, 10, 13) and pointers + 2 * cells < base + content <= base + PAGE:
            yield pointers + 2 * cells, base + content


@pytest.mark.parametrize("page_size", [512, 4096, 65536])
def test_sqlite_reads_the_same_rows(tmp_path: Path, page_size: int) -> None:
    image, root_pages = vacuumed(tmp_path, page_size=page_size)
    before = rows(tmp_path / "target.db")
    cleaned = tmp_path / "cleaned.db"
    cleaned.write_bytes(canonical(image, root_pages, tmp_path))
    assert rows(cleaned) == before
    assert len(before) == 1506


def test_leftovers_of_memory_and_the_library_version_vanish(tmp_path: Path) -> None:
    image, root_pages = vacuumed(tmp_path)
    dirty = bytearray(image)
    spaces = list(gaps(image))
    assert len(spaces) > 20
    for start, end in spaces:
        dirty[start:end] = b"\xaa" * (end - start)
    for offset in (24, 92, 96):
        struct.pack_into(">I", dirty, offset, 0x01020304)
    assert canonical(bytes(dirty), root_pages, tmp_path) == canonical(image, root_pages, tmp_path)


def test_the_rest_of_a_last_overflow_page_is_cleaned(tmp_path: Path) -> None:
    image, root_pages = vacuumed(tmp_path)
    dirty = bytearray(image)
    end_of_text = image.rindex(END.encode()) + len(END.encode())
    end_of_page = -(-end_of_text // PAGE) * PAGE
    assert end_of_page - end_of_text > 16
    # An index entry ends with the row id; the bytes right behind the text may belong to it.
    dirty[end_of_text + 16 : end_of_page] = b"\xaa" * (end_of_page - end_of_text - 16)
    assert canonical(bytes(dirty), root_pages, tmp_path) == canonical(image, root_pages, tmp_path)


def test_what_was_deleted_is_gone_and_its_free_blocks_still_chain(tmp_path: Path) -> None:
    path = tmp_path / "deleted.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        db.execute("CREATE INDEX by_text ON texts (text)")
        db.executemany("INSERT INTO texts VALUES (?, ?)", ((key, f"{key} secret-word") for key in range(40)))
        db.execute("DELETE FROM texts WHERE id % 3 = 0")
        db.execute("UPDATE texts SET text = 'kept'")
        db.commit()
    image, before = path.read_bytes(), rows(path)
    assert b"secret-word" in image
    cleaned = canonical(image, roots(path), tmp_path)
    assert b"secret-word" not in cleaned
    path.write_bytes(cleaned)
    assert rows(path) == before


def test_a_file_with_free_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "source.db"
    build(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM texts WHERE id > 200")
        db.commit()
    with pytest.raises(ValueError, match="pages, but the trees reach"):
        make_canonical(path, roots(path))
