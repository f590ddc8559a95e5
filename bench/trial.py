"""One notes folder taken through everything but the browser and into the real Anki, and what went wrong with it."""

from __future__ import annotations

import json
import re
import signal
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from PIL import Image

from bench.nasty import NastyNotes
from bench.safety import unsafe_html
from pipeline.cli import deck

if TYPE_CHECKING:
    from tests.anki.learner import Learner

LIMIT_S = 5.0
"""Processor time for one run of the program on one input."""

SECRET = b"SECRET-7f3a19"
"""Stands in files outside of the notes folder, and must never come out in a package."""

_RAW_CLOZE = re.compile(r"\{\{c\d+::")

_DONE, _FAULTS_IN_NOTES, _USAGE = 0, 1, 2


class WrongError(Exception):
    """What the program did and must not do. The first line says which kind of wrong it is."""


class TooSlowError(BaseException):
    """Raised into the program by the alarm; no handler of its own shall catch it."""


class Trial:
    """A project folder for one input; `learner` takes its packages."""

    def __init__(self, root: Path, notes: NastyNotes, learner: Learner | None) -> None:
        self._notes_dir = root / "notes"
        self._package = root / "output" / "deck.apkg"
        self._notes = notes
        self._learner = learner

    def run(self) -> None:
        """Build, build again, edit, tell, build. Raises WrongError for the first thing that is not as promised."""
        self._lay_out()
        if self._built():
            before = self._state()
            outcome = json.loads(self._called("build", "--format", "json"))
            if outcome["wrote_package"] or outcome["wrote_ledger"] or self._state() != before:
                raise WrongError("a second build changes something")
            if outcome["cards"] != sum(map(len, self._said_cards().values())):
                raise WrongError("the build counts other cards than the ledger")
            for form in ("text", "json"):
                self._called("show", "--format", form)
            self._take(exactly=True)
        self._write(self._notes.after)
        before = self._state()
        self._called("status", allowed=(_DONE, _FAULTS_IN_NOTES, _USAGE))
        if self._state() != before:
            raise WrongError("status changes something")
        if self._built():
            self._take(exactly=False)
        elif self._state() != before:
            raise WrongError("a failed build changes something")

    def _lay_out(self) -> None:
        self._notes_dir.mkdir(parents=True)
        for secret in (self._notes_dir.parent / "secret.png", self._notes_dir.parent / "a.png"):
            secret.write_bytes(SECRET)
        Image.new("RGB", (2, 2), "green").save(self._notes_dir / "a.png")
        (self._notes_dir / "点.png").write_bytes(b"no picture")
        (self._notes_dir / "folder").mkdir()
        (self._notes_dir / "link.png").symlink_to(self._notes_dir.parent / "secret.png")
        (self._notes_dir / "loop.png").symlink_to(self._notes_dir / "loop.png")
        (self._notes_dir / "folder" / "up").symlink_to(self._notes_dir)
        (self._notes_dir / "deck.toml").write_text(f'deck = "Fuzz {self._notes.number}"\n', encoding="utf-8")
        self._write(self._notes.before)

    def _write(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            path = self._notes_dir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def _built(self) -> bool:
        """Build, and return whether there is a deck."""
        self._called("build", "--verbose", allowed=(_DONE, _FAULTS_IN_NOTES, _USAGE))
        return self._exit_code == _DONE

    def _called(self, *arguments: str, allowed: Sequence[int] = (_DONE,)) -> str:
        verb, *options = arguments
        places = ["--notes", str(self._notes_dir), *(["--output", str(self._package)] if verb != "show" else [])]
        with _alarm(f"{verb} takes more than {LIMIT_S:g} s"):
            result = CliRunner().invoke(deck, [verb, *places, *options])
        self._exit_code = result.exit_code
        if result.exc_info and not isinstance(result.exception, SystemExit | None):
            raise WrongError(f"{verb}: {''.join(traceback.format_exception(*result.exc_info))}")
        if result.exit_code not in allowed:
            raise WrongError(f"{verb} ends with {result.exit_code}\n{result.output}")
        return result.stdout

    def _state(self) -> dict[str, bytes]:
        files = (self._package, self._notes_dir / "deck.lock")
        return {path.name: path.read_bytes() for path in files if path.exists()}

    def _said_cards(self) -> dict[str, set[int]]:
        """Return the ords of every living note by guid, as the ledger has them."""
        ledger = json.loads((self._notes_dir / "deck.lock").read_text(encoding="utf-8"))
        living = [note for note in ledger["notes"] if not note.get("retired")]
        return {note["guid"]: {number - 1 for number in note.get("clozes", {}).values()} or {0} for note in living}

    def _take(self, *, exactly: bool) -> None:
        """Import the package, and compare Anki's cards with ours."""
        if SECRET in self._package.read_bytes():
            raise WrongError("the package holds a file from outside the notes")
        if self._learner is None:
            return
        log = self._learner.take(self._package)
        said = self._said_cards()
        if log.conflicting or log.missing_notetype or log.missing_deck or log.empty_first_field:
            raise WrongError(f"Anki refuses notes\n{log}")
        found: dict[str, set[int]] = {guid: set() for guid in said}
        for card, guid, ord_, fields in self._rows(said):
            found[guid].add(ord_)
            for field in fields.split("\x1f"):
                if unsafe := unsafe_html(field):
                    raise WrongError(f"unsafe HTML: {unsafe}\n{field}")
            if ord_ in said[guid]:  # a cloze that is gone leaves an empty card
                self._look(card)
        for guid, ords in said.items():
            if not ords <= found[guid] or (exactly and ords != found[guid]):
                raise WrongError(f"Anki has other cards than we said\n{guid}: {ords} said, {found[guid]} found")

    def _rows(self, guids: Mapping[str, Any]) -> list[Sequence[Any]]:
        assert self._learner is not None
        listed = ",".join(f"'{guid}'" for guid in guids)
        return self._learner.query(
            f"select c.id, n.guid, c.ord, n.flds from cards c join notes n on n.id = c.nid where n.guid in ({listed})"
        )

    def _look(self, card_id: Any) -> None:
        assert self._learner is not None
        shown = self._learner.col.get_card(card_id).render_output()
        if shown.question_av_tags or shown.answer_av_tags or "[latex]" in shown.answer_text:
            raise WrongError(f"a card plays or typesets what was text\n{shown.answer_text}")
        if _RAW_CLOZE.search(shown.question_text + shown.answer_text) or "No cloze" in shown.question_text:
            raise WrongError(f"a card shows a cloze raw, or none\n{shown.question_text}\n{shown.answer_text}")


@contextmanager
def _alarm(message: str) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
    try:
        yield
    except TooSlowError as stopped:
        place = "".join(traceback.format_tb(stopped.__traceback__)[-12:])
        raise WrongError(f"{message}\n{place}") from stopped
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
