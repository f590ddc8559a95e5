"""Who gets what from the server of the page, and that nothing of it is left when it ends."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.core.errors import UsageError
from pipeline.watch.board import Board
from pipeline.watch.server import PageServer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    page = tmp_path / "output" / "preview"
    (page / "media").mkdir(parents=True)
    (page / "index.html").write_text("<head></head>カード", encoding="utf-8")
    (page / "deck.js").write_text("Page.load({})", encoding="utf-8")
    (page / "media" / "a b.webp").write_bytes(b"picture")
    (tmp_path / "output" / "deck.txt").write_text("secret", encoding="utf-8")
    (page / "link.txt").symlink_to(tmp_path / "output" / "deck.txt")
    return page


@pytest.fixture
def server(folder: Path) -> Iterator[PageServer]:
    with PageServer(folder) as running:
        yield running


def answer(server: PageServer, path: str, method: str = "GET", **headers: str) -> tuple[int, str, bytes]:
    """Return status, type and content of what a path gives; a header that is "" is not sent."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    sent = {"Host": f"127.0.0.1:{server.port}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in sent.items():
        if value:
            connection.putheader(name, value)
    connection.endheaders()
    given = connection.getresponse()
    return given.status, given.headers.get("Content-Type", ""), given.read()


def test_server_gives_the_files_of_the_page(server: PageServer) -> None:
    assert answer(server, "/") == (200, "text/html; charset=utf-8", "<head></head>カード".encode())
    assert answer(server, "/deck.js?1") == (200, "text/javascript; charset=utf-8", b"Page.load({})")
    assert answer(server, "/media/a%20b.webp") == (200, "image/webp", b"picture")
    assert answer(server, "/", "HEAD") == (200, "text/html; charset=utf-8", b"")
    assert answer(server, "/", Host=f"localhost:{server.port}")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../deck.txt",
        "/%2e%2e/deck.txt",
        "/media/..%2f..%2fdeck.txt",
        "/..%5cdeck.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/link.txt",
        "/media",
        "/a%00b",
        "/events",
        "/live.js",
        "/" + "a" * 5000,
    ],
)
def test_server_gives_nothing_else(server: PageServer, path: str) -> None:
    status, _, content = answer(server, path)
    assert status == 404
    assert b"secret" not in content
    assert b"root:" not in content


def test_server_refuses_a_path_that_is_no_text(server: PageServer) -> None:
    assert answer(server, "/%ff")[0] == 400


@pytest.mark.parametrize("host", ["", "evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}"])
def test_server_refuses_other_names_for_itself(server: PageServer, host: str) -> None:
    status, _, content = answer(server, "/deck.js", Host=host.format(port=server.port))
    assert (status, b"Page.load" in content) == (403, False)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
def test_server_refuses_the_scripts_of_other_sites(server: PageServer, origin: str) -> None:
    assert answer(server, "/media/a%20b.webp", Origin=origin.format(port=server.port))[0] == 403
    assert answer(server, "/", Origin=f"http://127.0.0.1:{server.port}")[0] == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_server_gives_no_words_to_the_tags_of_other_sites(server: PageServer, site: str) -> None:
    for path in ("/", "/index.html", "/deck.js", "/media/..%2fdeck.js", "/./deck.js", "/Deck.js"):
        assert answer(server, path, Sec_Fetch_Site=site)[0] == 403
    assert answer(server, "/media/a%20b.webp", Sec_Fetch_Site=site)[0] == 200  # a card asks so from its frame


def test_server_is_bound_to_loopback(server: PageServer) -> None:
    assert server.address == f"http://127.0.0.1:{server.port}/"
    assert server._server.server_address[0] == "127.0.0.1"


def test_server_says_that_a_port_is_taken(server: PageServer, folder: Path) -> None:
    with pytest.raises(UsageError, match=f"the port {server.port} cannot be used"):
        PageServer(folder, port=server.port)


def listen(server: PageServer) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/events")
    return connection.getresponse()


def test_server_tells_each_notice_once(folder: Path) -> None:
    board = Board()
    with PageServer(folder, board=board) as server:
        board.post("一")
        news = listen(server)
        assert news.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert news.readline().decode() == "data: 一\n"
        board.post("一")
        board.post("二")
        assert (news.readline(), news.readline().decode()) == (b"\n", "data: 二\n")
        assert listen(server).readline().decode() == "data: 二\n"
        assert answer(server, "/events", Sec_Fetch_Site="cross-site")[0] == 403


def test_server_puts_the_live_script_into_the_page_of_a_watch_alone(folder: Path) -> None:
    with PageServer(folder, board=Board()) as server:
        server.deck = "abc"
        _, _, page = answer(server, "/")
        assert b'<script defer src="live.js" data-deck="abc"></script>\n</head>' in page
        assert answer(server, "/live.js")[0] == 200
        assert answer(server, "/live.css")[1] == "text/css; charset=utf-8"
    assert (folder / "index.html").read_text(encoding="utf-8") == "<head></head>カード"


def test_server_ends_with_listeners_and_silent_connections(folder: Path) -> None:
    before = set(threading.enumerate())
    board = Board()
    with PageServer(folder, board=board) as server:
        board.post("一")
        news = listen(server)
        news.readline()
        silent = socket.create_connection(("127.0.0.1", server.port))
        assert answer(server, "/")[0] == 200  # so the one before it was let in
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) == before
    assert news.read() == b"\n"
    assert silent.recv(1) == b""
    silent.close()


def test_board_asks_now_and_then_whether_one_is_still_there() -> None:
    board = Board()
    notices = board.notices(alive_s=0.01)
    assert next(notices) == ""
    board.post("一")
    assert (next(notices), next(notices)) == ("一", "")
    board.close()
    assert list(notices) == []
