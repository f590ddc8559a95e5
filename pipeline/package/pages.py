"""A SQLite file in canonical form: what two builds of SQLite leave different in the same tables, made the same.

After VACUUM INTO the pages and their order are equal everywhere. What still differs are three header fields and the
bytes that no cell occupies, which hold leftovers of memory. File format: https://sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

_HEADER_SIZE = 100
_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 0x02, 0x05, 0x0A, 0x0D
_LEAVES = (_LEAF_INDEX, _LEAF_TABLE)
_CHANGE_COUNTER, _VERSION_VALID_FOR, _LIBRARY_VERSION = 24, 92, 96
_PINNED_LIBRARY_VERSION = 3_040_001


def make_canonical(path: Path, roots: Iterable[int]) -> None:
    """Zero the unused bytes of the freshly vacuumed SQLite file at `path`, and pin its versions.

    `roots` are the root pages of all tables and indexes. Raises ValueError for a page that no tree reaches, such as a
    free one: the file was not vacuumed.
    """
    with path.open("r+b", buffering=0) as file:
        pages = _Pages(file.fileno())
        pending, seen = [1, *roots], 0
        while pending:
            seen += 1
            pending += pages.clean_node(pending.pop())
        if seen + pages.overflow_pages != pages.count:
            raise ValueError(f"{pages.count} pages, but the trees reach {seen + pages.overflow_pages}")
        for offset, value in (
            (_CHANGE_COUNTER, 1),
            (_VERSION_VALID_FOR, 1),  # must equal the change counter, or SQLite distrusts the size in the header
            (_LIBRARY_VERSION, _PINNED_LIBRARY_VERSION),
        ):
            os.pwrite(file.fileno(), struct.pack(">I", value), offset)


class _Pages:
    """The pages of a file, of which one is held at a time; offsets are counted from the start of a page."""

    def __init__(self, file: int) -> None:
        self._file = file
        head = os.pread(file, _HEADER_SIZE, 0)
        (stored_size,) = struct.unpack_from(">H", head, 16)
        self._page_size = 65_536 if stored_size == 1 else stored_size
        self._usable = self._page_size - head[20]
        self._least_stored = (self._usable - 12) * 32 // 255 - 23
        """Bytes of a payload that stay in its page where the rest goes to overflow pages, at least."""
        self.count = os.fstat(file).st_size // self._page_size
        self.overflow_pages = 0

    def clean_node(self, number: int) -> list[int]:
        """Zero what no cell of a b-tree page occupies, and return the numbers of its children."""
        stored = self._read(number)
        page = bytearray(stored)
        header = _HEADER_SIZE if number == 1 else 0
        kind = page[header]
        if kind not in (_INTERIOR_INDEX, _INTERIOR_TABLE, *_LEAVES):
            raise ValueError(f"page {number} is no b-tree page")
        (cell_count,) = struct.unpack_from(">H", page, header + 3)
        pointers = struct.unpack_from(f">{cell_count}H", page, header + (8 if kind in _LEAVES else 12))
        self._clean_cells(page, header, kind, pointers)
        if page != stored:
            self._write(number, page)
        if kind in _LEAVES:
            return []
        children = [struct.unpack_from(">I", page, pointer)[0] for pointer in pointers]
        return [*children, *struct.unpack_from(">I", page, header + 8)]

    def _read(self, number: int) -> bytes:
        return os.pread(self._file, self._page_size, (number - 1) * self._page_size)

    def _write(self, number: int, page: bytes | bytearray) -> None:
        os.pwrite(self._file, page, (number - 1) * self._page_size)

    def _clean_cells(self, page: bytearray, header: int, kind: int, pointers: Sequence[int]) -> None:
        """Zero what lies before, between and behind the cells, and behind what each has on overflow pages."""
        first_free, _, content, fragments = struct.unpack_from(">HHHB", page, header + 1)
        unused_from = header + (8 if kind in _LEAVES else 12) + 2 * len(pointers)
        if not first_free and not fragments:
            # The cells stand one behind the other to the end of the page. They are not read one by one: that took
            # most of the time of a collection, and only one that is long here can go on elsewhere.
            _zero(page, unused_from, content or 65_536)
            _zero(page, self._usable, self._page_size)
            for start, end in pairwise((*sorted(pointers), self._usable)):
                if end - start > self._least_stored:
                    self._end_of_cell(page, start, kind)
            return
        used = [(pointer, self._end_of_cell(page, pointer, kind)) for pointer in pointers]
        used += _free_block_heads(page, first_free)
        for start, end in sorted(used):
            _zero(page, unused_from, start)
            unused_from = end
        _zero(page, unused_from, self._page_size)

    def _end_of_cell(self, page: bytearray, at: int, kind: int) -> int:
        """Return where a cell ends, and zero what follows its payload on overflow pages."""
        start = at
        if kind in (_INTERIOR_INDEX, _INTERIOR_TABLE):
            at += 4
        payload, at = _varint(page, at)
        if kind == _INTERIOR_TABLE:
            return at  # its one varint is a row id: there is no payload
        if kind == _LEAF_TABLE:
            _, at = _varint(page, at)
        stored = self._stored_here(payload, kind)
        at += stored
        if stored < payload:
            (first,) = struct.unpack_from(">I", page, at)
            self._clean_overflow(first, payload - stored)
            at += 4
        return max(at, start + 4)  # no cell takes less than four bytes

    def _stored_here(self, payload: int, kind: int) -> int:
        """Return how many bytes of a payload lie in the page itself (section 1.6 of the file format)."""
        most = self._usable - 35 if kind == _LEAF_TABLE else (self._usable - 12) * 64 // 255 - 23
        if payload <= most:
            return payload
        fitting = self._least_stored + (payload - self._least_stored) % (self._usable - 4)
        return fitting if fitting <= most else self._least_stored

    def _clean_overflow(self, number: int, remaining: int) -> None:
        while number:
            self.overflow_pages += 1
            stored = self._read(number)
            used = min(remaining, self._usable - 4)
            remaining -= used
            if any(stored[4 + used :]):
                self._write(number, stored[: 4 + used].ljust(self._page_size, b"\0"))
            (number,) = struct.unpack_from(">I", stored)


def _free_block_heads(page: bytearray, block: int) -> Iterator[tuple[int, int]]:
    """Yield the four bytes that chain each free block of a page to the next; they are kept."""
    while block:
        yield block, block + 4
        (block,) = struct.unpack_from(">H", page, block)


def _varint(page: bytearray, at: int) -> tuple[int, int]:
    value = 0
    for _ in range(8):
        byte = page[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    return value << 8 | page[at], at + 1


def _zero(page: bytearray, start: int, end: int) -> None:
    if end > start:
        page[start:end] = bytes(end - start)
