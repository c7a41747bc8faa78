"""A download that can be cut, cancelled and gone on with, and that must have the right sum.

What has come is kept in ``NAME.partial`` beside the file to be; only a whole file whose MD5 sum is
right is ever given its own name.
"""

import errno
import fcntl
import http
import http.client
import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from training.data.patient import interruptible
from training.data.sources import OfficialSource, md5_sum
from training.files.errors import UserError

CHUNK = 1 << 16
TIMEOUT = 30.0
"""Seconds without a byte until a server counts as silent."""
MAX_BYTES = 1 << 30
"""Six times CIFAR's size: a server that sends more sends something else."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there and, where the server tells, how many there will be."""


def _no_progress(done: int, total: int | None) -> None: ...


def _never() -> bool:
    return False


def download(
    source: OfficialSource,
    folder: Path,
    progress: Progress = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> Path:
    """Fetch an official archive into ``folder`` and return its path.

    The same call goes on where an earlier one was cut, and reads nothing from the network where
    the file is there already.

    Parameters
    ----------
    progress
        Called once at the start and after every block of at most 64 KiB.
    cancelled
        Asked before every block, and several times a second while the server is silent.

    Raises
    ------
    UserError
        Where the server or the disk fails, or what came is not the official file (which is
        deleted then).
    training.data.patient.Cancelled
        Where ``cancelled`` said so; what had come is kept for the next time.
    """
    target = folder / source.file
    if target.is_file():
        return _checked_before(target, source)
    partial = target.with_name(target.name + ".partial")
    with _locked(partial) as file:
        if md5_sum(partial) != source.md5:
            _receive(source.url, file, progress, cancelled)
        if md5_sum(partial) != source.md5:
            partial.unlink()
            raise UserError(
                f"What {_host(source.url)} sent is not the official {source.file} (its MD5 sum is "
                "wrong); it was deleted: run the same command again, or fetch the file elsewhere."
            )
        partial.replace(target)
    return target


def _checked_before(target: Path, source: OfficialSource) -> Path:
    if md5_sum(target) != source.md5:
        raise UserError(
            f"{target} is not the official file (its MD5 sum is wrong): move it away and try again."
        )
    return target


@contextmanager
def _locked(partial: Path) -> Iterator[IO[bytes]]:
    """Open for appending, by one process at a time; a file with nothing in it is not left over."""
    with _disk_errors(partial), _open(partial) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(
                f"{partial} is being downloaded by another program: wait for it, or stop it."
            ) from error
        try:
            yield file
        finally:
            if partial.exists() and not partial.stat().st_size:
                partial.unlink()


def _open(partial: Path) -> IO[bytes]:
    partial.parent.mkdir(parents=True, exist_ok=True)
    return partial.open("ab")


def _receive(url: str, file: IO[bytes], progress: Progress, cancelled: Callable[[], bool]) -> None:
    """Append to ``file`` what it lacks of the content of ``url``."""
    with closing(interruptible(_answer(url, file.tell()), cancelled)) as answer:
        done, total = _position(next(answer), file, url)
        _check_space(Path(file.name).parent, done, total)
        progress(done, total)
        for block in answer:
            _check_size(done + len(block), total, url)
            done += file.write(block)
            progress(done, total)
    file.flush()
    os.fsync(file.fileno())
    if total is not None and done < total:
        raise UserError(
            f"The connection to {_host(url)} was cut after {done >> 20} of {total >> 20} MB: "
            "run the same command again to go on from there."
        )


def _answer(url: str, offset: int) -> Generator[Any, None, None]:
    """Yield the response, and then its content in blocks."""
    with closing(_request(url, offset)) as response:
        yield response
        yield from _blocks(response, url)


def _request(url: str, offset: int) -> Any:
    """Ask for the content from ``offset`` on, or for all of it where the server has no more."""
    headers = {"Accept-Encoding": "identity", "User-Agent": "pegasus-explorer"}
    part = {**headers, "Range": f"bytes={offset}-"} if offset else headers
    opener = urllib.request.build_opener(_SameHost)
    with _network_errors(url):
        try:
            return opener.open(urllib.request.Request(url, headers=part), timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise
            error.close()
            return opener.open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT)


def _position(response: Any, file: IO[bytes], url: str) -> tuple[int, int | None]:
    """Return where the answer begins in the file and its whole size; start over where it must."""
    if response.status == http.HTTPStatus.PARTIAL_CONTENT:
        match = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
        if match and int(match[1]) == file.tell():
            return file.tell(), int(match[2])
        raise _odd(url, "another part than was asked for")
    file.truncate(0)
    length = response.headers.get("Content-Length", "")
    return 0, int(length) if length.isdecimal() else None


def _blocks(response: Any, url: str) -> Iterator[bytes]:
    while True:
        with _network_errors(url):
            block = response.read1(CHUNK)  # what is there: read() would wait for a whole block
        if not block:
            return
        yield block


def _check_space(folder: Path, done: int, total: int | None) -> None:
    if total is not None and shutil.disk_usage(folder).free < total - done:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _check_size(done: int, total: int | None, url: str) -> None:
    if done > (MAX_BYTES if total is None else min(total, MAX_BYTES)):
        raise _odd(url, "more than the file should have")


def _odd(url: str, what: str) -> UserError:
    return UserError(
        f"{_host(url)} sent {what}: run the same command again, or fetch it elsewhere."
    )


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follow a redirect only to the same host and to no weaker protocol."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.hostname != old.hostname or new.scheme not in {old.scheme, "https"}:
            fp.close()
            raise UserError(
                f"{_host(req.full_url)} sends to another place ({newurl}), which is not followed: "
                "fetch the file there by hand if you trust it."
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@contextmanager
def _network_errors(url: str) -> Iterator[None]:
    """Turn what a server or a connection can do wrong into one sentence."""
    again = "check the connection, then run the same command again"
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        raise UserError(
            f"{_host(url)} answered {error.code} ({error.reason}) for {url}: try again later, or "
            "fetch the file elsewhere."
        ) from error
    except urllib.error.URLError as error:
        raise UserError(f"{_host(url)} cannot be reached ({error.reason}): {again}.") from error
    except (http.client.HTTPException, OSError) as error:
        what = str(error) or type(error).__name__
        raise UserError(f"The download from {_host(url)} failed ({what}): {again}.") from error


@contextmanager
def _disk_errors(partial: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise UserError(
                f"The disk of {partial.parent} is full: free some space, then run the same command "
                "again to go on."
            ) from error
        raise UserError(
            f"{partial} cannot be written ({error.strerror}): choose another folder."
        ) from error


def _host(url: str) -> str:
    return urlsplit(url).netloc
