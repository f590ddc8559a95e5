"""A learner with the real Anki: takes packages, answers cards, and tells what the cards show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


class Learner:
    """A collection that takes every build with Anki's default options."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.col = Collection(str(folder / "learner.anki2"))

    def close(self) -> None:
        self.col.close()

    def take(self, package: Path) -> Any:
        """Import `package` and return Anki's log."""
        request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
        log = self.col.import_anki_package(request).log
        self.col.models._clear_cache()  # an import does not clear Python's copy of the notetypes
        return log

    def review_all(self) -> None:
        """Answer every card that was never answered, as a person would, whatever the limits of the day."""
        for (card_id,) in self.query("select id from cards where reps = 0"):
            card = self.col.get_card(card_id)
            card.start_timer()
            self.col.sched.answerCard(card, 4)  # easy

    def cards(self) -> list[Any]:
        return [self.col.get_card(card_id) for card_id in self.col.find_cards("")]

    def reps(self) -> dict[int, int]:
        """Return how often each card was answered."""
        return {card.id: card.reps for card in self.cards()}

    def sides(self) -> dict[int, tuple[str, str]]:
        """Return question and answer of each card as HTML."""
        return {card: (question, answer) for card, _, question, answer in self.faces()}

    def faces(self) -> list[tuple[int, int, str, str]]:
        """Return card, note, question and answer of each card."""
        outputs = [(card, card.render_output()) for card in self.cards()]
        return [(card.id, card.nid, output.question_text, output.answer_text) for card, output in outputs]

    def query(self, sql: str) -> list[Sequence[Any]]:
        """Return the rows that `sql` selects."""
        assert self.col.db is not None
        return self.col.db.all(sql)
