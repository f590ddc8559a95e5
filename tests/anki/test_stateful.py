"""Random edits, every build taken into one collection: each fact keeps its card, and no card changes its fact.

A fact is known on its card by a word of its own that no edit touches, so the check hangs on nothing the pipeline says.
That a card keeps its fact is promised whatever is edited. That a fact keeps its card is promised for one strain between
two builds that ask it (see `tests.anki.edits`); after more than one it may get a new card.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from pipeline.core.ledger import BuildResult, Ledger
from pipeline.identity import read_ledger
from tests.anki.edits import EDITS, Edit
from tests.anki.learner import Learner
from tests.anki.notebook import BESIDES, Line, Notebook
from tests.project import Project

pytestmark = pytest.mark.anki

RANDOM = st.randoms(use_true_random=False)
STRAIN_LIMIT = 1
EDITS_OF_A_SEQUENCE = 20

FIGURES: Counter[str] = Counter()
"""What the builds of this process did to the facts."""


class Editing(RuleBasedStateMachine):
    """A notebook under edit, its project, and a learner who takes every build and answers every card."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="notedeck-"))
        self.project = Project(root=self.folder / "project")
        self.learner = Learner(self.folder / "learner")
        self.notebook = Notebook()
        self.card_of: dict[str, int] = {}
        self.fact_of: dict[int, str] = {}
        self.strain: Counter[Line] = Counter()

    def teardown(self) -> None:
        self.learner.close()
        shutil.rmtree(self.folder)

    @initialize(rng=RANDOM)
    def begin(self, rng: Random) -> None:
        for page in self.notebook.pages:
            page.sections += [self.notebook.new_section(rng) for _ in range(3)]
        self.build()

    def build(self) -> None:
        """Build and import; what comes of it must be what the notebook says."""
        self.write(self.project)
        shuffled = self.build_shuffled()
        result = self.project.build()
        assert identities(self.project) == shuffled, "the order of the sections counts"
        log = self.learner.take(self.project.package)
        assert (len(log.new), len(log.conflicting)) == (len(result.delta.added), 0)
        self.check_reviews()
        self.check_facts()
        self.check_second_build(result)

    def write(self, project: Project, order: Random | None = None) -> None:
        for path in project.notes_dir.glob("*.md"):
            path.unlink()
        for page in self.notebook.pages:
            project.write(page.name, page.text(order))

    def build_shuffled(self) -> dict[str, object]:
        """Build the same notes beside the project, with their sections in another order."""
        beside = Project(root=self.folder / "beside")
        self.write(beside, Random(FIGURES["builds"]))
        if self.project.ledger.exists():
            shutil.copy(self.project.ledger, beside.ledger)
        beside.build()
        found = identities(beside)
        shutil.rmtree(beside.root)
        return found

    def check_reviews(self) -> None:
        """An import takes no review from an old card and brings none to a new one; the learner answers the new ones."""
        reps = self.learner.reps()
        assert reps == {card: int(card in self.fact_of) for card in reps}
        assert reps.keys() >= self.fact_of.keys()
        self.learner.review_all()

    def check_facts(self) -> None:
        """Every card, of a living note or not, asks the fact it always asked; every fact is asked once, on its card."""
        living = {entry.created_ms for entry in ledger_of(self.project).entries if not entry.retired}
        now: dict[str, int] = {}
        for card, note, question, answer in self.learner.faces():
            fact = self.notebook.fact_on(question, answer)
            if fact is None:
                continue
            was = self.fact_of.get(card, fact)
            self.fact_of[card] = fact
            if was != fact:
                self.fault("wrongly moved", was, fact)
            if fact.endswith(BESIDES):
                continue
            if note in living and now.setdefault(fact, card) != card:
                self.fault("asked twice", fact)
        assert now.keys() == self.notebook.facts()
        self.compare(now)
        FIGURES["builds"] += 1

    def compare(self, now: dict[str, int]) -> None:
        """Find what lost its card since the last build that asked it."""
        for page in self.notebook.pages:
            for line in page.lines():
                lost = [fact for fact in line.facts() if self.card_of.get(fact, now[fact]) != now[fact]]
                FIGURES["kept"] += sum(fact in self.card_of for fact in line.facts()) - len(lost)
                FIGURES["let go after several strains"] += len(lost) if self.strain[line] > STRAIN_LIMIT else 0
                if lost and self.strain[line] <= STRAIN_LIMIT:
                    self.fault("lost", *lost)
                if lost:  # the numbers of the words that are not bold now were in the note that is gone
                    self.card_of = {fact: card for fact, card in self.card_of.items() if fact not in line.all_facts()}
                self.strain[line] = 0
        self.card_of |= now

    def fault(self, what: str, *facts: str) -> None:
        FIGURES[what] += 1
        places = [f"{fact} of “{self.notebook.line_of(fact).text()}”" for fact in facts]
        raise AssertionError(f"{what}: {' → '.join(places)}")

    def check_second_build(self, first: BuildResult) -> None:
        """Building and importing once more changes nothing."""
        again = self.project.build()
        assert (again.package_sha256, again.wrote_package, again.wrote_ledger) == (first.package_sha256, False, False)
        assert len(again.delta.unchanged) == len(first.notes)
        log = self.learner.take(self.project.package)
        assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 0, len(first.notes))


def ledger_of(project: Project) -> Ledger:
    ledger, _ = read_ledger(project.ledger)
    assert ledger is not None
    return ledger


def identities(project: Project) -> dict[str, object]:
    """Return guid and numbers of each living note by its key."""
    return {entry.key: (entry.guid, entry.ordinals) for entry in ledger_of(project).entries if not entry.retired}


def as_rule(edit: Edit) -> Any:
    """Make a rule of an edit; a build follows unless more is edited in one go."""

    def edit_and_build(machine: Editing, rng: Random, in_one_go: bool) -> None:
        machine.strain.update(edit(machine.notebook, rng))
        if not in_one_go:
            machine.build()

    edit_and_build.__name__ = edit.__name__
    return rule(rng=RANDOM, in_one_go=st.booleans())(edit_and_build)


for _edit in EDITS:
    setattr(Editing, _edit.__name__, as_rule(_edit))


def run_sequences(count: int, **more: Any) -> None:
    """Run the machine over `count` sequences of edits."""
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=count,
            stateful_step_count=EDITS_OF_A_SEQUENCE,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


def test_edits_keep_every_fact_on_its_card() -> None:
    run_sequences(12, derandomize=True)


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(20))
def test_edits_keep_every_fact_on_its_card_for_long(part: int) -> None:
    seed(part)(Editing)
    run_sequences(10)
    print(dict(FIGURES))  # read with `pytest -s`
