"""Dragging while the program does something else, against dragging while it does not, in turns."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QTimer

from explorer.bench.figures import Bench, Figure, Figures, spread
from explorer.bench.pictures import synthetic_gallery, write_pictures
from explorer.bench.window.drag import (
    PIECE_SECONDS,
    WARM_SECONDS,
    Drag,
    Dragged,
    puck_path,
    show,
    staged,
)
from explorer.bench.window.stage import rest, wait
from explorer.core.blend.field import FieldKind
from explorer.core.gallery.view import Selection
from explorer.core.runs.process import Launch
from explorer.core.runs.runs import Runs, StartRequest
from explorer.core.runs.watch import RunWatch
from explorer.core.scores import REALISM
from explorer.ui.program import Program
from training.files.errors import UserError

AGAIN_MILLISECONDS = 20
"""How soon a field that is filled is filled again."""
PICTURES, FEW = 18_000, 300
KIND = "linear"
TRAIN_PATIENCE = 600.0

Piece = Callable[[], AbstractContextManager[None]]
"""Lets the program be busy for a piece of a drag."""
Busy = Callable[[Program, Bench], AbstractContextManager[Piece]]


def _whenever(busy: Callable[[Program, Bench], Iterator[None]]) -> Busy:
    """For what can be begun and ended at once."""

    @contextmanager
    def prepared(program: Program, bench: Bench) -> Iterator[Piece]:
        yield lambda: contextmanager(busy)(program, bench)

    return prepared


def _field(program: Program, bench: Bench) -> Iterator[None]:
    """Fill the plane with pictures, again and again."""

    def again() -> None:
        if "field" not in program.work.pending():
            program.set_field(FieldKind.NOTHING)
            program.set_field(FieldKind.PICTURES)

    timer = QTimer()
    timer.timeout.connect(again)
    timer.start(AGAIN_MILLISECONDS)
    again()
    yield
    timer.stop()
    program.set_field(FieldKind.NOTHING)


def _search(program: Program, bench: Bench) -> Iterator[None]:
    program.find_pegasi()
    yield
    program.search.stop()


def _encode(program: Program, bench: Bench) -> Iterator[None]:
    """Look through a gallery."""
    before = program.gallery.gallery
    pictures = synthetic_gallery(FEW if bench.quick else PICTURES)
    program.gallery.set_gallery(pictures, Selection(order=REALISM.name))
    yield
    assert before is not None
    program.gallery.set_gallery(before)


@contextmanager
def _train(program: Program, bench: Bench) -> Iterator[Piece]:
    """Train a VAE, as the window starts it; it rests between pieces."""
    runs = Runs(bench.home.runs, bench.home.cache)
    run = runs.start(StartRequest("vae", _data_to_train_on(bench), "scratch", bench.models))
    watch, launch = RunWatch(run), Launch.read(run)
    assert launch is not None

    @contextmanager
    def piece() -> Iterator[None]:
        os.killpg(launch.process.pid, signal.SIGCONT)
        yield
        os.killpg(launch.process.pid, signal.SIGSTOP)

    try:
        wait(lambda: bool(watch.look().metrics) or not watch.look().status.alive, TRAIN_PATIENCE)
        if not watch.look().status.alive:
            raise UserError(f"The training ended: {watch.look().message}")
        os.killpg(launch.process.pid, signal.SIGSTOP)
        yield piece
    finally:
        with suppress(ProcessLookupError):
            os.killpg(launch.process.pid, signal.SIGKILL)
        wait(lambda: not watch.look().status.alive)
        runs.reap()


def _data_to_train_on(bench: Bench) -> Path:
    if bench.data is not None:
        return bench.data
    folder = bench.home.cache / "made-up"
    if not folder.exists():
        write_pictures(folder, FEW if bench.quick else PICTURES, None, bench.home.cache)
    return folder


BUSY: dict[str, Busy] = {
    "field": _whenever(_field),
    "search": _whenever(_search),
    "encode": _whenever(_encode),
    "train": _train,
}
BEATEN = {"field": "heartbeat.field.p99_ms", "train": "heartbeat.train.p99_ms"}


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Return, for all that the program can be busy with, how much later a drag's slowest are."""
    figures: Figures = {}
    with staged(bench) as drag:
        for name, busy in BUSY.items():
            if keys & {f"drag_busy.{name}", BEATEN.get(name, "")}:
                figures |= _beside(drag, bench, name, busy)
    return {key: figure for key, figure in figures.items() if key in keys}


def _beside(drag: Drag, bench: Bench, name: str, busy: Busy) -> Figures:
    show(drag.program, KIND)
    widget, path = puck_path(drag.program)
    quiet, while_busy = Dragged(), Dragged()
    drag.piece(widget, path, WARM_SECONDS, Dragged())
    left = bench.seconds
    with busy(drag.program, bench) as be_busy:
        with be_busy():  # graphs are compiled for it when they first run, in slices of any size
            rest(min(2 * WARM_SECONDS, left))
            drag.piece(widget, path, min(PIECE_SECONDS, left), Dragged())
        while left > 0:
            piece = min(PIECE_SECONDS, left)
            with be_busy():
                rest(0.1)
                drag.piece(widget, path, piece, while_busy)
            rest(0.1)
            drag.piece(widget, path, piece, quiet)
            left -= piece
    return _figures(name, quiet, while_busy)


def _figures(name: str, quiet: Dragged, busy: Dragged) -> Figures:
    usual, late = spread(quiet.seen.waits), spread(busy.seen.waits)
    beats = spread(busy.beats)
    assert usual and late and beats
    beside = {"quiet_p50_ms": usual.p50, "quiet_p99_ms": usual.p99}
    figures = {f"drag_busy.{name}": Figure(late.p99 / usual.p99, late, beside)}
    if name in BEATEN:
        figures[BEATEN[name]] = Figure(beats.p99, beats)
    return figures
