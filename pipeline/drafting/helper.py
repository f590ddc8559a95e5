"""The process beside ours that drafts files: orders come in by standard input, answers go out by standard output.

It keeps nothing and ends with its input, so that none outlives the program that started it, however that ends.
"""

from __future__ import annotations

import gc
import sys
from threading import Thread
from typing import IO

import msgspec

from pipeline.drafting.file import drafted_file
from pipeline.drafting.messages import Settings, received, send
from pipeline.memo import packed
from pipeline.read import NotesFile


def serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every message of files with each as `packed`, until the orders end.

    An answer is on its way while the next one is made: the program that ordered it reads only when it finds the time.
    """
    own = msgspec.msgpack.decode(received(orders) or b"", type=Settings)
    files = msgspec.msgpack.Decoder(list[NotesFile])
    sending: Thread | None = None
    while (order := received(orders)) is not None:
        drafted = [packed(drafted_file(file, own.config, own.images)) for file in files.decode(order)]
        if sending:
            sending.join()
        sending = Thread(target=send, args=(answers, msgspec.msgpack.encode(drafted)))
        sending.start()
    if sending:
        sending.join()


if __name__ == "__main__":
    gc.disable()  # as a build does
    serve(sys.stdin.buffer, sys.stdout.buffer)
