"""Types that several threads ask for at once, each for the first time."""

import subprocess
import sys

TOGETHER = """
import sys
from threading import Barrier, Thread
from typing import Annotated

from msgspec import Meta, defstruct

from training.files.strict_json import converted, decode

sys.setswitchinterval(1e-6)
Part = Annotated[float, Meta(ge=0, le=1)]
for number in range(300):
    point = defstruct(f"Point{number}", [("x", Part), ("near", dict[str, tuple[Part, ...]], {})])
    line = defstruct(f"Line{number}", [("ends", list[point]), ("named", dict[str, point], {})])
    both, got = Barrier(2), []

    def ask(read):
        both.wait()
        got.append(read())

    reads = (
        lambda: decode(b'{"ends": [{"x": 0.5}], "named": {"a": {"x": 1}}}', line),
        lambda: converted({"ends": [{"x": 0.5}], "named": {"a": {"x": 1}}}, line),
    )
    threads = [Thread(target=ask, args=[read]) for read in reads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got[0] == got[1]
"""


def test_two_threads_may_read_one_kind_for_the_first_time_at_once() -> None:
    ended = subprocess.run([sys.executable, "-c", TOGETHER], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
