"""What the path is shown in and edited by, as its controller sees it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from explorer.core.board.board import Board
from explorer.core.board.plane import Place
from explorer.core.paths.path import PuckPath
from explorer.core.paths.walking import Ease, Ends, Pace
from explorer.ui.canvas.steps import Gesture
from explorer.ui.parts.event import Reports


class Layer(Protocol):
    """The path over the canvas. Moves come with the number of their gesture."""

    def set_path(self, path: PuckPath) -> None: ...

    def set_line(self, line: Sequence[Place]) -> None: ...

    def set_editing(self, editing: bool) -> None: ...

    @property
    def point_moved(self) -> Reports[int, float, float, int]: ...
    @property
    def point_added(self) -> Reports[int, float, float, int]: ...
    @property
    def point_removed(self) -> Reports[int]: ...
    @property
    def line_drawn(self) -> Reports[tuple[Place, ...]]: ...
    @property
    def left(self) -> Reports[()]: ...


class PathBar(Protocol):
    """The path's buttons and settings."""

    def set_path(self, path: PuckPath) -> None: ...

    def set_state(self, editing: bool, recording: bool, playing: bool) -> None: ...

    @property
    def draw_toggled(self) -> Reports[bool]: ...
    @property
    def record_toggled(self) -> Reports[bool]: ...
    @property
    def play_toggled(self) -> Reports[bool]: ...
    @property
    def seconds_typed(self) -> Reports[float]: ...
    @property
    def ends_chosen(self) -> Reports[Ends]: ...
    @property
    def ease_chosen(self) -> Reports[Ease]: ...
    @property
    def pace_chosen(self) -> Reports[Pace]: ...
    @property
    def clear_wanted(self) -> Reports[()]: ...


class Ticker(Protocol):
    """Ticks while it is started; ``ticked`` carries the seconds since the last time."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    @property
    def ticked(self) -> Reports[float]: ...


class EditsBoard(Protocol):
    """Who edits the board."""

    def edit(
        self, text: str, change: Callable[[Board], Board], gesture: Gesture | None = None
    ) -> bool: ...
