"""Views of the canvas and of what lies on it, without Qt: they note what they are told."""

from collections.abc import Mapping, Sequence

from explorer.core.board.board import Board, Layout, Pin, Source
from explorer.core.board.modes import Amount, Mode, Setting
from explorer.core.board.plane import Place
from explorer.core.board.regions import Painted, Shares
from explorer.core.board.wings import SeenCut, SetWing
from explorer.core.engine.images import Pictures
from explorer.ui.parts.event import Event
from explorer.ui.regions.control import Brush


class Told:
    """Notes the setters that were called."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def take_calls(self) -> list[str]:
        """Return what was called since the last time."""
        now, self.calls = self.calls, []
        return now


class FakeCanvas(Told):
    def __init__(self) -> None:
        super().__init__()
        self.puck_moved = Event[float, float, int]()
        self.pin_moved = Event[int, float, float, int]()
        self.pin_removed, self.lock_toggled = Event[int](), Event[int]()
        self.pins: Sequence[Pin] = ()
        self.places: Sequence[Place] = ()
        self.weights: Sequence[float] = ()
        self.texts: Sequence[str] = ()
        self.puck, self.ghost, self.sized = (0.5, 0.5), False, False
        self.plane = (False, True)
        self.picture: Pictures | None = None
        self.caption = ""

    def set_pins(self, pins: Sequence[Pin], places: Sequence[Place]) -> None:
        self.calls.append("pins")
        self.pins, self.places = pins, places

    def set_plane(self, axes: bool, tidy: bool, sized: bool) -> None:
        self.calls.append("plane")
        self.plane, self.sized = (axes, tidy), sized

    def set_puck(
        self, place: Place, weights: Sequence[float], texts: Sequence[str], ghost: bool
    ) -> None:
        self.calls.append("puck")
        self.puck, self.weights, self.texts, self.ghost = place, weights, texts, ghost

    def set_picture(self, picture: Pictures | None, caption: str) -> None:
        self.picture, self.caption = picture, caption


class FakeControls(Told):
    def __init__(self) -> None:
        super().__init__()
        self.mode_chosen, self.layout_chosen = Event[Mode](), Event[Layout]()
        self.overshoot_chosen = Event[bool]()
        self.setting_moved = Event[Setting, float, int]()
        self.board = Board()
        self.reasons: Mapping[Mode, str] = {}

    def set_board(self, board: Board) -> None:
        self.calls.append("board")
        self.board = board

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None:
        self.reasons = reasons


class FakeShares(Told):
    def __init__(self) -> None:
        super().__init__()
        self.weight_typed, self.hold_toggled = Event[int, float](), Event[int]()
        self.amounts: tuple[Amount, float, float] | None = None
        self.weights: Sequence[float] = ()
        self.off_the_plane = False

    def set_pins(self, pins: Sequence[Pin]) -> None:
        self.calls.append("pins")

    def set_amounts(self, amount: Amount, low: float, high: float) -> None:
        self.calls.append("amounts")
        self.amounts = amount, low, high

    def set_weights(self, weights: Sequence[float], off_the_plane: bool) -> None:
        self.calls.append("weights")
        self.weights, self.off_the_plane = weights, off_the_plane


class FakeDots:
    def __init__(self) -> None:
        self.root_moved = Event[int, float, float, int]()
        self.tip_moved = Event[int, float, float, int]()
        self.chosen = Event[int]()
        self.wings: tuple[SetWing, ...] = ()
        self.active = 0

    def set_wings(self, wings: tuple[SetWing, ...], chosen: int) -> None:
        self.wings, self.active = wings, chosen


class FakeWingsPanel:
    def __init__(self) -> None:
        self.wing_chosen, self.flip_wanted = Event[int](), Event[()]()
        self.behind_chosen, self.pair_chosen = Event[bool](), Event[bool]()
        self.tone_moved, self.softness_moved = Event[float, int](), Event[float, int]()
        self.reset_wanted, self.cut_reset_wanted = Event[()](), Event[()]()
        self.brushed = Event[float, float, float, bool, int]()
        self.cut_root_moved = Event[int, float, float, int]()
        self.cut_tip_moved = Event[int, float, float, int]()
        self.chosen, self.pair, self.by_hand = 0, (True, True), (False, False)
        self.wings: tuple[SetWing, ...] = ()
        self.cut: tuple[Source, SeenCut, bool] | None = None
        self.doubts = ""

    def set_wing(self, chosen: int, wings: tuple[SetWing, ...]) -> None:
        self.chosen, self.wings = chosen, wings

    def set_pair(self, pair: bool, single: bool) -> None:
        self.pair = pair, single

    def set_by_hand(self, by_hand: bool, cut_by_hand: bool) -> None:
        self.by_hand = by_hand, cut_by_hand

    def set_cut(self, source: Source, cut: SeenCut, unsure: bool) -> None:
        self.cut = source, cut, unsure

    def set_doubts(self, text: str) -> None:
        self.doubts = text


class FakeRegionsLayer:
    def __init__(self) -> None:
        self.brushed, self.pin_wanted = Event[float, float, int](), Event[int]()
        self.painted: Painted | None = None
        self.evident: Shares | None = None
        self.brush: tuple[object, bool] = (None, False)

    def set_regions(self, pins: Sequence[Pin], painted: Painted, evident: Shares | None) -> None:
        self.painted, self.evident = painted, evident

    def set_brush(self, radius: float, adds: bool) -> None:
        self.brush = radius, adds

    def set_cells(self, grid: tuple[int, int], adds: bool) -> None:
        self.brush = grid, adds


class FakeRegionsPanel:
    def __init__(self) -> None:
        self.pin_chosen, self.cells_chosen = Event[int](), Event[bool]()
        self.radius_moved, self.soft_moved = Event[float, int](), Event[float, int]()
        self.fill_wanted, self.clear_wanted = Event[()](), Event[()]()
        self.pins: Sequence[Pin] = ()
        self.brush = Brush()
        self.painted = False
        self.note = ""

    def set_sources(self, pins: Sequence[Pin]) -> None:
        self.pins = pins

    def set_brush(self, brush: Brush) -> None:
        self.brush = brush

    def set_painted(self, painted: bool) -> None:
        self.painted = painted

    def set_note(self, text: str) -> None:
        self.note = text
