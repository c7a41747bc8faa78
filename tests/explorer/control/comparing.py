"""The comparison's controller on a desk, with fakes of what it talks to."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from explorer.core.board.modes import Mode
from explorer.core.comparison import Against, Comparison, Difference
from explorer.core.engine.engine import Feature
from explorer.core.models import KnownSet
from explorer.ui.canvas.blend_control import BlendControl
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.compare.control import CompareControl
from explorer.ui.compare.show import Choice, Side
from explorer.ui.compare.words import Row
from explorer.ui.parts.event import Event
from tests.explorer.control.fakes import FakeChores, FakeEngine, FakeRenderer, FakeSteps, FakeWork


class FakeCompare:
    def __init__(self) -> None:
        self.against_chosen, self.mode_chosen = Event[Against](), Event[Mode]()
        self.set_chosen, self.board_wanted = Event[Path](), Event[()]()
        self.linked_chosen, self.gain_chosen = Event[bool](), Event[int]()
        self.swap_wanted, self.keep_wanted = Event[()](), Event[()]()
        self.comparison, self.board_name = Comparison(), ""
        self.reasons: Mapping[Mode, str] = {}
        self.choices: Sequence[Choice] = ()
        self.sides = Side(""), Side("")
        self.difference: Difference | None = None
        self.words = self.hint = ""
        self.rows: Sequence[Row] = ()
        self.usable = False

    def set_comparison(self, comparison: Comparison, board_name: str) -> None:
        self.comparison, self.board_name = comparison, board_name

    def set_mode_reasons(self, reasons: Mapping[Mode, str]) -> None:
        self.reasons = reasons

    def set_sets(self, choices: Sequence[Choice], chosen: Path | None) -> None:
        assert chosen is None or chosen in [choice.folder for choice in choices]
        self.choices = choices

    def set_sides(self, ours: Side, theirs: Side) -> None:
        self.sides = ours, theirs

    def set_difference(self, difference: Difference | None, words: str) -> None:
        self.difference, self.words = difference, words

    def set_scores(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def set_hint(self, text: str) -> None:
        self.hint = text

    def set_usable(self, usable: bool) -> None:
        self.usable = usable

    @property
    def shades(self) -> tuple[int | None, ...]:
        pictures = [side.picture for side in self.sides]
        return tuple(None if one is None else int(one[0, 0, 0]) for one in pictures)


class FakeSets:
    """Model sets that need no files; ``made`` has what renders with them."""

    def __init__(self) -> None:
        self.known = Event[list[KnownSet]]()
        self.made: dict[Path, Any] = {}
        self.used: list[Path] = []
        self.asked = 0

    def open(self, folder: Path) -> Any:
        return self.made[folder]()

    def use(self, folder: Path) -> None:
        self.used.append(folder)

    def ask_known(self) -> None:
        self.asked += 1


def renderer_of(folder: str, missing: dict[Feature, str] | None = None, **said: Any) -> Any:
    """A renderer of a model set that is in ``folder``."""
    engine = FakeEngine(missing)
    engine.modelset = SimpleNamespace(**{**vars(engine.modelset), "folder": Path(folder)})
    return FakeRenderer(engine, **said)


class Desk(NamedTuple):
    control: CompareControl
    model: BoardModel
    blend: BlendControl
    steps: FakeSteps
    work: FakeWork
    chores: FakeChores
    sets: FakeSets
    view: FakeCompare

    def move(self, x: float) -> None:
        self.model.set(self.model.board.move_puck(x, 0.5))

    def load(self, renderer: Any) -> None:
        self.blend.set_renderer(renderer)
        self.control.set_renderer(renderer)

    def show(self) -> None:
        self.control.open()
        self.control.set_in_sight(True)

    def settle(self) -> None:
        """Let all arrive: sets, then A, then B, which follows it."""
        self.chores.settle()
        for _ in range(3):
            self.work.settle()

    @property
    def requests(self) -> list[Any]:
        renderer: Any = self.blend.renderer
        return renderer.requests
