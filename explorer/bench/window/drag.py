"""A drag in the real window: how long from a move of the mouse to the picture and its scores.

Drags go on in pieces. After each, the graphs that such a frame runs are run alone, so that the
ratio of the two is of one time and one machine.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtWidgets import QWidget

from explorer.bench.figures import Bench, Figure, Figures, spread
from explorer.bench.timed import Call, TimedBackend
from explorer.bench.window.beats import Beats
from explorer.bench.window.boards import BOARDS
from explorer.bench.window.hand import RATE, Hand, send
from explorer.bench.window.stage import opened, rest, wait
from explorer.bench.window.watch import Seen, Watch
from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.engine import Engine
from explorer.ui.program import Program
from explorer.ui.wings.dot import Dot
from training.files.errors import UserError
from training.models import modelset

PIECE_SECONDS = 2.0
"""Of a drag, between which the graphs run alone."""
WARM_SECONDS = 0.5
ALONE = 60
"""Times that the graphs run alone after a piece."""
TIP = "tip"
FRAMES = (0.2, 0.35, 0.5, 0.65, 0.8)
"""Where on the plane's diagonal the frames are that run alone."""
REACH = 0.38
"""How far a drag goes from the plane's middle, as a share of the plane."""

CIRCLE = 14.0
"""Logical pixels that a wing's tip goes around."""

Path = Callable[[int], QPointF]
"""Where the mouse is at a move, by its number."""


@dataclass
class Dragged:
    """What was seen of a drag, and of its graphs alone: one after another, and as often as moves.

    All in milliseconds; ``processor`` is what all threads took of it.
    """

    seen: Seen = field(default_factory=Seen)
    alone: list[float] = field(default_factory=list)
    paced: list[float] = field(default_factory=list)
    processor: float = 0.0
    beats: list[float] = field(default_factory=list)


class Drag(QObject):
    """Drags something in a window, piece by piece."""

    def __init__(self, program: Program, backend: TimedBackend) -> None:
        super().__init__()
        self.program, self.backend = program, backend
        self._watch, self._hand = Watch(program, backend), Hand(self._moved)
        self._beats = Beats()
        self._path: Path = lambda _: QPointF()
        self._widget: QWidget = program.window.canvas
        self._moves = self._arrived = 0

    @property
    def moves(self) -> int:
        """How many moves there were."""
        return self._moves

    def close(self) -> None:
        """Take the hand off the mouse."""
        self._hand.close()
        self._watch.close()

    def piece(self, widget: QWidget, path: Path, seconds: float, dragged: Dragged) -> None:
        """Drag along a path for a while; what is seen goes to ``dragged``."""
        self._widget, self._path = widget, path
        self._watch.seen, self._beats.waits = dragged.seen, dragged.beats
        self._arrived, count = 0, max(2, round(RATE * seconds))
        send(QEvent.Type.MouseButtonPress, widget, path(self._moves))
        wait(lambda: self.program.blend.is_up_to_date)
        self._beats.start()
        used = time.process_time()
        self._hand.move(count)
        wait(lambda: self._arrived >= count and not self._watch.is_waiting, seconds + 30)
        dragged.processor += 1000 * (time.process_time() - used)
        self._beats.stop()
        send(QEvent.Type.MouseButtonRelease, widget, path(self._moves))

    def _moved(self, arrivals: list[float]) -> None:
        self._arrived += len(arrivals)
        self._moves += len(arrivals)
        self._watch.about_to_move()
        asked = self.program.blend.asked
        send(QEvent.Type.MouseMove, self._widget, self._path(self._moves))
        if self.program.blend.asked != asked:
            self._watch.moved(arrivals)


@contextmanager
def staged(bench: Bench) -> Iterator[Drag]:
    """Open the program with a backend that notes its times, and a hand on the mouse."""
    with opened(bench) as program:
        folder = modelset.read(bench.models)
        backend = TimedBackend(open_backend(folder, bench.device, bench.home.compiled))
        renderer = Renderer(Engine(folder, backend))
        program.models.loaded.emit(renderer)
        wait(lambda: program.blend.is_up_to_date)
        drag = Drag(program, backend)
        try:
            yield drag
        finally:
            drag.close()


def measure(bench: Bench, keys: frozenset[str]) -> Figures:
    """Return, of each kind of drag, how long it takes over its graphs alone; and what of it."""
    figures: Figures = {}
    with staged(bench) as drag:
        kinds = [kind for kind in (*BOARDS, TIP) if any(_is_of(key, kind) for key in keys)]
        for kind in kinds:
            dragged = one_kind(drag, kind, bench.seconds)
            figures |= _figures(kind, dragged)
    return {key: figure for key, figure in figures.items() if key in keys}


def _is_of(key: str, kind: str) -> bool:
    return key.startswith(f"drag.{kind}.") or (kind == "graft" and not key.startswith("drag."))


def one_kind(drag: Drag, kind: str, seconds: float) -> Dragged:
    """Drag the puck of a kind of board, or the tip of a wing, and run its graphs in turns."""
    program = drag.program
    show(program, "graft" if kind == TIP else kind)
    dragged, left = Dragged(), seconds
    widget, path = tip_path(program, drag.moves) if kind == TIP else puck_path(program)
    frames = graphs_of_frames(drag)
    drag.piece(widget, path, WARM_SECONDS, Dragged())
    drag.backend.alone(frames, len(frames))
    while left > 0:
        piece = min(PIECE_SECONDS, left)
        drag.piece(widget, path, piece, dragged)
        times = max(len(frames), round(ALONE * piece / PIECE_SECONDS))
        dragged.alone += drag.backend.alone(frames, times)
        dragged.paced += drag.backend.alone(frames, times // 2, 1 / RATE)
        left -= piece
    return dragged


def show(program: Program, kind: str) -> None:
    """Put a kind of board on the canvas, and wait until it is shown."""
    board = BOARDS[kind](program.gallery.gallery)
    for feature in board.mode.needs:
        assert program.blend.renderer is not None
        program.blend.renderer.engine.require(feature)
    program.board.start_with(board)
    wait(lambda: program.blend.is_up_to_date)
    rest(0.1)


def graphs_of_frames(drag: Drag) -> list[list[Call]]:
    """Return what the engine runs for frames along the way of the puck, sources known."""
    renderer, board = drag.program.blend.renderer, drag.program.board.board
    assert renderer is not None
    renderer.render(RenderRequest(board))
    frames = []
    for share in FRAMES:
        with drag.backend.recorded() as calls:
            renderer.render(RenderRequest(board.move_puck(share, share)))
        frames.append(calls)
    return frames


def puck_path(program: Program) -> tuple[QWidget, Path]:
    """Return the canvas, and a curve over the plane that never stands still."""
    canvas = program.window.canvas

    def path(move: int) -> QPointF:
        x = 0.5 + REACH * math.sin(move / 23)
        y = 0.5 + REACH * math.sin(move / 31 + 0.7)
        return canvas.geometry_now.to_screen((x, y))

    return canvas, path


def tip_path(program: Program, begin: int) -> tuple[QWidget, Path]:
    """Return the dot at a wing's tip, and a circle down from where it is at the move ``begin``.

    Raises
    ------
    UserError
        Where no wing is seen.
    """
    dots = [dot for dot in program.window.dots.findChildren(Dot) if dot.isVisible()]
    tips = [dot for dot in dots if dot.accessibleName().endswith("tip")]
    if not tips:
        raise UserError("No wing is seen on the blend, so there is no tip to drag.")
    dot = tips[0]
    centre = QPointF(dot.geometry().center())

    def path(move: int) -> QPointF:
        turn = (move - begin) / 9
        spot = centre + QPointF(math.sin(turn), 1 - math.cos(turn)) * CIRCLE
        return spot - QPointF(dot.pos())

    return dot, path


def _figures(kind: str, dragged: Dragged) -> Figures:
    waits, alone, paced = map(spread, (dragged.seen.waits, dragged.alone, dragged.paced))
    assert waits and alone and paced
    processor = dragged.processor / waits.samples
    beside = {
        **{"alone_p50_ms": alone.p50, "paced_p50_ms": paced.p50},
        "processor_ms": processor,
    }
    least = min(alone.p50, paced.p50)  # a busy machine stops who does not pause
    figures = {
        f"drag.{kind}.p50": Figure(waits.p50 / least, waits, beside),
        f"drag.{kind}.p99": Figure(waits.p99 / least, waits, beside),
    }
    return figures | (_of_a_frame(dragged, least) if kind == "graft" else {})


def _of_a_frame(dragged: Dragged, alone: float) -> Figures:
    """What painting and our own Python take of a frame, and how free the window's thread is."""
    seen = dragged.seen
    rest_of_it = [
        whole - paint - graphs
        for whole, paint, graphs in zip(seen.latest, seen.painting, seen.graphs, strict=True)
    ]
    painting, python, graphs = spread(seen.painting), spread(rest_of_it), spread(seen.graphs)
    beats = spread(dragged.beats)
    assert painting and python and graphs and beats
    both = {"graphs_p50_ms": graphs.p50, "alone_p50_ms": alone}
    return {
        "frame.paint_ms": Figure(painting.p50, painting, both),
        "frame.python_ms": Figure(python.p50, python, both),
        "frame.share": Figure((painting.p50 + python.p50) / alone, None, both),
        "heartbeat.drag.p99_ms": Figure(beats.p99, beats),
    }
