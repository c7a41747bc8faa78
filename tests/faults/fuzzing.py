"""Doors of the program under fire: each case in a child process that is bounded and watched.

``python -m tests.faults.fuzzing ROOM DOOR FIRST SECONDS CASES`` tries the cases of one door from a
number on, and prints a line for each; :func:`tried` starts it, and goes on behind what kills it.
"""

import json
import os
import random
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
CASE_SECONDS = 10
MEMORY = 1 << 30
"""Bytes that a case may take beyond what the process had before."""
LONGEST = 1500
"""Letters of a sentence: it may name a path twice."""
STARTING_SECONDS = 180

Attempt = Callable[[random.Random, Path], object]
"""Tries one case in a folder of its own; what is refused is a UserError or Malformed."""
Door = Callable[[Path], Attempt]
"""Prepares whole files in a room, and returns what damages and opens them."""


@dataclass(frozen=True)
class Outcome:
    """What came of a case: ``taken``, ``refused``, or a ``fault`` with its ``text``."""

    door: str
    case: int
    what: str
    text: str = ""


def tried(
    door: str, room: Path, first: int = 0, seconds: float = 1e9, cases: int = 10**9
) -> Iterator[Outcome]:
    """Yield what comes of the cases of a door, until the time is over or all are tried."""
    end, last = time.monotonic() + STARTING_SECONDS + seconds, first + cases
    while first < last and time.monotonic() < end:
        for outcome in _one_process(door, room, first, seconds, last - first):
            yield outcome
            first = outcome.case + 1
            crashed = outcome.text.startswith("killed")
        if not crashed:
            return


def _one_process(
    door: str, room: Path, first: int, seconds: float, cases: int
) -> Iterator[Outcome]:
    arguments = [str(room), door, str(first), str(seconds), str(cases)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.fuzzing", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        yield from _heard(door, process, first)


def _heard(door: str, process: "subprocess.Popen[bytes]", case: int) -> Iterator[Outcome]:
    """Yield what a process says, and what it died of."""
    waiting, done = float(STARTING_SECONDS), False
    while line := _line(process, waiting):
        said = json.loads(line)
        done, waiting = said["what"] == "done", 3.0 * CASE_SECONDS
        if not done:
            case = said["case"] + 1
            yield Outcome(door, said["case"], said["what"], said["text"])
    process.kill()
    status = process.wait()
    if not done:
        assert process.stderr is not None
        errors = process.stderr.read()[-2000:].decode(errors="replace")
        yield Outcome(door, case, "fault", f"killed ({status}): {errors}")


def _line(process: "subprocess.Popen[bytes]", seconds: float) -> bytes:
    """Return the next line; nothing where none comes."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    return process.stdout.readline() if ready else b""


# In the child process


class TooLong(BaseException):
    """A case has taken its time."""


class Watch:
    """Notes what no file that is read may make the program do."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = tuple(str(root) for root in roots)
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN:
            self.seen.append(f"{event} {arguments}"[:300])
        elif event == "open":
            path, mode, flags = arguments
            writes = set(mode) & set("wax+") if isinstance(mode, str) else flags & _WRITING
            if writes and isinstance(path, str | os.PathLike) and not self._is_ours(path):
                self.seen.append(f"writes {path}")
        elif (
            event in _CHANGES and not _in_tree(event, arguments) and not self._is_ours(arguments[0])
        ):
            self.seen.append(f"{event} {arguments[0]}")
        elif event == "pickle.find_class" and arguments[0].split(".")[0] not in _HARMLESS:
            self.seen.append(f"unpickles {arguments}")

    def _is_ours(self, path: Any) -> bool:
        if isinstance(path, int):
            return True
        whole = str(Path(os.fsdecode(path)).resolve())
        return whole.startswith((*self.roots, "/dev/"))


def _in_tree(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether a file is removed by the handle of its folder, as of a whole tree."""
    return event in ("os.remove", "os.rmdir") and arguments[-1] != -1


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_FORBIDDEN = {"os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "socket.connect"}
_CHANGES = {"os.remove", "os.rename", "os.rmdir", "shutil.rmtree", "os.chmod"}
_HARMLESS = {"numpy", "_codecs"}


def main(room: Path, name: str, first: int, seconds: float, cases: int) -> None:
    """Try cases one after the other, each decided by its number alone."""
    from tests.faults.doors import DOORS

    folder = room / f"case-{os.getpid()}"
    folder.mkdir(parents=True)
    tempfile.tempdir = str(folder)
    attempt = DOORS[name](room)
    watch = Watch((folder.resolve(),))
    _try(attempt, name, first, folder, watch, lambda *_: None)  # imports what is imported late
    sys.addaudithook(watch)
    _bound_memory()
    signal.signal(signal.SIGALRM, _too_long)
    end = time.monotonic() + seconds
    for case in range(first, first + cases):
        watch.seen.clear()
        _try(attempt, name, case, folder, watch, _say)
        if time.monotonic() > end:
            break
    shutil.rmtree(folder, ignore_errors=True)
    _say("done", 0, "")


def _try(
    attempt: Attempt,
    name: str,
    case: int,
    folder: Path,
    watch: Watch,
    say: Callable[[str, int, str], None],
) -> None:
    from training.files.errors import UserError
    from training.files.strict_json import Malformed

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    what, text = "taken", ""
    signal.alarm(CASE_SECONDS)
    try:
        attempt(random.Random(f"{name} {case}"), folder)
    except (UserError, Malformed) as error:
        what, text = _judged(str(error))
    except TooLong:
        what, text = "fault", f"takes over {CASE_SECONDS} s: {traceback.format_exc()[-1500:]}"
    except BaseException:
        what, text = "fault", traceback.format_exc()[-3000:]
    finally:
        signal.alarm(0)
    if watch.seen:
        what, text = "fault", "; ".join(watch.seen)
    say(what, case, text)


def _judged(sentence: str) -> tuple[str, str]:
    odd = len(sentence) > LONGEST or "\n" in sentence or not sentence.strip()
    return ("fault", f"no sentence: {sentence[:2000]!r}") if odd else ("refused", sentence[:200])


def _say(what: str, case: int, text: str) -> None:
    line = json.dumps({"what": what, "case": case, "text": text})
    sys.__stdout__.write(line + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TooLong


def _bound_memory() -> None:
    status = Path("/proc/self/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmData"))
    limit = (int(kilobytes) << 10) + MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
