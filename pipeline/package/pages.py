"""A SQLite file in canonical form: what two builds of SQLite leave different in the same tables, made the same.

After VACUUM INTO the pages and their order are equal everywhere. What still differs are three header fields and the
bytes that no cell occupies, which hold leftovers of memory. File format: https://sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

_HEADER_SIZE = 100
_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 0x02, 0x05, 0x0A, 0x0D
_LEAVES = (_LEAF_INDEX, _LEAF_TABLE)
_CHANGE_COUNTER, _VERSION_VALID_FOR, _LIBRARY_VERSION = 24, 92, 96
_PINNED_LIBRARY_VERSION = 3_040_001


def canonical_image(image: bytes, roots: Iterable[int]) -> bytes:
    """Return the freshly vacuumed SQLite file `image` with its unused bytes zeroed and its versions pinned.

    `roots` are the root pages of all tables and indexes. Raises ValueError for a page that no tree reaches, such as a
    free one: the file was not vacuumed.
    """
    pages = _Pages(image)
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
        struct.pack_into(">I", pages.image, offset, value)
    return bytes(pages.image)


class _Pages:
    def __init__(self, image: bytes) -> None:
        self.image = bytearray(image)
        (stored_size,) = struct.unpack_from(">H", image, 16)
        self.page_size = 65_536 if stored_size == 1 else stored_size
        self.usable = self.page_size - image[20]
        self.least_stored = (self.usable - 12) * 32 // 255 - 23
        """Bytes of a payload that stay in its page where the rest goes to overflow pages, at least."""
        self.count = len(image) // self.page_size
        self.overflow_pages = 0

    def clean_node(self, number: int) -> list[int]:
        """Zero what no cell of a b-tree page occupies, and return the numbers of its children."""
        base = (number - 1) * self.page_size
        header = base + (_HEADER_SIZE if number == 1 else 0)
        kind = self.image[header]
        if kind not in (_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE):
            raise ValueError(f"page {number} is no b-tree page")
        is_leaf = kind in _LEAVES
        (cell_count,) = struct.unpack_from(">H", self.image, header + 3)
        pointers = struct.unpack_from(f">{cell_count}H", self.image, header + (8 if is_leaf else 12))
        self._clean_cells(base, header, kind, pointers)
        if is_leaf:
            return []
        children = [struct.unpack_from(">I", self.image, base + pointer)[0] for pointer in pointers]
        return [*children, *struct.unpack_from(">I", self.image, header + 8)]

    def _clean_cells(self, base: int, header: int, kind: int, pointers: Sequence[int]) -> None:
        """Zero what lies before, between and behind the cells, and behind what each has on overflow pages."""
        first_free, _, content, fragments = struct.unpack_from(">HHHB", self.image, header + 1)
        unused_from = header + (8 if kind in _LEAVES else 12) + 2 * len(pointers)
        if not first_free and not fragments:
            # The cells stand one behind the other to the end of the page. They are not read one by one: that took
            # most of the time of a collection, and only one that is long here can go on elsewhere.
            self._zero(unused_from, base + (content or 65_536))
            self._zero(base + self.usable, base + self.page_size)
            for start, end in pairwise((*sorted(pointers), self.usable)):
                if end - start > self.least_stored:
                    self._end_of_cell(base + start, kind)
            return
        used = [(base + pointer, self._end_of_cell(base + pointer, kind)) for pointer in pointers]
        used += self._free_block_heads(base, header)
        for start, end in sorted(used):
            self._zero(unused_from, start)
            unused_from = end
        self._zero(unused_from, base + self.page_size)

    def _free_block_heads(self, base: int, header: int) -> Iterator[tuple[int, int]]:
        """Yield the four bytes that chain each free block of a page to the next; they are kept."""
        (block,) = struct.unpack_from(">H", self.image, header + 1)
        while block:
            yield base + block, base + block + 4
            (block,) = struct.unpack_from(">H", self.image, base + block)

    def _end_of_cell(self, at: int, kind: int) -> int:
        start = at
        if kind in (_INTERIOR_INDEX, _INTERIOR_TABLE):
            at += 4
        payload, at = self._varint(at)
        if kind == _INTERIOR_TABLE:
            return at  # its one varint is a row id: there is no payload
        if kind == _LEAF_TABLE:
            _, at = self._varint(at)
        stored = self._stored_here(payload, kind)
        at += stored
        if stored < payload:
            (first,) = struct.unpack_from(">I", self.image, at)
            self._clean_overflow(first, payload - stored)
            at += 4
        return max(at, start + 4)  # no cell takes less than four bytes

    def _stored_here(self, payload: int, kind: int) -> int:
        """Return how many bytes of a payload lie in the page itself (section 1.6 of the file format)."""
        most = self.usable - 35 if kind == _LEAF_TABLE else (self.usable - 12) * 64 // 255 - 23
        if payload <= most:
            return payload
        fitting = self.least_stored + (payload - self.least_stored) % (self.usable - 4)
        return fitting if fitting <= most else self.least_stored

    def _clean_overflow(self, number: int, remaining: int) -> None:
        while number:
            self.overflow_pages += 1
            base = (number - 1) * self.page_size
            (number,) = struct.unpack_from(">I", self.image, base)
            used = min(remaining, self.usable - 4)
            remaining -= used
            self._zero(base + 4 + used, base + self.page_size)

    def _varint(self, at: int) -> tuple[int, int]:
        value = 0
        for _ in range(8):
            byte = self.image[at]
            at += 1
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value, at
        return value << 8 | self.image[at], at + 1

    def _zero(self, start: int, end: int) -> None:
        if end > start:
            self.image[start:end] = bytes(end - start)
