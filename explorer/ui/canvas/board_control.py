"""The board of the window: every edit of it is a step that can be undone."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from explorer.core.board.board import Board, Layout, Role, Source
from explorer.core.board.modes import MODES, Mode, Setting
from explorer.core.board.weights import nearest_point, weights
from explorer.ui.canvas.controls_view import ControlsView
from explorer.ui.canvas.undo import EditBoard
from explorer.ui.canvas.view import CanvasView
from explorer.ui.canvas.weights_view import WeightsView
from explorer.ui.parts.words import class_label
from training.files.errors import UserError

Gesture = tuple[str, int]


class BoardControl(QObject):
    """Holds the board, edits it as the views ask, and tells who wants to know.

    ``changed`` carries the board that holds from now on, ``refused`` a sentence about an edit
    that is not possible.
    """

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo, self._board = undo, Board()

    @property
    def board(self) -> Board:
        """The board that holds at this moment."""
        return self._board

    def connect_views(
        self, canvas: CanvasView, controls: ControlsView, shares: WeightsView
    ) -> None:
        """Do what the views ask for."""
        canvas.puck_moved.connect(self.move_puck)
        canvas.pin_moved.connect(self.move_pin)
        canvas.pin_removed.connect(self.remove)
        canvas.pin_locked.connect(self.lock)
        controls.mode_chosen.connect(self.set_mode)
        controls.layout_chosen.connect(self.set_layout)
        controls.overshoot_chosen.connect(self.set_overshoot)
        controls.setting_moved.connect(self.set_setting)
        shares.weight_typed.connect(self.set_weight)

    def start_with(self, board: Board) -> None:
        """Take a board that is no edit of the last one; there is nothing to undo then."""
        self._undo.clear()
        self._show(board)

    def edit(
        self, text: str, change: Callable[[Board], Board], gesture: Gesture | None = None
    ) -> bool:
        """Change the board as one step called ``text``; return whether that was possible.

        Edits of one ``gesture`` are one step together.
        """
        try:
            new = change(self._board)
        except UserError as error:
            self.refused.emit(str(error))
            return False
        if new != self._board:
            self._undo.push(EditBoard(text, self._board, new, self._show, gesture))
        return True

    def _show(self, board: Board) -> None:
        self._board = board
        self.changed.emit(board)

    # Pins

    def add(self, source: Source, place: tuple[float, float] | None = None) -> bool:
        """Pin a picture."""
        return self.edit(f"Add {_called(source)}", lambda board: board.add(source, place))

    def toggle(self, source: Source) -> bool:
        """Pin a picture, or take it off where it is on the board already."""
        for i, pin in enumerate(self._board.pins):
            if pin.source == source:
                return self.remove(i)
        return self.add(source)

    def put(self, source: Source, pin: int, place: tuple[float, float]) -> bool:
        """Put a picture on a pin, or with -1 on a pin of its own at ``place``."""
        if pin < 0:
            return self.add(source, place)
        return self.edit(f"Replace picture {pin + 1}", lambda board: board.replace(pin, source))

    def remove(self, pin: int) -> bool:
        """Take a picture off the board."""
        return self.edit(f"Remove picture {pin + 1}", lambda board: board.remove(pin))

    def lock(self, pin: int, locked: bool) -> None:
        """Lock a pin or unlock it."""
        word = "Lock" if locked else "Unlock"
        self.edit(f"{word} picture {pin + 1}", lambda board: board.lock(pin, locked))

    def move_pin(self, pin: int, x: float, y: float, gesture: int) -> None:
        """Move a pin, as part of a gesture; in the weighted sum pins stand at the axes' ends."""
        if self._board.mode.amount.free:
            return
        self.edit(
            f"Move picture {pin + 1}", lambda b: b.move_pin(pin, x, y), (f"pin {pin}", gesture)
        )

    def clear(self) -> None:
        """Start anew with an empty board; its settings stay."""
        self.edit("New board", _without_pins)

    def open(self, board: Board, text: str) -> None:
        """Show another board, as one step."""
        self.edit(text, lambda _: board)

    def show_pictures(self, sources: Sequence[Source], text: str) -> bool:
        """Show other pictures with the puck half-way; mode, settings and locked pins stay.

        A picture is left out where a locked pin is of its kind, body or wings, already.
        """
        return self.edit(text, lambda board: _with_pictures(board, sources))

    # Puck and settings

    def move_puck(self, x: float, y: float, gesture: int) -> None:
        """Move the puck, as part of a gesture."""
        self.edit("Move the blend", lambda board: board.move_puck(x, y), ("puck", gesture))

    def centre_puck(self) -> None:
        """Put the puck where all pins count alike."""
        even = [1 / max(1, len(self._board.pins))] * len(self._board.pins)
        self.edit("Centre the blend", lambda b: b.move_puck(*_point_for(b, even)))

    def set_weight(self, pin: int, value: float) -> None:
        """Move the puck to where a pin has a weight; the others keep their proportions."""
        self.edit("Type a weight", lambda b: b.move_puck(*nearest_point(b, _wanted(b, pin, value))))

    def set_mode(self, mode: Mode) -> None:
        """Choose how pictures become one."""
        self.edit(f"Mode: {mode.label}", lambda board: board.with_mode(mode))

    def next_mode(self, unusable: Collection[Mode]) -> None:
        """Go to the next mode that is none of ``unusable``; after the last comes the first."""
        modes = list(MODES)
        place = modes.index(self._board.mode) + 1
        usable = [mode for mode in modes[place:] + modes[:place] if mode not in unusable]
        self.set_mode(usable[0])

    def set_layout(self, layout: Layout) -> None:
        """Let pins be moved, or send them home."""
        self.edit("Pin layout", lambda board: board.with_layout(layout))

    def set_overshoot(self, overshoot: bool) -> None:
        """Let weights go on beyond the pins, or not."""
        self.edit("Overshoot", lambda board: board.with_overshoot(overshoot))

    def set_setting(self, setting: Setting, value: float, gesture: int) -> None:
        """Change a setting, as part of a gesture."""
        self.edit(setting.name, lambda b: b.with_setting(setting, value), (setting.field, gesture))


def _called(source: Source) -> str:
    return class_label(source.class_name) if source.class_name else source.name


def _without_pins(board: Board) -> Board:
    for pin in range(len(board.pins) - 1, -1, -1):
        board = board.lock(pin, False).remove(pin)
    return board.move_puck(0.5, 0.5)


def _with_pictures(board: Board, sources: Sequence[Source]) -> Board:
    locked = tuple(pin for pin in board.pins if pin.locked)
    taken = {_role(board, pin.source) for pin in locked} - {None}
    new = [source for source in sources if _role(board, source) not in taken]
    if not new:
        raise UserError("The pictures of the board are locked: unlock one to show another.")
    board = replace(board, pins=locked, paint=None).move_puck(0.5, 0.5)
    for source in new:
        board = board.add(source)
    return board


def _role(board: Board, source: Source) -> Role | None:
    if source.class_name in board.body:
        return Role.BODY
    return Role.WINGS if source.class_name in board.wings else None


def _point_for(board: Board, shares: list[float]) -> tuple[float, float]:
    if board.mode.amount.free or len(board.pins) < 2:
        return 0.5, 0.5
    return nearest_point(board, shares)


def _wanted(board: Board, pin: int, value: float) -> list[float]:
    """Weights in which ``pin`` has ``value`` and the others what is left, in their proportions."""
    now = weights(board)
    if board.mode.amount.free:
        return [value if i == pin else share for i, share in enumerate(now)]
    others = sum(now) - now[pin]
    left = 1 - value
    count = len(now) - 1
    return [
        value if i == pin else (share * left / others if abs(others) > 1e-9 else left / count)
        for i, share in enumerate(now)
    ]
