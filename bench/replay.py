"""Replays the git history of a notes folder into one real Anki collection, whose learner reviews every card.

`python -m bench.replay REPOSITORY FOLDER` builds FOLDER as it was at each commit that touched it, imports every build
with Anki's default options and answers all new cards. It prints, for each build, every card that shows something else
than before, to be read by a person: is it still the same fact? A table sums up at the end.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from pipeline.build import build
from pipeline.core.diagnostic import stops
from pipeline.core.note import NoteKind
from pipeline.job import Job
from tests.anki.learner import Learner

Face = tuple[str, str]
"""What a card asks and answers, as plain text without its heading path and origin."""

_ASIDE = re.compile(r'<style>.*?</style>|<script>.*?</script>|<div class="(?:path|source)">.*?</div>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Tally:
    """What became of the reviewed cards over all builds."""

    builds: int = 0
    refused: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def table(self) -> str:
        """Return the sums as a Markdown table."""
        rows = (
            ("builds imported", self.builds),
            ("builds refused for faults in the notes", self.refused),
            ("reviewed cards met by an import", self.counts["met"]),
            ("… that kept their face", self.counts["kept"]),
            ("… that show an edit (each listed above)", self.counts["edited"]),
            ("… whose note is gone from the notes", self.counts["retired"]),
            ("new cards", self.counts["new"]),
            ("lost: new cards that show what a reviewed card had shown", self.counts["lost"]),
            ("duplicates: two living cards of one face", self.counts["duplicates"]),
            ("reviews missing in the collection", self.counts["reviews missing"]),
        )
        return "\n".join(("| what | number |", "|---|---|", *(f"| {what} | {number:,} |" for what, number in rows)))


def replayed(repository: Path, folder: str, scratch: Path) -> Tally:
    """Replay all commits that touched `folder`, oldest first, printing what a person has to read."""
    tally = Tally()
    learner = Learner(scratch / "anki")
    project = scratch / "project"
    shown_once: dict[Face, int] = {}
    living: dict[int, Face] = {}
    for commit, subject in _commits(repository, folder):
        _check_out(repository, commit, folder, project / "notes")
        result = build(Job(notes_dir=project / "notes", output=project / "output" / "deck.apkg"))
        if stops(result.diagnostics, strict=False):
            tally.refused += 1
            continue
        reviews = learner.reps()
        learner.take(project / "output" / "deck.apkg")
        print(f"{commit[:9]}  {subject}")
        after = _living_faces(learner, project)
        _compare(living, after, shown_once, tally)
        kept = learner.reps()
        tally.counts["reviews missing"] += sum(kept.get(card, 0) < reps for card, reps in reviews.items())
        tally.builds += 1
        learner.review_all()
        living = after
        shown_once |= {face: card for card, face in after.items()}
    learner.close()
    return tally


def _commits(repository: Path, folder: str) -> Iterator[tuple[str, str]]:
    log = _git(repository, "log", "--reverse", "--first-parent", "--format=%H %s", "--", folder).decode()
    for line in log.splitlines():
        commit, _, subject = line.partition(" ")
        yield commit, subject


def _check_out(repository: Path, commit: str, folder: str, target: Path) -> None:
    """Put the notes of `commit` in place; our own ledger of the build before stays."""
    target.mkdir(parents=True, exist_ok=True)
    for old in sorted(target.rglob("*"), reverse=True):
        if old.is_dir():
            old.rmdir()
        elif old.name != "deck.lock":
            old.unlink()
    with tarfile.open(fileobj=BytesIO(_git(repository, "archive", f"{commit}:{folder}"))) as archive:
        members = [member for member in archive.getmembers() if member.name != "deck.lock"]
        archive.extractall(target, members=members, filter="data")


def _git(repository: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", repository, *arguments], check=True, capture_output=True).stdout


def _living_faces(learner: Learner, project: Path) -> dict[int, Face]:
    """Return the face of each card that the notes still ask; a masked one is told by its key too."""
    notes = json.loads((project / "notes" / "deck.lock").read_text(encoding="utf-8"))["notes"]
    living = {note["id"]: note for note in notes if not note.get("retired")}
    faces = {}
    for card, note_id, question, answer in learner.faces():
        note = living.get(note_id)
        number = card - note_id + 1
        if note is None or (note["kind"] != NoteKind.BASIC.value and number not in note["clozes"].values()):
            continue
        key = next((key for key, own in note.get("clozes", {}).items() if own == number), "")
        place = f"[{key}] " if note["kind"] == NoteKind.OCCLUSION.value else ""
        faces[card] = (place + _plain(question), _plain(answer))
    return faces


def _plain(side: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", _ASIDE.sub("", side))).split())


def _compare(before: dict[int, Face], after: dict[int, Face], shown_once: dict[Face, int], tally: Tally) -> None:
    counts = tally.counts
    for card, face in before.items():
        now = after.get(card)
        counts["met"] += 1
        counts["retired" if now is None else "kept" if now == face else "edited"] += 1
        if now is not None and now != face:
            print(f"    {card}\n      - {' ⇒ '.join(face)}\n      + {' ⇒ '.join(now)}")
    for card in after.keys() - before.keys():
        counts["new"] += 1
        if after[card] in shown_once and shown_once[after[card]] != card:
            counts["lost"] += 1
            print(f"    lost: {card} shows what {shown_once[after[card]]} had shown: {' ⇒ '.join(after[card])}")
    counts["duplicates"] += sum(count - 1 for count in Counter(after.values()).values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("folder")
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(replayed(wishes.repository, wishes.folder, Path(scratch)).table())


if __name__ == "__main__":
    main()
