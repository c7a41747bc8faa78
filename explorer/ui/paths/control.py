"""The path: edited, recorded and replayed as the views ask."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from explorer.core.board.plane import Place
from explorer.core.paths.path import SECONDS, PuckPath, recorded
from explorer.core.paths.walking import Ease, Ends, Pace, share_after
from explorer.ui.canvas.board_model import BoardModel, Change
from explorer.ui.canvas.steps import Gesture, Steps
from explorer.ui.parts.event import Event
from explorer.ui.paths.model import EditPath, PathModel
from explorer.ui.paths.show import EditsBoard, Layer, PathBar, Ticker
from training.files.errors import UserError

DRAW = (
    "Draw on the plane, or click for single points; drag points about, click the line for one "
    "between; Delete takes a point away, Escape ends."
)
RECORDING = "Move the blend: where it goes is recorded until you press Record again."


class PathControl:
    """Edits the path, records what the puck does, and lets the puck walk.

    ``changed`` says that there is another path, ``told`` carries a sentence that is good to know,
    ``failed`` one about what was not possible.

    Parameters
    ----------
    clock
        Tells the seconds of a recording.
    """

    def __init__(
        self,
        model: BoardModel,
        board: EditsBoard,
        steps: Steps,
        ticker: Ticker,
        layer: Layer,
        bar: PathBar,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.paths = PathModel()
        self.changed, self.told, self.failed = Event[PuckPath](), Event[str](), Event[str]()
        self._model, self._board, self._steps = model, board, steps
        self._ticker, self._layer, self._bar, self._clock = ticker, layer, bar, clock
        self._editing = self._moving = self._shown = False
        self._line: list[tuple[float, Place]] | None = None
        self._played: float | None = None
        self._turn = 0
        model.changed.connect(self._board_changed)
        self.paths.changed.connect(self._show)
        ticker.ticked.connect(self._tick)
        self._listen(layer, bar)
        self._show(self.path)

    def _listen(self, layer: Layer, bar: PathBar) -> None:
        layer.point_moved.connect(self.move_point)
        layer.point_added.connect(self.add_point)
        layer.point_removed.connect(self.remove_point)
        layer.line_drawn.connect(self.draw)
        layer.left.connect(lambda: self.set_editing(False))
        bar.draw_toggled.connect(self.set_editing)
        bar.record_toggled.connect(self.set_recording)
        bar.play_toggled.connect(self.set_playing)
        bar.seconds_typed.connect(lambda seconds: self._change("Speed", seconds=seconds))
        bar.ends_chosen.connect(lambda ends: self._change("Ends of the path", ends=ends))
        bar.ease_chosen.connect(lambda ease: self._change("Easing of the path", ease=ease))
        bar.pace_chosen.connect(lambda pace: self._change("Pace of the path", pace=pace))
        bar.clear_wanted.connect(lambda: self._change("Clear the path", points=()))

    @property
    def path(self) -> PuckPath:
        """The path that holds at this moment."""
        return self.paths.path

    @property
    def is_shown(self) -> bool:
        """Whether it is in sight."""
        return self._shown

    @property
    def is_playing(self) -> bool:
        return self._played is not None

    @property
    def is_recording(self) -> bool:
        return self._line is not None

    def start_with(self, path: PuckPath) -> None:
        """Take a path that is no edit of the last one."""
        self.paths.set(path)

    def close(self) -> None:
        """Walk no more."""
        self._ticker.stop()

    def set_shown(self, shown: bool) -> None:
        """Know whether the path is in sight; what is not is neither edited nor recorded."""
        self._shown = shown
        if not shown:
            self.set_editing(False)
            self.set_recording(False)

    # Points

    def draw(self, line: Sequence[Place]) -> None:
        """Go on along a line that was drawn; a single place is a point."""
        text = "Draw a path" if len(line) > 1 else "Add a point"
        self._edit(text, lambda path: path.continued(line))

    def add_point(self, index: int, x: float, y: float, gesture: int) -> None:
        """Put a point into the line, as the beginning of a gesture."""
        self._edit("Add a point", lambda path: path.inserted(index, (x, y)), ("path", gesture))

    def move_point(self, index: int, x: float, y: float, gesture: int) -> None:
        """Move a point, as part of a gesture."""
        self._edit("Move a point", lambda path: path.moved(index, (x, y)), ("path", gesture))

    def remove_point(self, index: int) -> None:
        """Take a point away."""
        self._edit("Delete a point", lambda path: path.without(index))

    def set_editing(self, editing: bool) -> None:
        """Let the mouse draw and move points, or the blend and the pictures again."""
        if editing:
            self.set_recording(False)
            self.set_playing(False)
            self.told.emit(DRAW)
        self._editing = editing
        self._layer.set_editing(editing)
        self._show_state()

    # Recording

    def set_recording(self, recording: bool) -> None:
        """Record what the puck does from now on, or make a path of what it did."""
        if recording and len(self._model.board.pins) < 2:
            self.failed.emit("There is no blend to move yet: pick two pictures first.")
        elif recording and not self.is_recording:
            self.set_editing(False)
            self.set_playing(False)
            self._line = [(self._clock(), self._model.board.puck)]
            self.told.emit(RECORDING)
        elif not recording and self._line is not None:
            line, self._line = self._line, None
            self._layer.set_line(())
            self._take_recording(line)
        self._show_state()

    def _take_recording(self, line: Sequence[tuple[float, Place]]) -> None:
        moments, places = zip(*line, strict=True)
        points, seconds = recorded(moments, places)
        if len(points) < 2:
            self.told.emit("Nothing was recorded, as the blend did not move.")
            return
        seconds = min(max(seconds, SECONDS[0]), SECONDS[1])
        self._change(
            "Record a path", points=points, seconds=seconds, ease=Ease.NONE, pace=Pace.LEGS
        )
        self.told.emit("What was recorded is the path now: Play walks along it.")

    # Replay

    def toggle_playing(self) -> None:
        """Let the puck walk along the path, or stop it."""
        self.set_playing(not self.is_playing)

    def set_playing(self, playing: bool) -> None:
        """Let the puck walk from the start of the path, or stop it where it is."""
        problem = self._why_not_playing() if playing else ""
        if problem:
            self.failed.emit(problem)
        elif playing and not self.is_playing:
            self.set_recording(False)
            self.set_editing(False)
            self._played, self._turn = 0.0, self._turn + 1
            self._ticker.start()
        elif not playing and self.is_playing:
            self._played = None
            self._ticker.stop()
        self._show_state()

    def _why_not_playing(self) -> str:
        if not self.path.is_walkable:
            return "There is no path to walk yet: draw one, or record one."
        if len(self._model.board.pins) < 2:
            return "There is no blend to move yet: pick two pictures first."
        return ""

    def _tick(self, seconds: float) -> None:
        if self._played is None:
            return
        self._played += seconds
        passes = self._played / self.path.seconds
        ((x, y),) = self.path.places([share_after(passes, self.path.ends)]).tolist()
        self._moving = True
        try:
            self._board.edit("Play the path", lambda b: b.move_puck(x, y), ("path", self._turn))
        finally:
            self._moving = False
        if self.path.ends is Ends.ONCE and passes >= 1:
            self.set_playing(False)

    def _board_changed(self, change: Change) -> None:
        """Note where the puck goes; whoever takes it, or undoes, ends the replay."""
        if self._line is not None and change.touches("puck"):
            self._line.append((self._clock(), change.board.puck))
            self._layer.set_line([place for _, place in self._line])
        if self.is_playing and not self._moving and change.touches("puck", "pins"):
            self.set_playing(False)

    # Parts of the above

    def _change(self, text: str, **changes: object) -> None:
        self._edit(text, lambda path: replace(path, **changes))  # type: ignore[arg-type]

    def _edit(
        self, text: str, change: Callable[[PuckPath], PuckPath], gesture: Gesture | None = None
    ) -> None:
        try:
            new = change(self.path)
        except UserError as error:
            self.failed.emit(str(error))
            self._bar.set_path(self.path)
            return
        if new != self.path:
            self._steps.push(EditPath(text, self.paths, new, gesture))

    def _show(self, path: PuckPath) -> None:
        if self.is_playing and not path.is_walkable:
            self.set_playing(False)
        self._layer.set_path(path)
        self._bar.set_path(path)
        self.changed.emit(path)

    def _show_state(self) -> None:
        self._bar.set_state(self._editing, self.is_recording, self.is_playing)
