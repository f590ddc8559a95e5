"""Desktop and phone through Anki's own sync server: a build that was imported on one arrives on the other whole."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from anki.sync import SyncAuth, SyncOutput
from PIL import Image

from tests.anki.learner import Learner
from tests.project import Project

pytestmark = pytest.mark.anki

USER, PASSWORD = "learner", "secret"
NOTES = """\
## どの部品が鍵を持つ？
![鍵の持ち主](media/keys.png)

持ち主は{}である。

## 別名
エイリアスは不変の**バージョン**を指す。
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Run Anki's sync server on a free port of this machine and give its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    surroundings = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    own = {"SYNC_USER1": f"{USER}:{PASSWORD}", "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, "-m", "anki.syncserver"],
        env=surroundings | own | {"SYNC_BASE": str(tmp_path / "server")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the sync server ended at once"
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the sync server does not answer")


class Device(Learner):
    """A learner's collection on one device, which syncs as Anki does."""

    def __init__(self, folder: Path, server: str) -> None:
        super().__init__(folder)
        self._auth: SyncAuth = self.col.sync_login(USER, PASSWORD, server)
        self._knows_the_server = False

    def sync(self, *, uploads: bool = False) -> None:
        """Sync cards, then media. Only the first sync of a device replaces a whole side; `uploads` says which."""
        output = self.col.sync_collection(self._auth, sync_media=True)
        if not self._knows_the_server:
            assert output.required == (SyncOutput.FULL_UPLOAD if uploads else SyncOutput.FULL_DOWNLOAD)
            self.col.close_for_full_sync()
            self.col.full_upload_or_download(auth=self._auth, server_usn=output.server_media_usn, upload=uploads)
            self.col.reopen(after_full_sync=True)
            self._knows_the_server = True
        else:
            assert output.required == SyncOutput.NO_CHANGES
        while self.col.media_sync_status().active:
            time.sleep(0.02)

    def media(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in Path(self.col.media.dir()).iterdir()}


@pytest.fixture
def devices(tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Device, Device]]:
    """Give desktop and phone, both empty and logged in."""
    for name in [name for name in os.environ if "proxy" in name.lower()]:
        monkeypatch.delenv(name)
    with ExitStack() as open_devices:
        yield (
            open_devices.enter_context(closing(Device(tmp_path / "desktop", server))),
            open_devices.enter_context(closing(Device(tmp_path / "phone", server))),
        )


def build(project: Project, *, answer: str, colour: str) -> bytes:
    """Build the notes with that answer and a picture of that colour, and return the bytes of the picture."""
    picture = project.notes_dir / "media" / "keys.png"
    picture.parent.mkdir(exist_ok=True)
    Image.new("RGB", (40, 30), colour).save(picture)
    project.write("a.md", NOTES.format(answer))
    project.build()
    return picture.read_bytes()


def test_sync_brings_new_text_and_picture_and_keeps_the_review(
    project: Project, devices: tuple[Device, Device]
) -> None:
    desktop, phone = devices
    old_picture = build(project, answer="利用者", colour="red")
    desktop.take(project.package)
    desktop.sync(uploads=True)
    phone.sync()
    first = phone.sides()
    assert list(phone.media().values()) == [old_picture]
    phone.review_all()
    phone.sync()
    desktop.sync()
    assert desktop.reps() == dict.fromkeys(first, 1)

    new_picture = build(project, answer="管理者", colour="blue")
    desktop.take(project.package)
    desktop.sync()
    phone.sync()

    shown = phone.sides()
    assert shown == desktop.sides()
    assert shown.keys() == first.keys()
    (changed,) = (answer for card, (_, answer) in shown.items() if answer != first[card][1])
    assert "管理者" in changed
    (name,) = (name for name, content in phone.media().items() if content == new_picture)
    assert f'src="{name}"' in changed
    assert phone.reps() == desktop.reps() == dict.fromkeys(first, 1)
    assert len(phone.query("select id from revlog")) == len(first)
    for device in devices:
        assert list(device.col.media.check().missing) == []


def test_sync_after_an_import_on_both_devices_gives_one_copy(
    project: Project, devices: tuple[Device, Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop, phone = devices
    project.write("b.md", "## 前からある\nそのまま。\n")
    project.build()
    desktop.take(project.package)
    desktop.sync(uploads=True)
    phone.sync()

    # As in life, a build is older than the reviews; of two changes of one second Anki's sync keeps each on its side.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(time.time()) - 60))
    picture = build(project, answer="利用者", colour="red")
    assert len(phone.take(project.package).new) == 2
    phone.review_all()
    assert len(desktop.take(project.package).new) == 2
    for device in (desktop, phone, desktop):
        device.sync()

    for device in devices:
        assert [tuple(row) for row in device.query("select count(), count(distinct guid) from notes")] == [(3, 3)]
        assert list(device.reps().values()) == [1, 1, 1]
        assert list(device.media().values()) == [picture]
