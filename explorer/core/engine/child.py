"""Processes of our own that live and die with the program."""

import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


def child_pool() -> "ProcessPoolExecutor":
    """Return a pool of one process, which starts when first needed.

    It is spawned, as a fork would copy locks that other threads hold; it leaves Ctrl-C to the
    program, and ends when that is gone, however it ended.
    """
    import multiprocessing  # which the start of the window need not wait for
    from concurrent.futures import ProcessPoolExecutor

    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=spawn, initializer=_live_with_the_program)


def _live_with_the_program() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from multiprocessing import parent_process

    program = parent_process()
    if program is None:
        return

    def watch() -> None:
        program.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
