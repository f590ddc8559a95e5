"""Run by an older engine: imports a package twice into an empty collection and tells as JSON what it has.

`python older.py DECK.apkg FOLDER`; imports nothing but `anki`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


def imported(col: Collection, deck: str) -> Any:
    request = ImportAnkiPackageRequest(package_path=deck, options=ImportAnkiPackageOptions())
    return col.import_anki_package(request).log


def faults_of(col: Collection, card_id: int) -> list[str]:
    """Return what is wrong with a card as it is shown."""
    card = col.get_card(card_id)  # type: ignore[arg-type]
    shown = card.render_output()
    found = []
    if "{{c" in shown.question_text + shown.answer_text:
        found.append(f"card {card_id} shows a cloze raw")
    if shown.question_text == shown.answer_text:
        found.append(f"card {card_id} has one side")
    missing = [
        name
        for name in col.media.files_in_str(card.note().mid, shown.answer_text)
        if not Path(col.media.dir(), name).exists()
    ]
    return [*found, *(f"{name} is missing" for name in missing)]


def main(deck: str, folder: str) -> None:
    col = Collection(str(Path(folder) / "collection.anki2"))
    first, second = imported(col, deck), imported(col, deck)
    cards = {"basic": 0, "cloze": 0, "occlusion": 0}
    faults = []
    for card_id in col.find_cards(""):
        notetype = col.get_card(card_id).note_type()
        assert notetype is not None
        is_masked = any(field["name"] == "Occlusion" for field in notetype["flds"])
        cards["occlusion" if is_masked else "cloze" if notetype["type"] else "basic"] += 1
        faults += faults_of(col, card_id)
    report, whole = col.fix_integrity()
    told = {
        "new": len(first.new),
        "again: unchanged": len(second.duplicate),
        "cards": col.card_count(),
        "basic cards": cards["basic"],
        "cloze cards": cards["cloze"],
        "masked cards": cards["occlusion"],
        "faults": [*faults[:3], *([] if whole else [report])],
    }
    print(json.dumps(told))
    col.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
