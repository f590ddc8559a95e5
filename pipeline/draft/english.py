"""Sentence patterns of English. A phrase is hidden only where words that cannot belong to it stand on both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.draft.sentences import Sentence

Spans = Sequence[tuple[int, int]]

WORDS = 5
"""A phrase of more words than this has no sure boundary."""

_WORD = r"[A-Za-z0-9$.:-]*[A-Za-z0-9](?:[\w.:/+#@*'’-]*[\w+#*])?"
_NAME = rf"(?:(?:an?|the|your|its|their|our)\s+)?(?P<answer>{_WORD}(?: {_WORD}){{0,{WORDS - 1}}}?)"
_STOP = (
    r"(?=\s+(?:to|for|so|because|since|instead|rather|when|if|as|in order|which|that|unless|until|while|but|and then)\b"
    r"|[.,;:)]*\s*$|[,;]\s)"
)
_VERB = r"(?:use|choose|prefer|pick|select|enable|set|run|call|pass|require|need)"
_TAKES = r"(?:supports?|accepts?|allows?|takes?)"
_PLACED = r"is (?:stored|placed|written|defined|implemented|based) (?:in|on|with|by|as)"


def _compiled(*expressions: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression, re.IGNORECASE) for expression in expressions)


_CONTRAST = _compiled(
    rf"\b(?:{_VERB}s?|returns?|stores?|(?:is|are)(?=\s+(?:an?\s|the\s|\S+,?\s+(?:instead|rather)\b)))\s+{_NAME},?\s+"
    r"(?:instead of|rather than)\s",
    rf"\b(?:instead of|rather than)\s+[^,]{{2,40}},\s+{_VERB}\s+{_NAME}{_STOP}",
    r"\b(?:is|are) not\s+(?:just |only |merely )?[^,.]{2,30},?\s+but(?: also| rather)?\s+"
    rf"(?=an?\s|the\s){_NAME}{_STOP}",
)
_CONDITION = _compiled(
    r"^(?:when|if|for|to|whenever|in case)\b[^,]{4,80},\s+(?:you (?:should|must|can)\s+|always\s+)?"
    rf"{_VERB}\s+{_NAME}{_STOP}"
)
_USE = _compiled(
    rf"^(?:always |only )?(?:use|prefer|choose)\s+{_NAME}\s+(?:to|for|when|if|in order)\b",
    rf"^(?!if\b|when\b)[^,;]{{3,40}}?\s(?:uses|requires|must be|defaults to|(?:runs|listens) on|{_PLACED})\s+"
    rf"{_NAME}{_STOP}",
)
_ONLY = _compiled(rf"^[^,;]{{3,50}}?\s(?:only (?:works with|{_TAKES})|{_TAKES} only)\s+{_NAME}{_STOP}")
_CAUSE = _compiled(rf"\b(?:the )?(?:root )?cause (?:is|was)\s+{_NAME}{_STOP}")
_QUOTED = _compiled(r"\b(?:called|known as|named|termed)\s+(?:(?:an?|the|its)\s+)?[\"“](?P<answer>[^\"”.,]{2,30})[\"”]")
_EMPTY = re.compile(
    r"(?:it|this|that|them|these|those|ones?|something|anything|what|which|how|more|less|many|few|some|any|all|not|no|very"
    r"|also|same|other|following|case|thing|way|time|example|only|either|both|none|true|good|better|best|important|able"
    r"|there|here|be|have|has|do|get|make|to|of|every|if|each|in|on|at|by|with|from)\b.*"
    r"|.*\b(?:is|are|was|were|will|would|can|could|should|must|may|wants?|any|it|we|you|they)\b.*"
    r"|.*\b(?:the|an?|of|to|in|on|and|or|with|by|for|from|as|at|up|down|out|off)"
    r"|\w+ed(?: (?:to|by|in|on|with|for|from|at|as|according)\b.*)?",
    re.IGNORECASE,
)


def contrast(sentence: Sentence) -> Spans:
    """`use B instead of A`, `instead of A, use B`, `not A but B`: B is hidden."""
    return _first(sentence, *_CONTRAST)


def condition(sentence: Sentence) -> Spans:
    """`When …, use B`: B is hidden."""
    return _first(sentence, *_CONDITION)


def use(sentence: Sentence) -> Spans:
    """`Use B to …`, `A requires B`, `A is stored in B`: B is hidden."""
    return _first(sentence, *_USE)


def only(sentence: Sentence) -> Spans:
    """`A only supports B`: B is hidden."""
    return _first(sentence, *_ONLY)


def cause(sentence: Sentence) -> Spans:
    """`The cause is B`: B is hidden."""
    return _first(sentence, *_CAUSE)


def quoted(sentence: Sentence) -> Spans:
    """`… is called "B"`: B is hidden."""
    return _first(sentence, *_QUOTED)


def _first(sentence: Sentence, *patterns: re.Pattern[str]) -> Spans:
    for pattern in patterns:
        found = pattern.search(sentence.text)
        if found and not _EMPTY.fullmatch(found["answer"]) and len(found["answer"]) > 1:
            return [found.span("answer")]
    return ()
