"""Nasty notes: Markdown made by a grammar that knows where parsers break, and real notes with damage done to them.

Everything follows from one seed and a number, so that a find can be made again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.nasty_words import DIAGRAMS, DIRECTIVES, FRONT, IMAGES, LANGUAGES, NAMES, SIGNS, WORDS

T = TypeVar("T")

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class NastyNotes:
    """A notes folder and the edit that is made to it: contents by file name, before and after."""

    number: int
    before: dict[str, bytes]
    after: dict[str, bytes]


def nasty_notes(seed: int, number: int, real: Sequence[str]) -> NastyNotes:
    """Return the notes of `number`; `real` are the texts that mutations start from."""
    chance = random.Random(f"{seed}/{number}")
    writer = _Writer(chance, real)
    before = {name: writer.file() for name in writer.names()}
    after = {name: writer.edited(content) for name, content in before.items()}
    return NastyNotes(number=number, before=before, after=after)


def real_notes() -> list[str]:
    """Return the example notes and the tests' own, as texts to start from."""
    places = (*sorted((ROOT / "notes").glob("*.md")), *sorted((ROOT / "tests" / "fixtures").rglob("*.md")))
    return [path.read_text(encoding="utf-8") for path in places]


class _Writer:
    """Writes one folder of notes."""

    def __init__(self, chance: random.Random, real: Sequence[str]) -> None:
        self._chance = chance
        self._real = real

    def names(self) -> list[str]:
        """Return one file name, now and then several; only the plain one most of the time."""
        count = self._pick((1, 1, 1, 1, 1, 2, 4))
        names = [self._pick(NAMES) if self._chance.random() < 0.3 else "a.md" for _ in range(count)]
        return list(dict.fromkeys(names))

    def file(self) -> bytes:
        """Return the content of a file, mostly text."""
        kind = self._chance.random()
        if kind < 0.45:
            text = self._document()
        elif kind < 0.9:
            text = self._mutated(self._excerpt(), self._chance.randint(1, 12))
        else:
            text = self._pick((self._deep, self._huge_line, self._huge_table, self._many, self._noise))()
        content = text.encode("utf-8", "surrogatepass")
        if self._chance.random() < 0.02:
            at = self._chance.randrange(len(content) + 1)
            content = content[:at] + self._chance.randbytes(3) + content[at:]
        return content

    def edited(self, content: bytes) -> bytes:
        """Return `content` after a few edits, or as it is."""
        if self._chance.random() < 0.1:
            return content
        text = content.decode("utf-8", "replace")
        return self._mutated(text, self._chance.randint(1, 4)).encode("utf-8", "surrogatepass")

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[self._chance.randrange(len(choices))]

    def _times(self, write: Callable[[], str], most: int, between: str = "") -> str:
        return between.join(write() for _ in range(self._chance.randint(0, most)))

    def _excerpt(self) -> str:
        lines = self._pick(self._real).split("\n")
        start = self._chance.randrange(len(lines))
        return "\n".join(lines[start : start + self._chance.randint(1, 40)])

    # documents by grammar

    def _document(self) -> str:
        front = self._times(lambda: self._pick(FRONT), 3, "\n")
        text = f"---\n{front}\n---\n" if self._chance.random() < 0.2 else ""
        text += self._times(self._block, 12, self._pick(("\n", "\n\n", "\n\n\n")))
        ends = self._pick(("\n", "\n", "\n", "\n", "\r\n", "\r"))
        return ("\ufeff" if self._chance.random() < 0.03 else "") + text.replace("\n", ends)

    def _block(self) -> str:
        makers = (
            self._heading, self._heading, self._heading, self._inline, self._inline, self._list, self._list,
            self._quote, self._table, self._fence, self._directive, self._footnote, self._definition, self._maths,
            self._html, self._rule, self._image, self._setext,
        )  # fmt: skip
        return self._pick(makers)()

    def _inline(self) -> str:
        return self._times(
            lambda: self._pick(SIGNS if self._chance.random() < 0.4 else WORDS), 14, self._pick(("", "", " "))
        )

    def _line(self) -> str:
        return self._inline().replace("\n", " ")

    def _heading(self) -> str:
        return "#" * self._pick((1, 2, 2, 2, 3, 3, 4, 6, 7)) + self._pick((" ", " ", "", "\t")) + self._line()

    def _setext(self) -> str:
        return f"{self._line()}\n{self._pick(('===', '---', '-', '=='))}"

    def _list(self) -> str:
        rows = []
        for _ in range(self._chance.randint(1, 6)):
            indent = self._pick(("", "", "  ", "    ", "\t", " "))
            sign = self._pick(("- ", "* ", "1. ", "99999999999. ", "- [ ] ", "- [x] ", "-", "0) ", "-\t"))
            rows.append(indent + sign + self._line() + self._pick(("", "", ": ", "：")) + self._line())
        return "\n".join(rows)

    def _quote(self) -> str:
        inner = self._block() if self._chance.random() < 0.5 else "[!NOTE]\n" + self._line()
        return "\n".join("> " * self._pick((1, 1, 2, 5)) + row for row in inner.split("\n"))

    def _table(self) -> str:
        columns = self._chance.randint(1, 5)
        rows = [self._row(columns), "|" + self._pick(("-|", ":-:|", "--:|", "- |")) * columns]
        rows += [self._row(columns + self._pick((-1, 0, 0, 0, 1))) for _ in range(self._chance.randint(0, 5))]
        return "\n".join(rows)

    def _row(self, cells: int) -> str:
        return "|" + "".join(self._line() + "|" for _ in range(cells))

    def _fence(self) -> str:
        fence = self._pick(("```", "~~~", "````", "``", "   ```"))
        language = self._pick(LANGUAGES)
        inner = self._pick(DIAGRAMS) if language == "mermaid" else self._times(self._inline, 4, "\n")
        return f"{fence}{language}\n{inner}\n{self._pick((fence, fence, fence, '', '~~~', '`````'))}"

    def _directive(self) -> str:
        return (
            "<!--"
            + self._pick((" ", "", "\n"))
            + self._pick(DIRECTIVES)
            + self._pick((" -->", "-->", " -->", " ->", "--!>"))
        )

    def _footnote(self) -> str:
        return f"[^{self._pick('ab')}]{self._pick((': ', ':', ''))}{self._inline()}"

    def _definition(self) -> str:
        return f"{self._line()}\n{self._pick((': ', '~ ', ':'))}{self._inline()}"

    def _maths(self) -> str:
        return "$$" + self._pick(("", "\n")) + self._inline() + self._pick(("$$", "\n$$", ""))

    def _html(self) -> str:
        return f"<{self._pick(('div', 'details', 'script', 'pre', 'style', '!--', '?', 'table'))}>{self._inline()}"

    def _rule(self) -> str:
        return self._pick(("---", "***", "- - -", "", " ", "\t", "\x0c"))

    def _image(self) -> str:
        title = self._pick(("", "", ' "t"', ' "t'))
        return f"![{self._line()}]({self._pick(IMAGES)}{title})" + self._pick(("", "", self._line()))

    # sizes

    def _deep(self) -> str:
        opening = self._pick(
            ("> ", "- ", "[", "*a ", "**a ", "{{c1::", "![", "<sub>", "(", "`", "$", "1. ", "\t", "_", "~~", "==", "{{")
        )
        count = self._pick((50, 99, 101, 500, 3000))
        closing = {
            "[": "](x)",
            "![": "](x)",
            "{{c1::": "}}",
            "<sub>": "</sub>",
            "**a ": "**",
            "*a ": "*",
            "==": "==",
        }.get(opening, "")
        return f"## 深い\n{opening * count}x{closing * self._pick((0, count, count - 1))}\n"

    def _huge_line(self) -> str:
        return (
            "## 長い\n" + self._inline() + self._pick((*SIGNS, *WORDS)) * self._pick((1_000, 20_000)) + self._inline()
        )

    def _huge_table(self) -> str:
        columns, rows = self._pick(((2, 400), (60, 20), (300, 3)))
        return "## 表\n" + "\n".join(
            (self._row(columns), "|" + "-|" * columns, *(self._row(columns) for _ in range(rows)))
        )

    def _many(self) -> str:
        return self._pick(("\n", "\n\n")).join([self._block()] * self._pick((100, 400)))

    def _noise(self) -> str:
        return "".join(
            chr(self._chance.choice((self._chance.randrange(128), self._chance.randrange(0x110000))))
            for _ in range(300)
        )

    # damage

    def _mutated(self, text: str, times: int) -> str:
        for _ in range(times):
            text = self._pick((self._cut, self._doubled, self._inserted, self._swapped, self._spliced, self._indented))(
                text
            )
        return text

    def _cut(self, text: str) -> str:
        start = self._chance.randrange(len(text) + 1)
        return text[:start] + text[start + self._chance.randint(1, 30) :]

    def _doubled(self, text: str) -> str:
        start = self._chance.randrange(len(text) + 1)
        end = start + self._chance.randint(1, 80)
        return text[:end] + text[start:]

    def _inserted(self, text: str) -> str:
        at = self._chance.randrange(len(text) + 1)
        return text[:at] + self._pick((*SIGNS, *WORDS, "\n", "\n\n", "\n## ", "\n- ", " ")) + text[at:]

    def _swapped(self, text: str) -> str:
        lines = text.split("\n")
        one, other = self._chance.randrange(len(lines)), self._chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        return "\n".join(lines)

    def _spliced(self, text: str) -> str:
        at = self._chance.randrange(len(text) + 1)
        return text[:at] + self._excerpt() + text[at:]

    def _indented(self, text: str) -> str:
        lines = text.split("\n")
        at = self._chance.randrange(len(lines))
        lines[at] = self._pick(("  ", "    ", "\t", "> ", "- ", "> > ")) + lines[at]
        return "\n".join(lines)
