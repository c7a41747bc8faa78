"""What the program asks of its process before anything starts."""

import platform
import re
import subprocess
import sys

import pytest

HEAPS = """
import ctypes, threading
from explorer.ui.app import share_threads
{first}
libc, met = ctypes.CDLL(None), threading.Barrier(8)
libc.malloc.restype = ctypes.c_void_p

def take():
    libc.malloc(1000)
    met.wait()

threads = [threading.Thread(target=take) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the setting is glibc's")
def test_many_threads_take_their_memory_from_two_heaps() -> None:
    """What is freed in a heap is of use to that heap alone: forty of them kept 100 MB for nothing.

    Without it this machine makes several, so that the test would see them.
    """
    alone, shared = (_heaps(first) for first in ("", "share_threads()"))
    assert alone > 2 >= shared


def _heaps(first: str) -> int:
    code = HEAPS.format(first=first)
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    return len(re.findall(r"<heap nr=", told.stdout))
