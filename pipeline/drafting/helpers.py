"""Many new files are drafted on all cores: programs beside ours take from the same heap, whoever is free the next few.

Helpers may only save time: what one does not answer, as it cannot start, ends or chokes on a file, is drafted here.
They are plain programs with a pipe on either side: a fork of this one would take over its locks, but not its threads.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

import msgspec

from pipeline.drafting.messages import Settings, received, send
from pipeline.memo import Packed
from pipeline.read import NotesFile
from pipeline.sources import Sources

WORTH_A_HELPER = 400_000
"""Letters of new text for each helper. With half of that, its start takes all that it brings on a busy machine."""

MOST_HELPERS = 3
"""Each takes 100 MB, and what they send is taken in on one core."""

_AT_ONCE = 15_000
"""Letters that are taken at once: about a twentieth of a second."""

_PROGRAM = ("-P", "-m", "pipeline.drafting.helper")  # -P: the folder that we run in may hold another `pipeline`
_ROOT = Path(__file__).parents[2]

Heap = deque[Sequence[NotesFile]]

Answers = deque[tuple[NotesFile, Packed | None]]
"""Files as they come from the helpers; None where one could not be packed."""


def heap_of(files: Sequence[NotesFile]) -> Heap:
    """Return the files in their order, in pieces of about equal size; the last may be empty."""
    heap: Heap = deque()
    piece: list[NotesFile] = []
    letters = 0
    for file in files:
        piece.append(file)
        letters += len(file.text)
        if letters >= _AT_ONCE:
            heap.append(piece)
            piece, letters = [], 0
    heap.append(piece)
    return heap


def taken_from(heap: Heap) -> Iterator[Sequence[NotesFile]]:
    """Yield the pieces that nobody else has taken before."""
    while True:
        try:
            yield heap.popleft()
        except IndexError:
            return


@contextmanager
def helped(heap: Heap, sources: Sources) -> Iterator[Answers]:
    """Have helpers take from `heap` too, if there is enough, and give what they answer, for the block to take away.

    The answers are all there when the block is left. Where it is left by a fault, nobody waits for them.
    """
    answers: Answers = deque()
    threads: list[Thread] = []
    with ExitStack() as stack:
        with suppress(OSError):  # no room for one more process
            for _ in range(_helpers_for(heap)):
                helper = stack.enter_context(_helper())
                threads.append(Thread(target=_employ, args=(helper, heap, sources, answers), daemon=True))
                threads[-1].start()
        yield answers
        for thread in threads:
            thread.join()


def _helpers_for(heap: Heap) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    letters = sum(len(file.text) for piece in heap for file in piece)
    return min(cores - 1, MOST_HELPERS, letters // WORTH_A_HELPER)


@contextmanager
def _helper() -> Iterator[subprocess.Popen[bytes]]:
    """Start a helper, and end it: it keeps nothing that could be lost."""
    search = os.pathsep.join((str(_ROOT), *filter(None, sys.path)))
    with subprocess.Popen(
        (sys.executable, *_PROGRAM),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what it stumbles over is met here again, and told here
        env={**os.environ, "PYTHONPATH": search},
    ) as helper:
        assert helper.stdin is not None
        try:
            yield helper
        finally:
            helper.kill()
            with suppress(OSError):  # what it was not told any more
                helper.stdin.close()


def _employ(helper: subprocess.Popen[bytes], heap: Heap, sources: Sources, answers: Answers) -> None:
    """Hand pieces of `heap` to the helper until nothing is left of it, or of the helper.

    It has the next piece before the last one is answered, so that it never waits for us.
    """
    assert helper.stdin is not None and helper.stdout is not None
    ordered: deque[Sequence[NotesFile]] = deque()
    try:
        send(helper.stdin, msgspec.msgpack.encode(Settings(config=sources.config, images=sources.images)))
        for piece in taken_from(heap):
            send(helper.stdin, msgspec.msgpack.encode(piece))
            ordered.append(piece)
            if len(ordered) > 1:
                answers.extend(_answered(helper.stdout, ordered.popleft()))
        for piece in ordered:
            answers.extend(_answered(helper.stdout, piece))
    except (OSError, ValueError):
        return


def _answered(stream: IO[bytes], piece: Sequence[NotesFile]) -> Iterator[tuple[NotesFile, Packed | None]]:
    """Return the files of `piece` with what the next answer says of each; ValueError where there is none."""
    answer = msgspec.msgpack.decode(received(stream) or b"", type=list[Packed | None])
    return zip(piece, answer, strict=True)
