"""The program on a terminal, as a person sees it."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

PROGRAM = Path(__file__).parent.parent / "build_deck.py"

_THEIR_OWN = ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
"""Variables of whoever runs the tests that would change what is printed."""


def seen_on_a_terminal(
    *arguments: str, width: int = 80, typed: str = "", exit_code: int = 0, **environment: str
) -> str:
    """Run the program in a pseudo-terminal of its own and return all that it shows there.

    It must end with `exit_code`. `typed` is what a person types there.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name not in _THEIR_OWN}
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**inherited, "TERM": "xterm", **environment},
    )
    os.close(follower)
    os.write(leader, typed.encode())
    pieces = []
    try:
        while piece := os.read(leader, 4096):
            pieces.append(piece)
    except OSError:  # Linux tells the end of a terminal so
        pass
    os.close(leader)
    assert process.wait() == exit_code
    return b"".join(pieces).decode("utf-8").replace("\r\n", "\n")
