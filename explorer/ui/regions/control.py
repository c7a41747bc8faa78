"""Regions painted by hand: what the brush and the panel ask for becomes steps of the board."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from explorer.core.blend.renderer import RenderResult
from explorer.core.board.board import Board, Pin
from explorer.core.board.dabs import Dab, cell_dab, round_dab
from explorer.core.board.regions import (
    Painted,
    SeenRegions,
    Shares,
    clear,
    fill,
    has_regions,
    is_painted,
    paint,
    painted,
)
from explorer.ui.canvas.board_model import BoardModel, Change
from explorer.ui.canvas.steps import Gesture
from explorer.ui.parts.event import Event, Reports

NO_REGIONS = "Regions are painted in the modes Regions and Refined, with two pictures on the board."
NONE_HERE = "The loaded models do not tell where they see what: there are no regions to paint."

Edit = Callable[[str, Callable[[Board], Board], Gesture | None], bool]


@dataclass(frozen=True)
class Brush:
    """What is painted with.

    Attributes
    ----------
    pin
        The picture; None rubs out.
    cells
        Whether it paints whole cells; else it is round.
    radius, soft
        Pixels: of the round one, and over how many its edge fades.
    """

    pin: int | None = 0
    cells: bool = False
    radius: float = 4.0
    soft: float = 3.0


class Layer(Protocol):
    """The regions over the large picture. A stroke comes with its gesture's number."""

    def set_regions(
        self, pins: Sequence[Pin], painted: Painted, evident: Shares | None
    ) -> None: ...

    def set_brush(self, radius: float, adds: bool) -> None: ...

    def set_cells(self, grid: tuple[int, int], adds: bool) -> None: ...

    @property
    def brushed(self) -> Reports[float, float, int]: ...
    @property
    def pin_wanted(self) -> Reports[int]: ...


class Panel(Protocol):
    """What is painted with. The number of a pin is -1 for rubbing out."""

    def set_sources(self, pins: Sequence[Pin]) -> None: ...

    def set_brush(self, brush: Brush) -> None: ...

    def set_painted(self, painted: bool) -> None: ...

    def set_note(self, text: str) -> None: ...

    @property
    def pin_chosen(self) -> Reports[int]: ...
    @property
    def cells_chosen(self) -> Reports[bool]: ...
    @property
    def radius_moved(self) -> Reports[float, int]: ...
    @property
    def soft_moved(self) -> Reports[float, int]: ...
    @property
    def fill_wanted(self) -> Reports[()]: ...
    @property
    def clear_wanted(self) -> Reports[()]: ...


class RegionsViews(NamedTuple):
    """Where regions are painted."""

    layer: Layer
    panel: Panel


class RegionsControl:
    """Paints regions as its views ask, and shows them.

    ``usable`` tells whether the board has regions to paint, ``refused`` why nothing was done.

    Parameters
    ----------
    edit
        Changes the board as one step, as :meth:`BoardControl.edit` does.
    """

    def __init__(self, model: BoardModel, edit: Edit, views: RegionsViews) -> None:
        self.usable, self.refused = Event[bool](), Event[str]()
        self._model, self._edit, self._views = model, edit, views
        self._brush = Brush()
        self._seen: SeenRegions | None = None
        self._was_usable: bool | None = None
        model.changed.connect(self._board_changed)
        self._listen(*views)
        self._set_brush()

    def _listen(self, layer: Layer, panel: Panel) -> None:
        layer.brushed.connect(self.brush)
        layer.pin_wanted.connect(self.choose)
        panel.pin_chosen.connect(self.choose)
        panel.cells_chosen.connect(lambda cells: self._set_brush(cells=cells))
        panel.radius_moved.connect(lambda radius, _: self._set_brush(radius=radius))
        panel.soft_moved.connect(lambda soft, _: self._set_brush(soft=soft))
        panel.fill_wanted.connect(self.fill)
        panel.clear_wanted.connect(self.clear)

    @property
    def painting(self) -> Brush:
        """What is painted with."""
        return self._brush

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of cells; none where the models have none."""
        return self._seen.grid if self._seen else (0, 0)

    # What is shown

    def show(self, result: RenderResult) -> None:
        """Show how the cells of a blend are shared."""
        board, before = self._model.board, self.grid
        fits = has_regions(board) and len(result.weights) == len(board.pins)
        self._seen = result.regions if fits else None
        if fits:
            self._views.panel.set_note("" if self._seen else NONE_HERE)
        if self.grid != before:
            self._set_brush()
        self._show_regions()

    def _board_changed(self, change: Change) -> None:
        usable = has_regions(change.board)
        if usable != self._was_usable:
            self._was_usable = usable
            self.usable.emit(usable)
        if usable and change.touches("pins", "mode"):
            self._views.panel.set_sources(change.board.pins)
            if self._brush.pin is not None and self._brush.pin >= len(change.board.pins):
                self.choose(0)
            self._set_brush()
            self._show_regions()

    def _show_regions(self) -> None:
        board, (layer, panel) = self._model.board, self._views
        if has_regions(board):
            evident = self._seen.evident if self._seen else None
            layer.set_regions(board.pins, painted(board), evident)
            panel.set_painted(is_painted(board))

    def _set_brush(self, **changes: float | bool) -> None:
        self._brush = replace(self._brush, **changes)  # type: ignore[arg-type]
        layer, adds = self._views.layer, self._brush.pin is not None
        if self._brush.cells and self._seen:
            layer.set_cells(self.grid, adds)
        else:
            layer.set_brush(self._brush.radius, adds)
        self._views.panel.set_brush(self._brush)

    # What is done

    def choose(self, pin: int) -> None:
        """Paint with another picture from now on, or with -1 rub out."""
        if pin < len(self._model.board.pins):
            self._brush = replace(self._brush, pin=pin if pin >= 0 else None)
            self._set_brush()

    def brush(self, x: float, y: float, gesture: int) -> None:
        """Paint at a spot, as part of a stroke."""
        if self._can():
            pin, dab = self._brush.pin, self._dab(x, y)
            text = "Rub out regions" if pin is None else f"Paint with picture {pin + 1}"
            self._edit(text, lambda board: paint(board, pin, dab), ("regions", gesture))

    def _dab(self, x: float, y: float) -> Dab:
        if self._brush.cells:
            return cell_dab(x, y, self.grid)
        return round_dab(x, y, self._brush.radius, self._brush.soft)

    def fill(self) -> None:
        """Paint each cell with the picture that it goes to by evidence."""
        if self._can() and (seen := self._seen):
            self._edit("Regions by evidence", lambda board: fill(board, seen.evident), None)

    def clear(self) -> None:
        """Let all go by evidence again."""
        if self._can():
            self._edit("Clear the regions", clear, None)

    def _can(self) -> bool:
        """Whether there are regions to paint; where there are none, say so."""
        if not has_regions(self._model.board):
            self.refused.emit(NO_REGIONS)
        elif self._seen is None:
            self.refused.emit(NONE_HERE)
        return has_regions(self._model.board) and self._seen is not None
