"""Processes of our own that live and die with the program."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor


def child_pool() -> ProcessPoolExecutor:
    """Return a pool of one process, which starts when first needed.

    It is spawned, as a fork would copy locks that other threads hold; it leaves Ctrl-C to the
    program, and ends when that is gone, however it ended.
    """
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=spawn, initializer=_live_with_the_program)


def _live_with_the_program() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    program = multiprocessing.parent_process()
    if program is None:
        return

    def watch() -> None:
        program.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
