"""Sentence patterns of Chinese. Without spaces and a segmenter a phrase is sure only between signs and set words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.draft.sentences import Sentence

Spans = Sequence[tuple[int, int]]

_NAME = r"(?P<answer>[^，。、；：！？,;:!?（）()“”「」\[\]的了就会要才也都是在把被让很]{2,16}?)"
_END = r"(?=[，。；,;]|实现|\.?\s*$)"
_USES = r"(?:使用|采用|选择|选|用)"
_PLACED = r"(?<![未已不可的低高少免])(?:使用|采用|依赖于?|基于|存储在|保存在|放在|位于)(?!者)"
_ALONE = r"(?:(?:只能|仅能|必须)(?:是|用|使用|为|通过|在)|(?:只支持|仅支持|只允许|仅允许)(?:是|用|使用|为|通过|在)?)"

_CONTRAST = (
    re.compile(rf"不是[^，。是]{{1,24}}[，,]?\s*而是\s*{_NAME}{_END}"),
    re.compile(rf"(?:{_USES}|推荐)\s*{_NAME}[，,]?\s*而(?:不是|非)"),
)
_CONDITION = re.compile(
    rf"(?:如果|若|当|要|想要?|需要|为了)[^，,。]{{2,40}}[，,]\s*(?:请|就|可以|应该?|建议|推荐|需要|必须)*{_USES}\s*{_NAME}{_END}"
)
_SUBJECT = r"^[^，,。：:]{2,24}?"
_USE = re.compile(rf"{_SUBJECT}(?:默认|一般|通常|底层|内部|必须|需要)?{_PLACED}\s*{_NAME}{_END}")
_ONLY = re.compile(rf"{_SUBJECT}{_ALONE}\s*{_NAME}{_END}")
_CAUSE = re.compile(rf"^(?:根本|主要)?原因(?:是|在于|：|:)\s*{_NAME}{_END}")
_EMPTY = re.compile(
    r"(?:这|那|它|其|该|此|以下|如下|下面|上面|什么|哪|一个|一种|一些|多个|自己|方法|方式|时候|情况|问题|内容|他|她|没有|不|指南|示例|笔记|场景|原则|监控|教程|说明|相关).*"
    r"|[前后](?![端台缀]).*|(?:完全|非常|足够|更|门槛|次数|频率|成本|体验|方便|简单|过程|率|量|权).*"
    r"|[^\w$./].*|.*(?:即可|可以|显著|指南|教程|笔记|进行|来(?!源)|以(?![太上下内外及])|并(?![发行])).*"
    r"|.*(?:时|后|前|中|上|下|来|去|到|和|与|或|对|给|等)"
)


def contrast(sentence: Sentence) -> Spans:
    """`不是A而是B`, `用B而不是A`: B is hidden."""
    return _first(sentence, *_CONTRAST)


def condition(sentence: Sentence) -> Spans:
    """`如果…，使用B`: B is hidden."""
    return _first(sentence, _CONDITION)


def use(sentence: Sentence) -> Spans:
    """`A使用B`, `A基于B`, `A存储在B`: B is hidden."""
    return _first(sentence, _USE)


def only(sentence: Sentence) -> Spans:
    """`A只能用B`, `A仅支持B`: B is hidden."""
    return _first(sentence, _ONLY)


def cause(sentence: Sentence) -> Spans:
    """`原因是B`: B is hidden."""
    return _first(sentence, _CAUSE)


def _first(sentence: Sentence, *patterns: re.Pattern[str]) -> Spans:
    for pattern in patterns:
        found = pattern.search(sentence.text)
        if found and not _EMPTY.fullmatch(found["answer"].strip()):
            return [found.span("answer")]
    return ()
