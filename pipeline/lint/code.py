"""Code blocks that do not say their language, where the language is plain to see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.section import Fence
from pipeline.lint.reading import Reading, blocks_of

_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "bash",
        re.compile(
            r"#!.*\b(?:ba|z)?sh\b|\$ \w|(?:sudo|apt-get|brew|npm|npx|pip|git|docker|kubectl|aws|curl|cd|mkdir) [\w./-]"
        ),
    ),
    (
        "python",
        re.compile(r"(?:async )?def \w+\(.*\).*:$|from [\w.]+ import |import \w+( as \w+)?$|class \w+(?:\(.*\))?:$"),
    ),
    (
        "javascript",
        re.compile(r"(?:const|let|var) [\w{[].*=|(?:async )?function \w*\(|import .* from ['\"]|console\.log\("),
    ),
    ("sql", re.compile(r"(?:SELECT\s.+|INSERT INTO|CREATE TABLE|UPDATE \w+ SET|DELETE FROM)\b", re.IGNORECASE)),
    ("html", re.compile(r"<!DOCTYPE html|<html\b|<(?:div|body|head|p|ul|table|form|script)\b[^>]*>", re.IGNORECASE)),
    ("xml", re.compile(r"<\?xml\b")),
    ("java", re.compile(r"(?:public|private|protected) (?:static |final |abstract )*[\w<>\[\]]+ \w+|import java")),
    ("go", re.compile(r"package \w+$|func (?:\(.*\) )?\w+\(")),
    ("dockerfile", re.compile(r"FROM [\w./:-]+(?: AS \w+)?$")),
)
"""What the first line of code looks like."""


def fences_without_language(reading: Reading) -> Iterator[Diagnostic]:
    """Propose the language where the code tells it; a drawing or an output of a program needs none."""
    for section in reading.sections:
        for block in blocks_of(section.blocks):
            if isinstance(block, Fence) and not block.language and (language := _language_of(block.text)):
                yield Diagnostic(
                    code="fence-language",
                    message=f"this code block looks like {language} and does not say so",
                    span=block.span,
                    hint=f"write ```{language} on its first line",
                )


def _language_of(text: str) -> str:
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if first[:1] in ("{", "["):
        return "json" if _is_json(text) else ""
    return next((language for language, sign in _SIGNS if sign.match(first)), "")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False
