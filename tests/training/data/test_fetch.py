"""Downloads against a real server on the loopback address: whole, cut, resumed, wrong, refused."""

import hashlib
import resource
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from training.data import fetch
from training.data.fetch import download
from training.data.patient import Cancelled
from training.data.sources import OfficialSource, official_source
from training.files.errors import UserError

CONTENT = bytes(range(256)) * 2000  # 512 kB: eight blocks
FILE = "cifar-10-python.tar.gz"


@dataclass
class Behaviour:
    """What the server does, and what it was asked."""

    content: bytes = CONTENT
    ranges: bool = True
    cut_after: int | None = None
    say_length: bool = True
    status: int = 200
    location: str = ""
    wrong_part: bool = False
    asked: list[str | None] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, behaviour: Behaviour, *args: object) -> None:
        self.behaviour = behaviour
        super().__init__(*args)  # type: ignore[arg-type]

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:
        to_do, asked = self.behaviour, self.headers.get("Range")
        to_do.asked.append(asked)
        if to_do.status != 200 and self.path != "/moved":
            self.send_response(to_do.status)
            self.send_header("Location", to_do.location)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and to_do.ranges else 0
        whole = len(to_do.content)
        if start >= whole:
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            first = start + to_do.wrong_part
            self.send_header("Content-Range", f"bytes {first}-{whole - 1}/{whole}")
        if to_do.say_length:
            self.send_header("Content-Length", str(whole - start))
        self.end_headers()
        end = whole if to_do.cut_after is None else start + to_do.cut_after
        self.wfile.write(to_do.content[start:end])


class Server(NamedTuple):
    behaviour: Behaviour
    source: OfficialSource


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    behaviour = Behaviour()
    running = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, behaviour))
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    md5 = hashlib.md5(CONTENT).hexdigest()
    url = f"http://127.0.0.1:{running.server_address[1]}/{FILE}"
    yield Server(behaviour, OfficialSource("cifar10", url, FILE, md5, ()))
    running.shutdown()
    running.server_close()
    thread.join()


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_whole(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    path = download(server.source, tmp_path / "new", lambda *step: seen.append(step))
    assert path.read_bytes() == CONTENT
    assert _names(tmp_path / "new") == [FILE]
    assert seen[0] == (0, len(CONTENT)) and seen[-1] == (len(CONTENT), len(CONTENT))
    assert seen == sorted(seen)


def test_what_is_there_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    download(server.source, tmp_path)
    assert download(server.source, tmp_path).read_bytes() == CONTENT
    assert len(server.behaviour.asked) == 1


def test_a_wrong_file_of_that_name_is_kept_and_named(server: Server, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"mine")
    with pytest.raises(UserError, match="not the official file"):
        download(server.source, tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"mine" and not server.behaviour.asked


def test_cut_and_resumed(server: Server, tmp_path: Path) -> None:
    server.behaviour.cut_after = 300_000
    with pytest.raises(UserError, match="run the same command again"):
        download(server.source, tmp_path)
    assert _names(tmp_path) == [f"{FILE}.partial"]
    server.behaviour.cut_after = None
    seen: list[int] = []
    path = download(server.source, tmp_path, lambda done, total: seen.append(done))
    assert path.read_bytes() == CONTENT and _names(tmp_path) == [FILE]
    assert seen[0] == 300_000
    assert server.behaviour.asked == [None, "bytes=300000-"]


def test_server_without_ranges_starts_over(server: Server, tmp_path: Path) -> None:
    server.behaviour.ranges = False
    (tmp_path / f"{FILE}.partial").write_bytes(CONTENT[:1000])
    assert download(server.source, tmp_path).read_bytes() == CONTENT


def test_server_that_tells_no_length(server: Server, tmp_path: Path) -> None:
    server.behaviour.say_length = False
    seen: list[int | None] = []
    path = download(server.source, tmp_path, lambda done, total: seen.append(total))
    assert path.read_bytes() == CONTENT and set(seen) == {None}


def test_whole_partial_needs_no_network(server: Server, tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.partial").write_bytes(CONTENT)
    assert download(server.source, tmp_path).read_bytes() == CONTENT
    assert not server.behaviour.asked


def test_too_long_a_partial_starts_over(server: Server, tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.partial").write_bytes(CONTENT + b"more")
    assert download(server.source, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("resumed", [False, True])
def test_wrong_sum_keeps_nothing(server: Server, tmp_path: Path, resumed: bool) -> None:
    if resumed:
        (tmp_path / f"{FILE}.partial").write_bytes(b"x" * 1000)
    else:
        server.behaviour.content = CONTENT[::-1]
    with pytest.raises(UserError, match=r"MD5 sum is wrong.*deleted"):
        download(server.source, tmp_path)
    assert _names(tmp_path) == []


def test_another_part_than_asked_for(server: Server, tmp_path: Path) -> None:
    server.behaviour.wrong_part = True
    (tmp_path / f"{FILE}.partial").write_bytes(CONTENT[:1000])
    with pytest.raises(UserError, match="another part"):
        download(server.source, tmp_path)
    assert (tmp_path / f"{FILE}.partial").read_bytes() == CONTENT[:1000]


def test_more_than_any_data_set(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 100_000)
    server.behaviour.say_length = False
    with pytest.raises(UserError, match="more than the file should have"):
        download(server.source, tmp_path)
    assert (tmp_path / f"{FILE}.partial").stat().st_size <= 100_000


def test_cancel_keeps_what_came(server: Server, tmp_path: Path) -> None:
    answers = iter([False] * 3)
    with pytest.raises(Cancelled):
        download(server.source, tmp_path, cancelled=lambda: next(answers, True))
    assert (tmp_path / f"{FILE}.partial").stat().st_size > 0
    assert download(server.source, tmp_path).read_bytes() == CONTENT
    assert server.behaviour.asked[1] is not None


@pytest.mark.parametrize("status", [403, 404, 500])
def test_refusal_is_told_and_leaves_nothing(server: Server, tmp_path: Path, status: int) -> None:
    server.behaviour.status = status
    with pytest.raises(UserError, match=f"answered {status}"):
        download(server.source, tmp_path)
    assert _names(tmp_path) == []


def test_redirect_on_the_same_host_is_followed(server: Server, tmp_path: Path) -> None:
    server.behaviour.status, server.behaviour.location = 302, "/moved"
    assert download(server.source, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("place", ["http://localhost:1/x", "ftp://127.0.0.1/x", "file:///etc/x"])
def test_redirect_elsewhere_is_not_followed(server: Server, tmp_path: Path, place: str) -> None:
    server.behaviour.status, server.behaviour.location = 302, place
    with pytest.raises(UserError, match=r"not followed|answered 302"):
        download(server.source, tmp_path)
    assert _names(tmp_path) == []


def test_no_server(server: Server, tmp_path: Path) -> None:
    nobody = OfficialSource("cifar10", "http://127.0.0.1:9/x", FILE, server.source.md5, ())
    with pytest.raises(UserError, match="cannot be reached"):
        download(nobody, tmp_path)
    assert _names(tmp_path) == []


def test_silent_server(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = threading.Event()
    monkeypatch.setattr(_Handler, "do_GET", lambda handler: waiting.wait(10))
    monkeypatch.setattr(fetch, "TIMEOUT", 0.2)
    with pytest.raises(UserError, match="timed out"):
        download(server.source, tmp_path)
    waiting.set()


def test_too_little_space_is_told_at_the_start(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(UserError, match="full"):
        download(server.source, tmp_path)


def test_disk_that_fills_up(server: Server, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(UserError, match="full"):
            download(server.source, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (tmp_path / f"{FILE}.partial").stat().st_size <= 200_000
    assert download(server.source, tmp_path).read_bytes() == CONTENT  # what came was good


def test_two_at_once(server: Server, tmp_path: Path) -> None:
    entered = threading.Event()
    go_on = threading.Event()

    def hold(done: int, total: int | None) -> None:
        entered.set()
        go_on.wait(10)

    first = threading.Thread(target=download, args=(server.source, tmp_path, hold))
    first.start()
    entered.wait(10)
    with pytest.raises(UserError, match="by another program"):
        download(server.source, tmp_path)
    go_on.set()
    first.join()
    assert (tmp_path / FILE).read_bytes() == CONTENT


def test_unwritable_folder(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UserError, match="choose another folder"):
        download(server.source, tmp_path / "file" / "below")


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_addresses_and_sums(name: str) -> None:
    source = official_source(name)
    assert source.url.startswith("https://") and source.url.endswith(source.file)
    assert len(source.md5) == 32 and all(len(md5) == 32 for _, md5 in source.parts)


def test_unknown_name() -> None:
    with pytest.raises(UserError, match="cifar10, cifar100"):
        official_source("mnist")
