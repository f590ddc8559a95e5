"""Settings: what `notes/deck.toml` may say, checked key by key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from pipeline.core.errors import UsageError
from pipeline.core.picture import Theme
from pipeline.core.section import Options

T = TypeVar("T")

SETTINGS_FILE = "deck.toml"

SKIPPED_HEADINGS = (
    "まとめ", "おわりに", "終わりに", "参考", "参考リンク", "参考資料", "参考文献", "関連リンク", "目次",
    "References", "See also", "Further reading", "Links", "Table of contents", "Contents", "Summary",
    "参考链接", "参考资料", "目录", "总结",
)  # fmt: skip
_LISTED = ", ".join(f"`{heading}`" for heading in SKIPPED_HEADINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of a deck. Every one has a default: a folder of notes without a `deck.toml` builds as it is."""

    deck: str = field(default="Notes", metadata={"help": "Name of the deck in Anki; `A::B` makes B a part of A."})
    description: str = field(default="", metadata={"help": "Text that Anki shows on the deck's page."})
    version: str = field(default="", metadata={"help": "Version of the deck, told on its page in Anki."})
    license: str = field(default="", metadata={"help": "Licence of the deck, such as `CC BY 4.0`, told on its page."})
    link: str = field(default="", metadata={"help": "Where the deck comes from, an https address, told on its page."})
    tags: tuple[str, ...] = field(default=(), metadata={"help": "Tags of every note."})
    lang: str = field(
        default="",
        metadata={"help": "Language, such as `ja` or `zh-Hans`, for fonts and line breaks; else read off each file."},
    )
    skip_headings: tuple[str, ...] = field(
        default=(),
        metadata={"help": f"Further headings whose sections make no cards, besides {_LISTED}."},
    )
    theme: Theme = field(default_factory=Theme, metadata={"help": "How tables and diagrams are drawn."})

    @property
    def skipped_headings(self) -> tuple[str, ...]:
        """The headings whose sections make no cards: ours and those of the settings."""
        return (*SKIPPED_HEADINGS, *self.skip_headings)

    @property
    def defaults(self) -> Options:
        """What holds for every section unless its file or itself says otherwise."""
        return Options(deck=self.deck, tags=self.tags, lang=self.lang)


def read_config(notes_dir: Path) -> Config:
    """Return the settings of `notes_dir`; UsageError names the file, the line and what is wrong."""
    path = notes_dir / SETTINGS_FILE
    if not path.exists():
        return Config()
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise UsageError(f"{SETTINGS_FILE}: {fault}", "Settings are TOML: key = value, text in quotes.") from fault
    except UnicodeDecodeError as fault:
        raise UsageError(f"{SETTINGS_FILE} is not UTF-8 at byte {fault.start}", "Save it as UTF-8.") from fault
    except OSError as fault:
        raise UsageError(f"{SETTINGS_FILE} cannot be read: {fault.strerror}") from fault
    reader = _Reader(text)
    theme = reader.checked(Theme, table.pop("theme", {}), "theme.")
    config = reader.checked(Config, table, "", theme=theme)
    _check_values(reader, config)
    return config


class _Reader:
    """Turns tables into settings, and knows where in the file a key stands."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def fault(self, key: str, message: str, hint: str = "") -> UsageError:
        name = key.rsplit(".", 1)[-1]
        for number, line in enumerate(self._lines, start=1):
            if re.match(rf"\s*(\[\s*)?(?:theme\.)?[\"']?{re.escape(name)}[\"']?\s*[=\].]", line):
                return UsageError(f"{SETTINGS_FILE}:{number}: {message}", hint)
        return UsageError(f"{SETTINGS_FILE}: {message}", hint)

    def checked(self, kind: type[T], table: Any, prefix: str, **given: Any) -> T:
        if not isinstance(table, Mapping):
            raise self.fault(prefix.rstrip("."), f"`{prefix.rstrip('.')}` is a table: write [{prefix.rstrip('.')}]")
        known = {own.name: own for own in fields(kind)}  # type: ignore[arg-type]
        values: dict[str, Any] = dict(given)
        for key, value in table.items():
            if key not in known:
                raise self.fault(key, f"unknown setting `{prefix}{key}`", did_you_mean(key, known))
            values[key] = self._converted(prefix + key, value, str(known[key].type))
        return kind(**values)

    def _converted(self, key: str, value: Any, wanted: str) -> Any:
        if wanted == "str" and isinstance(value, str):
            return value
        if wanted == "int" and isinstance(value, int) and not isinstance(value, bool):
            return value
        if wanted == "bool" and isinstance(value, bool):
            return value
        if wanted.startswith("tuple") and isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        names = {"str": "a text in quotes", "int": "a whole number", "bool": "true or false"}
        raise self.fault(key, f"`{key}` must be {names.get(wanted, 'a list of texts')}, not {value!r}")


def _check_values(reader: _Reader, config: Config) -> None:
    if not config.deck.strip():
        raise reader.fault("deck", "`deck` is empty", "Give the deck a name.")
    if config.link and not re.fullmatch(r"https?://[^\s\"'<>]+", config.link):
        raise reader.fault("link", f"`link` is no web address: {config.link!r}", "Example: https://example.org/deck")
    for tag in config.tags:
        if not tag or re.search(r"\s", tag):
            raise reader.fault("tags", f"the tag {tag!r} holds a space or is empty", "Join its words with - or _.")
    if not re.fullmatch(r"[A-Za-z0-9-]*", config.lang):
        raise reader.fault("lang", f"`lang` is no language tag: {config.lang!r}", "Examples: ja, en, zh-Hans.")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", config.theme.accent):
        raise reader.fault("theme.accent", f"`theme.accent` is no colour: {config.theme.accent!r}", "Example: #2f6f4f")
    for name in ("table_width_px", "label_width_px"):
        if not 120 <= getattr(config.theme, name) <= 2000:
            raise reader.fault(f"theme.{name}", f"`theme.{name}` must lie between 120 and 2000")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that proposes the known word nearest to `word`, or lists all where none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{near[0]}`?"
    return "Known here: " + ", ".join(f"`{name}`" for name in names) + "."
