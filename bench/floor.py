"""What any tool of this kind has to take: `python -m bench.floor pack NOTES.json OUT.apkg`, or `… parse FOLDER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def pack(notes: Path, package: Path) -> None:
    """Write finished notes with genanki, as a script of twenty lines would."""
    import genanki

    models: dict[str, genanki.Model] = {}
    deck = genanki.Deck(1_700_000_000, "Bench")
    for kind, guid, tags, fields in json.loads(notes.read_text(encoding="utf-8")):
        if kind not in models:
            is_cloze = kind != "basic"
            names = [{"name": f"Field {number}"} for number in range(len(fields))]
            first = "{{cloze:Field 0}}" if is_cloze else "{{Field 0}}"
            face = {"name": "Card 1", "qfmt": first, "afmt": f"{first}{{{{Field 1}}}}"}
            models[kind] = genanki.Model(
                1_700_000_001 + len(models),
                kind,
                fields=names,
                templates=[face],
                model_type=genanki.Model.CLOZE if is_cloze else genanki.Model.FRONT_BACK,
            )
        deck.add_note(genanki.Note(model=models[kind], fields=fields, tags=tags, guid=guid))
    genanki.Package(deck).write_to_file(package)


def parse(folder: Path) -> None:
    """Parse every note with markdown-it-py, and do nothing with it."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for path in folder.rglob("*.md"):
        reader.parse(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    verb, *paths = sys.argv[1:]
    if verb == "pack":
        pack(Path(paths[0]), Path(paths[1]))
    else:
        parse(Path(paths[0]))
