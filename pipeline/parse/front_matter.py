"""Front matter: the YAML between two `---` lines on top of a file."""

from __future__ import annotations

import re

import yaml

from pipeline.config import did_you_mean
from pipeline.core.section import Options
from pipeline.parse.settings import KEYS, Fault, is_meant, merge_options, read_setting
from pipeline.parse.source import Source

OWN_KEYS = tuple(key for key in KEYS if key != "id")

# Every value stays text, so `lang: no` is no boolean and no tag can name a Python object.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)


def split_front_matter(text: str) -> tuple[str, str]:
    """Return the YAML on top of `text`, and `text` with blank lines in its place. Without a closing line it is none."""
    block = _BLOCK.match(text)
    if block is None:
        return "", text
    return block[1], "\n" * block[0].count("\n") + text[block.end() :]


def read_front_matter(text: str, source: Source) -> tuple[Options, str]:
    """Return what the front matter, with the YAML `text`, says of all sections of the file, and its title or ""."""
    found = _load(text, source)
    options = Options()
    for key, value in found.items():
        line = _line_of(key, source)
        if key in OWN_KEYS:
            options = merge_options(options, _read_pair(key, value, line, source))
        elif is_meant(key.lower(), OWN_KEYS):  # all else is for other programs
            hint = did_you_mean(key, OWN_KEYS)
            source.report("unknown-setting", f"there is no front matter key `{key}`", source.line_span(line), hint)
    title = found.get("title")
    return options, " ".join(title.split()) if isinstance(title, str) else ""


def _load(text: str, source: Source) -> dict[str, object]:
    line, problem = 1, "it is no mapping of keys to values"
    try:
        found = yaml.load(text, Loader=_Loader)
        if found is None or found == "":
            return {}
        if isinstance(found, dict):
            return {str(key): value for key, value in found.items()}
    except yaml.MarkedYAMLError as fault:
        # What is left open is found wrong far below; only in a block is the problem where the parser stumbles.
        opened = fault.context_mark if "block" not in (fault.context or "") else None
        mark = opened or fault.problem_mark
        line += mark.line + 1 if mark else 0
        problem = fault.problem or fault.context or problem
    except (yaml.YAMLError, ValueError) as fault:
        problem = str(fault).partition("\n")[0]
    except RecursionError:
        problem = "it is nested too deeply"
    source.report("front-matter-invalid", f"the front matter cannot be read: {problem}", source.line_span(line))
    return {}


def _read_pair(key: str, value: object, line: int, source: Source) -> Options:
    if value == "":
        return Options()
    if isinstance(value, str) or (isinstance(value, list) and all(isinstance(word, str) for word in value)):
        found = read_setting(key, value)
    else:
        found = Fault(f"`{key}` takes no mapping and no nested list", "Write words, or a list of words.")
    if isinstance(found, Fault):
        source.report("invalid-setting", found.message, source.line_span(line), found.hint)
        return Options()
    return found


def _line_of(key: str, source: Source) -> int:
    pattern = re.compile(rf"""\s*[{{,]?\s*["']?{re.escape(key)}["']?\s*:""")
    return next((number for number, line in enumerate(source.lines, 1) if pattern.match(line)), 1)
