"""The page served to the browsers of this machine, and to nobody and no other site.

A page on the network may send a browser here, so being bound to loopback is not enough. The name that the browser asked
for must be ours, which a name that was bound to this address afterwards is not, and what holds the words of the notes
goes to no other site's page.
"""

from __future__ import annotations

import re
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib.resources import files
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

from pipeline.core.errors import UsageError
from pipeline.watch.board import Board

LOOPBACK = "127.0.0.1"
EVENTS = "events"

_LIVE_FILES = ("live.js", "live.css")
_LIVE = '<link rel="stylesheet" href="live.css">\n<script defer src="live.js" data-deck="{deck}"></script>\n</head>'
_OF_A_CARD = re.compile(r"card\.js|occlusion\.js|reviewer\.css|(?:media|mathjax-[^/]+)/[^/]+")
"""All that other sites may ask for: a card in its frame has an origin of its own, and asks for these from there."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
}
"""Not those of the machine: a registry that calls a script plain text would keep the page from running."""


class PageServer(AbstractContextManager["PageServer"]):
    """Serves the files of a folder at `address` while the block lasts; with a `board`, its notices too.

    A free port is taken where `port` is 0. UsageError where the port is taken.
    """

    def __init__(self, folder: Path, *, port: int = 0, board: Board | None = None) -> None:
        self.board = board
        self.deck = ""  # which deck a page that is asked for now will show
        try:
            self._server = _Server((LOOPBACK, port), partial(_Visitor, self, folder))
        except OSError as fault:
            raise UsageError(
                f"the port {port} cannot be used: {fault.strerror}", "Leave --port out, and a free one is taken."
            ) from fault
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="page-server")

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/"

    @property
    def own_names(self) -> tuple[str, ...]:
        """What a browser that means us calls us."""
        return (f"{LOOPBACK}:{self.port}", f"localhost:{self.port}")

    def wait(self) -> None:
        """Wait until Ctrl-C."""
        self._thread.join()

    def __enter__(self) -> PageServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.board:
            self.board.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingMixIn, TCPServer):
    """A thread for each connection; closing it ends them all."""

    allow_reuse_address = True
    daemon_threads = False

    def __init__(self, address: tuple[str, int], visitor: Callable[..., _Visitor]) -> None:
        self._connections: set[socket.socket] = set()
        super().__init__(address, visitor)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        assert isinstance(request, socket.socket)
        self._connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        for connection in tuple(self._connections):  # a browser keeps some open that it asks nothing on
            with suppress(OSError):  # it has gone already
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, *visit: Any) -> None:
        """Say nothing of a browser that went away in the middle, and let the rest be seen."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*visit)


class _Visitor(BaseHTTPRequestHandler):
    """One request."""

    def __init__(self, host: PageServer, folder: Path, *visit: Any) -> None:
        self._host = host
        self._folder = folder.resolve()
        super().__init__(*visit)

    def do_GET(self) -> None:
        try:
            name = unquote(urlsplit(self.path).path, errors="strict").removeprefix("/")
        except ValueError:
            self._end(HTTPStatus.BAD_REQUEST)
            return
        if not self._is_welcome(name):
            self._end(HTTPStatus.FORBIDDEN)
        elif name == EVENTS and self._host.board:
            self._tell_news(self._host.board)
        else:
            self._give(name)

    do_HEAD = do_GET  # noqa: N815 - the name by which the library calls it

    def _is_welcome(self, name: str) -> bool:
        if self.headers.get("Host", "").lower() not in self._host.own_names:
            return False
        origin = self.headers.get("Origin")
        if origin is not None and origin not in {f"http://{own}" for own in self._host.own_names}:
            return False
        # A script tag sends no Origin. What a browser says of where it was cannot be forged by a page.
        return _OF_A_CARD.fullmatch(name) is not None or self.headers.get("Sec-Fetch-Site", "none") in (
            "none",
            "same-origin",
        )

    def _give(self, name: str) -> None:
        content = self._content(name or "index.html")
        if content is None:
            self._end(HTTPStatus.NOT_FOUND)
        else:
            self._begin(_TYPES.get(Path(name or "index.html").suffix.lower(), "application/octet-stream"))
            self._write(content)

    def _content(self, name: str) -> bytes | None:
        if self._host.board and name in _LIVE_FILES:
            return files(__package__).joinpath("page", name).read_bytes()
        try:
            path = (self._folder / name).resolve()
            content = path.read_bytes() if path.is_relative_to(self._folder) else None
        except (OSError, ValueError):  # no such file, a folder, or a name that no file can have
            return None
        if content and name == "index.html" and self._host.board:
            return content.replace(b"</head>", _LIVE.format(deck=self._host.deck).encode("ascii"))
        return content

    def _tell_news(self, board: Board) -> None:
        self._begin("text/event-stream; charset=utf-8")
        for notice in board.notices():
            self._write((f"data: {notice}\n\n" if notice else ": still here\n\n").encode())

    def _begin(self, content_type: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", content_type)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "frame-ancestors 'self'")
        self.end_headers()

    def _write(self, content: bytes) -> None:
        if self.command != "HEAD":
            self.wfile.write(content)

    def _end(self, status: HTTPStatus) -> None:
        self.send_error(status)

    def log_message(self, *words: object) -> None:
        """The terminal is for what the notes do."""
