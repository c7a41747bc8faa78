"""Getting CIFAR-10 from the window, from a server on the loopback address."""

import hashlib
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.gallery import official
from explorer.core.home.home import Home, read_settings
from explorer.ui.program import Program
from tests.explorer.ui.conftest import EACH, PATIENCE
from training.data.sources import OfficialSource

TOTAL = 5 * 24 + 30
"""Pictures of the tiny archive."""


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, content: bytes, go_on: threading.Event, *args: object) -> None:
        self._content, self._go_on = content, go_on
        super().__init__(*args)  # type: ignore[arg-type]

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if start else 200)
        whole = len(self._content)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        self.send_header("Content-Length", str(whole - start))
        self.end_headers()
        half = max(start, whole // 2)
        self.wfile.write(self._content[start:half])
        self._go_on.wait(60)
        for place in range(half, whole, 1 << 14):  # slowly, so that a cancel has its moment
            try:
                self.wfile.write(self._content[place : place + (1 << 14)])
            except ConnectionError:
                return
            time.sleep(0.01)


@pytest.fixture
def go_on(official_archive: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A server that has the tiny archive as CIFAR-10; it waits half-way until this is set."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    event, content = threading.Event(), official_archive.read_bytes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, content, event))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/{official_archive.name}"
    md5 = hashlib.md5(content).hexdigest()
    source = OfficialSource("cifar10", url, official_archive.name, md5, ())
    monkeypatch.setattr(official, "cifar10_source", lambda: source)
    yield event
    event.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_cifar_is_fetched_shown_and_remembered(
    program: Program, qtbot: QtBot, home: Home, go_on: threading.Event
) -> None:
    gallery = program.window.gallery
    gallery.banner.get.click()
    assert gallery.banner.cancel.isVisible() and not gallery.banner.get.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: gallery.model.rowCount() == TOTAL, timeout=PATIENCE)
    assert not gallery.banner.isVisible()
    assert read_settings(home.settings).data == home.cache / "downloads" / "cifar-10-python.tar.gz"


def test_a_cancelled_download_leaves_the_dreams_and_is_gone_on_with(
    program: Program, qtbot: QtBot, home: Home, go_on: threading.Event
) -> None:
    gallery, partial_file = program.window.gallery, "cifar-10-python.tar.gz.partial"
    gallery.banner.get.click()
    half = home.cache / "downloads" / partial_file
    qtbot.waitUntil(lambda: half.is_file() and half.stat().st_size > 0, timeout=PATIENCE)
    gallery.banner.cancel.click()
    assert gallery.banner.get.isVisible() and gallery.model.rowCount() == 3 * EACH
    go_on.set()
    qtbot.waitUntil(lambda: not program.chores.busy, timeout=PATIENCE)
    assert gallery.model.rowCount() == 3 * EACH and half.stat().st_size > 0
    gallery.banner.get.click()
    qtbot.waitUntil(lambda: gallery.model.rowCount() == TOTAL, timeout=PATIENCE)
