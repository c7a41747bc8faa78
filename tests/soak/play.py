"""Random play in the real window, models and dreams that ship: nothing breaks, nothing grows.

A round is some hundred things that are done by chance, from the round's number as seed; then all
steps are undone and done again, and memory is looked at. The window stays open over all rounds.
"""

import ctypes
import faulthandler
import gc
import logging
import os
import random
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.soak.progress import Soak

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROUNDS, ACTS = 2000, 200
ROUND_SECONDS = 300
"""That a round may take before it counts as hanging."""
WARM_ROUNDS, COMPARED = 200, 100
"""Until what is kept for speed is full, which takes that long, and of how many rounds the least is
compared."""
MOST_GROWTH = 100
"""Megabytes from then on."""
HARMLESS = ("This plugin does not support",)
"""What the offscreen platform says of menus and windows."""


def run(soak: Soak) -> None:
    """Play rounds until the time is up."""
    from PySide6.QtWidgets import QApplication

    from explorer.core.home.home import Home
    from explorer.core.options import OpenOptions
    from explorer.ui.overrides import tell_mistakes

    tell_mistakes()
    from explorer.ui.app import share_threads
    from explorer.ui.program import Program
    from tests.explorer.ui.random_play import Player

    share_threads()  # all as the program itself does
    faulthandler.enable()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(dir=soak.room) as place, _told() as seen:
        program = Program(Home.at(Path(place) / "home"), OpenOptions())
        program.start()
        player = Player(program, Path(place) / "files")
        with player.at_the_window():
            player.wait_for_models()
            sizes: list[float] = []
            for number in soak.numbers("rounds", ROUNDS):
                faulthandler.dump_traceback_later(ROUND_SECONDS, exit=True)
                player.begin(random.Random(f"play {number}"))
                try:
                    for _ in range(ACTS):
                        player.play()
                    player.back_and_forth()
                except Exception:
                    seen.append(traceback.format_exc())
                program.undo.clear()
                gc.collect()
                sizes.append(_megabytes())
                _note(soak, number, seen, sizes)
        faulthandler.cancel_dump_traceback_later()
        for name, count in player.done.items():
            soak.count(f"did {name.removeprefix('_')}", count)
        program.window.close()
        program.close()
    assert app is not None


def _note(soak: Soak, number: int, seen: list[str], sizes: list[float]) -> None:
    for text in seen:
        soak.fault("round", number, text)
    seen.clear()
    growth = _growth(sizes)
    if growth > MOST_GROWTH:
        soak.fault("memory", number, f"{growth:.0f} MB more than in the first rounds")
        sizes.clear()
    soak.count("acts", ACTS)
    print(f"round {number}: {_megabytes():.0f} MB", file=sys.stderr, flush=True)


def _growth(sizes: list[float]) -> float:
    """Megabytes by which the least of the newest rounds is above the least of the first ones.

    A second model set, open graphs and galleries come and go with hundreds of them from round to
    round; what is lost stays in all of them.
    """
    warm, newest = sizes[WARM_ROUNDS:][:COMPARED], sizes[-COMPARED:]
    return min(newest) - min(warm) if len(warm) == COMPARED else 0.0


@contextmanager
def _told() -> Iterator[list[str]]:
    """Collect whatever goes wrong: exceptions anywhere, warnings of Qt, and what is logged."""
    from PySide6.QtCore import qInstallMessageHandler

    seen: list[str] = []
    hooks = sys.excepthook, threading.excepthook
    sys.excepthook = lambda *error: seen.append("".join(traceback.format_exception(*error)))
    threading.excepthook = lambda given: seen.append(
        "".join(traceback.format_exception(given.exc_value))
    )
    qInstallMessageHandler(
        lambda kind, context, text: None if text.startswith(HARMLESS) else seen.append(text)
    )
    handler = _Handler(seen)
    logging.getLogger().addHandler(handler)
    try:
        yield seen
    finally:
        sys.excepthook, threading.excepthook = hooks
        qInstallMessageHandler(None)
        logging.getLogger().removeHandler(handler)


class _Handler(logging.Handler):
    def __init__(self, seen: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        self._seen.append(self.format(record))


def _megabytes() -> float:
    """Memory that the process has (resident), without what it has freed and glibc has kept."""
    with suppress(OSError, AttributeError):  # of another system
        ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
