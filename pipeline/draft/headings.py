"""What kind of heading a section has, and whether its text defines the heading or only leads to what stands below."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from pathlib import PurePosixPath

from pipeline.core.section import Block, Inline, Prose, Run, Section, plain_text
from pipeline.draft.keys import heading_key
from pipeline.draft.occurrences import occurrences
from pipeline.draft.rope import answer_key, is_clear, pieces
from pipeline.draft.sentences import sentences_of

_QUESTION = re.compile(
    r"[?？]\s*$|とは\s*$|^(?:なぜ|どうして|どう|何が|何を|いつ)|(?:のか|ですか|ますか)\s*$"
    r"|^(?:Q|問|问)\s?\d{0,3}\s?[:：.．]|^(?:why|how|what|when|where|which|who|should|can|is|are|do|does)\b|^(?:为什么|如何|怎么|什么是|何时)|(?:吗|什么|为何)\s*$",
    re.IGNORECASE,
)
_NEED = re.compile(
    r"(?:たい|場合|とき|時|際|方法|手順|やり方|[ぁ-ん]方|コツ|流れ)(?:に?は)?\s*$|[をに]\S{0,8}(?:する|[うくぐすつぬぶむる])\s*$|^(?:to|when|if)\b|时$|^怎样",
    re.IGNORECASE,
)


class HeadingKind(Enum):
    """What a heading does: asks, says what one wants to do, names a thing, or states something."""

    QUESTION = "question"
    NEED = "need"
    NAME = "name"
    STATEMENT = "statement"


def kind_of(heading: Inline) -> HeadingKind:
    """Return what a heading does, without its ordinal."""
    name = heading_key(heading).strip()
    if _QUESTION.search(name):
        return HeadingKind.QUESTION
    if _NEED.search(name):
        return HeadingKind.NEED
    is_name = 1 < len(name) <= NAME_LIMIT and not _CLAUSE.search(name)
    return HeadingKind.NAME if is_name else HeadingKind.STATEMENT


def asking_title(section: Section) -> Inline:
    """An empty heading cannot ask: the nearest one above it does, or the name of the file."""
    titled = [heading for heading in (section.title, *reversed(section.ancestors)) if plain_text(heading).strip()]
    return titled[0] if titled else (Run(PurePosixPath(section.path).stem),)


def is_skipped(section: Section, names: tuple[str, ...]) -> bool:
    """Return whether the section or one above it has a heading that makes no cards."""
    skipped = _skipped_keys(names)
    return any(heading_key(heading).casefold() in skipped for heading in (*section.ancestors, section.title))


@cache
def _skipped_keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(answer_key(name).casefold() for name in names)


def only_leads(section: Section, following: Section | None) -> bool:
    """Return whether the text of a section is one sentence that states nothing and leads to the sub-sections below."""
    if following is None or following.path != section.path or following.level <= section.level:
        return False
    return len(section.blocks) == 1 and is_lead(section.blocks[0])


def is_lead(block: Block) -> bool:
    """Return whether a block is one sentence that states nothing, such as `There are two kinds:`."""
    if not isinstance(block, Prose):
        return False
    sentences = list(sentences_of(block.inline, begins_bullet=False, is_heading=False))
    return len(sentences) == 1 and not sentences[0].states_something


_KINDS_JA = (
    r"サービス|機能|仕組み|ツール|ライブラリ|フレームワーク|プロトコル|規格|形式|方式|手法|技術|言語|データベース|コマンド|サーバー?"
    r"|ソフトウェア|プラットフォーム|アルゴリズム|デザインパターン|概念|関数|メソッド|クラス|データ構造|演算子|ミドルウェア|エンジン"
    r"|プログラム|システム|モデル|攻撃|脆弱性|略"
)
_KINDS_ZH = r"服务|工具|库|框架|协议|语言|数据库|命令|算法|机制|模型|系统|平台|技术|方法|结构|函数|格式|标准|概念|模式"
_DEFINES_JA = re.compile(
    rf"(?:{_KINDS_JA})(?:のこと|の一種|の[1一]つ)?(?:です|である|だ)?[。.]?$|^[^、。]+(?:とは|は).+のこと(?:です|である|だ)?[。.]?$"
)
_DEFINES_EN = re.compile(r"^(?P<name>[^,.]{2,40}?)(?: \([^)]*\))?,? (?:is|are) (?:a|an|the|any)\b.{15,}", re.IGNORECASE)
_DEFINES_ZH = re.compile(rf"^(?P<name>[^，。是]{{2,30}}?)(?:（[^）]*）)?是(?:一|指|由|用).{{5,}}(?:{_KINDS_ZH})[。.]?$")
_MAY_DEFINE = re.compile(rf"{_KINDS_JA}|のこと|是[一指由用]|\b(?:is|are) (?:an?|the|any)\b")
_DEFINES = {"ja": _DEFINES_JA, "en": _DEFINES_EN, "zh": _DEFINES_ZH}
_TOPIC_JA = re.compile(r"^(?P<name>[^、。はが]{2,40}?)(?:とは|は|って)[、,]?")
_CLAUSE = re.compile(r"[はがを、。，：:]|[ぁ-ん]$|\S\s(?:is|are|with|to|in|for|and|vs\.?)\s")
DEFINITION_LIMIT = 160
NAME_LIMIT = 50


def defining_sentence(section: Section) -> Inline | None:
    """Return the first sentence of a section that has a name as its heading, where the sentence says what that is."""
    first: Block | None = section.blocks[0] if section.blocks else None
    if not isinstance(first, Prose) or not _MAY_DEFINE.search(plain_text(first.inline)):
        return None
    name = heading_key(section.title).strip()
    sentence = next(sentences_of(first.inline, begins_bullet=False, is_heading=False), None)
    if sentence is None or len(sentence.text) > DEFINITION_LIMIT or not sentence.states_something:
        return None
    text = sentence.text
    defines = _DEFINES.get(sentence.language)
    found = defines.search(text) if defines else None
    if found is None:
        return None
    subject = _TOPIC_JA.match(text) if sentence.language == "ja" else found
    if subject is not None and not _are_one_name(subject["name"], name):
        return None
    (whole,) = pieces(first.inline, [(sentence.start, sentence.end)])
    rest = len(text) - sum(end - start for start, end in occurrences(whole, name))
    return whole if rest >= 10 and is_clear(whole, 0, len(text)) else None


def _are_one_name(one: str, other: str) -> bool:
    short, long = sorted((answer_key(one).casefold(), answer_key(other).casefold()), key=len)
    return short in long
