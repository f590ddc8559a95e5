"""Notes made up for tests: every fact holds a word that no other fact holds, so that it is known again on any card.

The sentences share subjects and frames, as real notes do; two facts differ in their own word, in the subject, or in how
the sentence goes on. An edit leaves the own word of a fact alone, whatever else it changes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリル"
SUBJECTS = (
    "夜間の集計 画像の変換 請求書の発行 会員の登録 在庫の引き当て 返品の受付 検索の索引 通知の配信 監査の記録 "
    "座席の予約 鍵の更新 動画の圧縮 地図の表示 翻訳の依頼 価格の改定 名簿の照合 荷物の追跡 映像の監視 気温の計測 "
    "投票の集計 書庫の整理 給与の計算 契約の更新 広告の入札 音声の認識 試験の採点 献立の提案 農地の測量 保険の査定 "
    "住所の正規化 蔵書の貸出 星図の作成 株価の取得 文書の要約 系譜の調査 波形の解析 署名の検証 乱数の生成 領収の印刷 "
    "経路の探索 口座の開設"
).split()
PARTS = ("", "の監督", "の点検", "の費用", "の引き継ぎ")
FRAMES = (
    "では{}を選び、{}は使わない。",
    "には{}が要り、終わりに{}で確かめる。",
    "が止まると{}に移り、担当の{}へ知らせる。",
    "の前に{}を置き、すぐ後ろに{}を続ける。",
    "を急ぐなら{}で分け、遅れてよければ{}にためる。",
    "の費用は{}が決め、量が増えると{}が効いてくる。",
    "を任せるのは{}であり、見張るのは{}である。",
)
COMMON_ANSWERS = ("S3", "IAM")
VALUES = ("443", "15分", "`live`")
OPENINGS = ("", "ふつう、", "規模が大きいときは、", "なお、")
ENDINGS = ("", "型", "の仕組み")
ASIDES = ("", "去年の試験に出た。", "図に描くと分かりやすい。")
QUESTIONS = ("{}はどう進める？", "{}をどう進めるのがよい？", "{}の進め方は？")
TITLES = ("{}の要点", "{}のまとめ", "{}で覚えること")
TOPICS = ("第一部", "業務の話", "仕組みの話")
BESIDES = " besides"
"""Ends the name of a fact that a pattern asks besides."""


def own_word(number: int) -> str:
    """Return four kana that stand for `number` and for no other number that a test will count to."""
    mixed = number * 2_654_435_761 % len(KANA) ** 4
    return "".join(KANA[mixed // len(KANA) ** place % len(KANA)] for place in range(4))


@dataclass(slots=True, eq=False)
class Answer:
    """A word of a sentence that can be bold; where it is, it is a fact."""

    word: str
    is_bold: bool = True
    ending: int = 0

    def text(self) -> str:
        own = self.word + ENDINGS[self.ending]
        return f"**{own}**" if self.is_bold else own


@dataclass(slots=True, eq=False)
class Line:
    """A paragraph or an item of a list.

    Its form says what is asked: each bold answer of a `sentence`, which is a fact by itself; the own word of an item,
    its `term`; the `value` of an item; or all of the line by the heading above it, where it is `asked`.
    """

    own_word: str
    subject: str
    frame: int
    form: str = "asked"
    value: int = 0
    answers: tuple[Answer, ...] = ()
    opening: int = 0

    @property
    def is_item(self) -> bool:
        return self.form in ("term", "value")

    def text(self) -> str:
        if self.form == "value":
            return f"- {self.subject}と{self.own_word}の目安: {VALUES[self.value]}"
        if self.form == "term":
            return f"- {self.own_word}: {OPENINGS[self.opening]}{self.subject}{self._rest('値段', '速さ')}"
        rest = self._rest(*(answer.text() for answer in self.answers)) if self.answers else self._rest("表", "帳簿")
        return f"{OPENINGS[self.opening]}{self.subject}と{self.own_word}{rest}"

    def _rest(self, *words: str) -> str:
        return FRAMES[self.frame].format(*words)

    def facts(self) -> list[str]:
        """Return the facts that are asked now."""
        if not self.answers:
            return [self.own_word]
        return [f"{self.own_word} {answer.word}" for answer in self.answers if answer.is_bold]

    def all_facts(self) -> list[str]:
        """Return the facts that are asked now or would be with another bold."""
        return [f"{self.own_word} {answer.word}" for answer in self.answers] or [self.own_word]


@dataclass(slots=True, eq=False)
class Section:
    """A heading with its lines: one line if the heading asks, else any number."""

    subject: str
    asks: bool
    lines: list[Line]
    wording: int = 0
    aside: int = 0

    def heading(self) -> str:
        return (QUESTIONS if self.asks else TITLES)[self.wording].format(self.subject)

    def text(self) -> str:
        text = f"## {self.heading()}\n"
        for above, line in zip([None, *self.lines], self.lines, strict=False):
            in_one_list = above is not None and above.is_item and line.is_item
            text += ("" if in_one_list else "\n") + line.text() + "\n"
        return f"{text}\n{ASIDES[self.aside]}\n"


@dataclass(slots=True, eq=False)
class Page:
    """A file."""

    name: str
    sections: list[Section] = field(default_factory=list)
    topic: int = 0

    def lines(self) -> list[Line]:
        return [line for section in self.sections for line in section.lines]

    def text(self, order: Random | None = None) -> str:
        """Return the Markdown, with the sections shuffled where `order` is given."""
        sections = order.sample(self.sections, len(self.sections)) if order else self.sections
        return f"# {TOPICS[self.topic]}\n\n" + "\n".join(section.text() for section in sections)


class Notebook:
    """All pages, what was deleted from them, and every line there ever was by its own word."""

    def __init__(self) -> None:
        self.pages = [Page("a.md"), Page("b.md")]
        self.ever: dict[str, Line] = {}
        self.deleted_sections: list[tuple[Page, Section]] = []
        self.deleted_lines: list[tuple[Section, Line]] = []
        self._words = count(1)
        self._subjects = count()

    def sections(self) -> Iterator[tuple[Page, Section]]:
        for page in self.pages:
            for section in page.sections:
                yield page, section

    def facts(self) -> set[str]:
        return {fact for page in self.pages for line in page.lines() for fact in line.facts()}

    def line_of(self, fact: str) -> Line:
        return self.ever[fact.partition(" ")[0]]

    def new_word(self) -> str:
        """Return a word that stands nowhere yet."""
        return own_word(next(self._words))

    def new_subject(self) -> str:
        """Return a subject that neither a sentence nor a heading has had."""
        part, number = divmod(next(self._subjects), len(SUBJECTS))
        return SUBJECTS[number] + PARTS[part]

    def new_line(self, rng: Random, form: str | None = None) -> Line:
        """Return a line that was never there, of any form but `asked` unless one is named."""
        line = Line(own_word=self.new_word(), subject=self.new_subject(), frame=rng.randrange(len(FRAMES)))
        line.form = form or rng.choice(("sentence", "sentence", "term", "value"))
        if line.form == "sentence":
            first = rng.choice((self.new_word(), *COMMON_ANSWERS))
            line.answers = (Answer(first), Answer(self.new_word(), is_bold=rng.random() < 0.5))
        if line.form == "value":
            line.value = rng.randrange(len(VALUES))
        self.ever[line.own_word] = line
        return line

    def new_section(self, rng: Random) -> Section:
        asks = rng.random() < 0.4
        lines = [self.new_line(rng, "asked" if asks else None) for _ in range(1 if asks else rng.randint(1, 4))]
        return Section(subject=self.new_subject(), asks=asks, lines=lines)

    def fact_on(self, question: str, answer: str) -> str | None:
        """Return the fact that a card asks by its two sides as HTML, None for the empty card of a former bold.

        What a pattern asks besides, in a text that its heading asks, is a fact that the notebook does not count.
        """
        if "No cloze" in question:
            return None
        (line,) = (line for word, line in self.ever.items() if word in plain(answer))
        revealed = " ".join(plain(shown) for shown in re.findall(r'<span class="cloze"[^>]*>(.*?)</span>', answer))
        if not line.answers:
            return line.own_word + (BESIDES if line.form == "asked" and revealed else "")
        (word,) = (own.word for own in line.answers if own.word in revealed)
        return f"{line.own_word} {word}"


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))
