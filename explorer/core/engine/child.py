"""Processes of our own that live and die with the program."""

import logging
import os
import signal
import threading
from concurrent.futures import Executor

log = logging.getLogger(__name__)


def child_pool() -> Executor:
    """Return a pool of one process, which starts when first needed.

    It is spawned, as a fork would copy locks that other threads hold; it leaves Ctrl-C to the
    program, and ends when that is gone, however it ended. Where the system gives no memory to
    share (``/dev/shm`` is missing or cannot be written to), a thread of this process does it.
    """
    import multiprocessing  # which the start of the window need not wait for
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

    spawn = multiprocessing.get_context("spawn")
    try:
        return ProcessPoolExecutor(1, mp_context=spawn, initializer=_live_with_the_program)
    except OSError as error:
        log.warning("there is no shared memory for a process beside this one: %s", error)
        return ThreadPoolExecutor(1)


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
