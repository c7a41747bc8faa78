"""The edits of the board: what the views ask for, each as a step that can be undone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import NamedTuple, Protocol

from explorer.core.board.board import Board, Layout, Pin, Role, Source
from explorer.core.board.first_mode import in_first_mode
from explorer.core.board.modes import MODES, Amount, Mode, Setting
from explorer.core.board.plane import Place
from explorer.core.board.sizes import has_sizes
from explorer.core.board.typed import is_off_the_plane, with_held, with_weight, with_weights
from explorer.core.board.weights import bounds
from explorer.core.engine.engine import Feature
from explorer.ui.canvas.board_edits import even_point, with_pictures, without_pins
from explorer.ui.canvas.board_model import BoardModel, Change
from explorer.ui.canvas.steps import EditBoard, Gesture, Steps
from explorer.ui.parts.event import Event, Reports
from explorer.ui.parts.shown import has_axes, shown_places, weight_texts
from explorer.ui.parts.words import class_label
from training.files.errors import UserError

SETTINGS = tuple(field.name for field in fields(Board) if field.name not in ("pins", "puck"))


class Canvas(Protocol):
    """Pins and puck on the plane. Moves come with the number of their gesture."""

    def set_pins(self, pins: Sequence[Pin], places: Sequence[Place]) -> None: ...

    def set_plane(self, axes: bool, tidy: bool, sized: bool) -> None: ...

    def set_puck(
        self, place: Place, weights: Sequence[float], texts: Sequence[str], ghost: bool
    ) -> None: ...

    @property
    def puck_moved(self) -> Reports[float, float, int]: ...
    @property
    def pin_moved(self) -> Reports[int, float, float, int]: ...
    @property
    def pin_removed(self) -> Reports[int]: ...
    @property
    def lock_toggled(self) -> Reports[int]: ...


class Controls(Protocol):
    """The board's settings. Slider moves come with the number of their gesture."""

    def set_board(self, board: Board) -> None: ...

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None: ...

    @property
    def mode_chosen(self) -> Reports[Mode]: ...
    @property
    def layout_chosen(self) -> Reports[Layout]: ...
    @property
    def overshoot_chosen(self) -> Reports[bool]: ...
    @property
    def setting_moved(self) -> Reports[Setting, float, int]: ...


class Shares(Protocol):
    """Weights as numbers."""

    def set_pins(self, pins: Sequence[Pin]) -> None: ...

    def set_amounts(self, amount: Amount, low: float, high: float) -> None: ...

    def set_weights(self, weights: Sequence[float], off_the_plane: bool) -> None: ...

    @property
    def weight_typed(self) -> Reports[int, float]: ...
    @property
    def hold_toggled(self) -> Reports[int]: ...


class BoardViews(NamedTuple):
    """Where the board is shown and edited."""

    canvas: Canvas
    controls: Controls
    shares: Shares


class BoardControl:
    """Edits the board as its views ask, and shows them what an edit changed.

    ``changed`` carries each Change, ``refused`` a sentence about an edit that is not possible.
    """

    def __init__(self, model: BoardModel, steps: Steps, views: BoardViews) -> None:
        self.changed, self.refused = model.changed, Event[str]()
        self._model, self._steps, self._views = model, steps, views
        self._unusable: Collection[Mode] = ()
        self._missing: Collection[Feature] = tuple(Feature)
        self._typed: tuple[Board, tuple[int, ...]] = Board(), ()
        model.changed.connect(self._show)
        self._listen(*views)

    def _listen(self, canvas: Canvas, controls: Controls, shares: Shares) -> None:
        canvas.puck_moved.connect(self.move_puck)
        canvas.pin_moved.connect(self.move_pin)
        canvas.pin_removed.connect(self.remove)
        canvas.lock_toggled.connect(self.toggle_lock)
        controls.mode_chosen.connect(self.set_mode)
        controls.layout_chosen.connect(self.set_layout)
        controls.overshoot_chosen.connect(self.set_overshoot)
        controls.setting_moved.connect(self.set_setting)
        shares.weight_typed.connect(self.set_weight)
        shares.hold_toggled.connect(self.toggle_hold)

    @property
    def board(self) -> Board:
        """The board that holds at this moment."""
        return self._model.board

    def set_missing(self, missing: Collection[Feature]) -> None:
        """Say what the model set cannot do: a new board opens in a mode that it can."""
        self._missing = frozenset(missing)

    def start_with(self, board: Board) -> None:
        """Take a board that is no edit of the last one; there is nothing to undo then."""
        self._steps.clear()
        self._model.set(board)

    def _show(self, change: Change) -> None:
        """Tell each view what is new to it, and no more."""
        board, (canvas, controls, shares) = change.board, self._views
        if change.touches("mode", "overshoot"):
            shares.set_amounts(board.mode.amount, *bounds(board))
        if change.touches("pins"):
            shares.set_pins(board.pins)
        if change.touches("pins", "mode", "body", "wings"):
            canvas.set_pins(board.pins, shown_places(board))
        if change.touches("pins", "mode", "layout"):
            canvas.set_plane(has_axes(board), board.layout is Layout.PRESET, has_sizes(board))
        if change.touches(*SETTINGS):
            controls.set_board(board)
        texts, is_off = weight_texts(board, change.weights), is_off_the_plane(board)
        canvas.set_puck(board.puck, change.weights, texts, is_off)
        shares.set_weights(change.weights, is_off)

    def edit(
        self, text: str, change: Callable[[Board], Board], gesture: Gesture | None = None
    ) -> bool:
        """Change the board as one step called ``text``; return whether that was possible.

        Edits of one ``gesture`` are one step together.
        """
        try:
            new = change(self.board)
        except UserError as error:
            self.refused.emit(str(error))
            return False
        if new != self.board:
            self._steps.push(EditBoard(text, self._model, new, gesture))
        return True

    # Pins

    def add(self, source: Source, place: tuple[float, float] | None = None) -> bool:
        """Pin a picture."""
        return self.edit(
            f"Add {_called(source)}", lambda board: self._opened(board, board.add(source, place))
        )

    def toggle(self, source: Source) -> bool:
        """Pin a picture, or take it off where it is on the board already."""
        for i, pin in enumerate(self.board.pins):
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

    def toggle_lock(self, pin: int) -> None:
        """Lock a pin that is not, and unlock one that is."""
        self.lock(pin, not self.board.pins[pin].locked)

    def move_pin(self, pin: int, x: float, y: float, gesture: int) -> None:
        """Move a pin, as part of a gesture; in the weighted sum pins stand at the axes' ends."""
        if self.board.mode.amount.free:
            return
        self.edit(
            f"Move picture {pin + 1}", lambda b: b.move_pin(pin, x, y), (f"pin {pin}", gesture)
        )

    def clear(self) -> None:
        """Start anew with an empty board; its settings stay."""
        self.edit("New board", without_pins)

    def open(self, board: Board, text: str) -> None:
        """Show another board, as one step."""
        self.edit(text, lambda _: board)

    def show_pictures(self, sources: Sequence[Source], text: str) -> bool:
        """Show other pictures with the puck half-way; mode, settings and locked pins stay.

        A picture is left out where a locked pin is of its kind, body or wings, already.
        """
        return self.edit(text, lambda board: self._opened(board, with_pictures(board, sources)))

    def _opened(self, before: Board, board: Board) -> Board:
        """A board that becomes a blend in the mode of new ones, where no other was chosen."""
        is_new = len(before.pins) < 2 and before.mode == Board().mode
        return in_first_mode(board, self._missing) if is_new else board

    # Puck and settings

    def move_puck(self, x: float, y: float, gesture: int) -> None:
        """Move the puck, as part of a gesture."""
        self.edit("Move the blend", lambda board: board.move_puck(x, y), ("puck", gesture))

    def go_to(self, x: float, y: float) -> None:
        """Put the puck on the best point of the plane."""
        self.edit("Go to the best point", lambda board: board.move_puck(x, y))

    def centre_puck(self) -> None:
        """Put the puck where all pins count alike."""
        self.edit("Centre the blend", lambda board: board.move_puck(*even_point(board)))

    def set_weight(self, pin: int, value: float) -> None:
        """Blend with a pin at a weight; the others keep their proportions.

        Those that were typed just before keep their weights, too, as far as the rest can give.
        """
        board, before = self._typed
        before = tuple(i for i in before if i != pin) if board == self.board else ()
        if self.edit("Type a weight", lambda board: with_weight(board, pin, value, before)):
            self._typed = self.board, (*before, pin)

    def show_pin(self, pin: int) -> None:
        """Move the blend to a pin."""
        ones = [float(i == pin) for i in range(len(self.board.pins))]
        self.edit("Move the blend", lambda board: with_weights(board, ones))

    def toggle_hold(self, pin: int) -> None:
        """Let a pin's weight stay what it is while others change, or let go of it."""
        held = self.board.pins[pin].held is None
        text = f"{'Lock' if held else 'Unlock'} weight {pin + 1}"
        self.edit(text, lambda board: with_held(board, pin, held))

    def set_role(self, pin: int, role: Role | None) -> None:
        """Say what a pin gives, or with None go by its class."""
        self.edit(f"Role of picture {pin + 1}", lambda board: board.with_role(pin, role))

    def set_parts(self, body: frozenset[str], wings: frozenset[str]) -> None:
        """Say which classes give the body, and which wings."""
        self.edit("Body and wings", lambda board: replace(board, body=body, wings=wings))

    def set_mode(self, mode: Mode) -> None:
        """Choose how pictures become one."""
        self.edit(f"Mode: {mode.label}", lambda board: board.with_mode(mode))

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None:
        """Say which modes cannot be used, each with the reason."""
        self._unusable = frozenset(reasons)
        self._views.controls.set_mode_reasons(reasons)

    def next_mode(self) -> None:
        """Go to the next mode that can be used; after the last comes the first."""
        modes = list(MODES)
        place = modes.index(self.board.mode) + 1
        usable = [mode for mode in modes[place:] + modes[:place] if mode not in self._unusable]
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
