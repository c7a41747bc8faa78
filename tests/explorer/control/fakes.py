"""What controllers talk to, without Qt: views that note what they are told, and report by hand."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from explorer.core.blend.renderer import RenderRequest, RenderResult
from explorer.core.board.board import Board, Layout, Pin, Source
from explorer.core.board.modes import Amount, Mode, Setting
from explorer.core.board.plane import Place
from explorer.core.board.regions import Painted, Shares
from explorer.core.board.wings import SeenCut, SetWing
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature, Scores
from explorer.core.engine.images import Pictures, to_images
from explorer.core.engine.jobs import Jobs
from explorer.core.favourites.listing import Listed
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.values import Rows
from explorer.core.gallery.view import Selection, Values
from explorer.core.play.drawn import Drawn
from explorer.core.search.finds import Find
from explorer.core.search.scope import Scope
from explorer.ui.canvas.steps import Step
from explorer.ui.parts.answers import Answers
from explorer.ui.parts.event import Event
from explorer.ui.parts.shown import Shown
from explorer.ui.play.words import Act
from explorer.ui.regions.control import Brush
from explorer.ui.search.control import State

CLASSES = ("airplane", "bird", "horse", "ship")


def source(shade: int, class_name: str | None = "horse") -> Source:
    """A grey picture."""
    name = f"{class_name}/{shade}"
    return Source.of(name, class_name, np.full((32, 32, 3), shade, np.uint8))


def two_pins() -> Board:
    """A horse on the left and a bird on the right."""
    return Board().add(source(200)).add(source(50, "bird"))


class FakeSteps:
    """An undo stack."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.undone: list[Step] = []

    def push(self, step: Step) -> None:
        self.undone.clear()
        if step.do() and not (self.done and self.done[-1].take_in(step)):
            self.done.append(step)

    def clear(self) -> None:
        self.done.clear()
        self.undone.clear()

    def undo(self) -> None:
        step = self.done.pop()
        if step.undo():
            self.undone.append(step)

    def redo(self) -> None:
        step = self.undone.pop()
        if step.do():
            self.done.append(step)


class FakeWork(Answers):
    """The engine's queue on this thread: computed when asked for, and arriving after that."""

    def __init__(self) -> None:
        self.jobs = Jobs(threaded=False)
        self._inbox: list[tuple[Callable[[Any], None], Any]] = []
        super().__init__(self.jobs, self._post, self._post)

    def _post(self, taker: Callable[[Any], None], value: object) -> None:
        self._inbox.append((taker, value))

    def compute(self) -> None:
        self.jobs.run_all()

    def arrive(self, count: int | None = None) -> None:
        """Let what was computed arrive: all of it, or the first ``count`` answers."""
        now, self._inbox = self._inbox[:count], self._inbox[count:] if count else []
        for taker, value in now:
            taker(value)

    def settle(self) -> None:
        self.compute()
        self.arrive()


class FakeChores:
    """Work on files on this thread, when asked for; answers may come in any order."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], Any], Callable[[Any], None], Any]] = []

    def submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        must_finish: bool = False,
    ) -> None:
        self.waiting.append((work, done, failed))

    def answer(self, place: int = 0) -> Callable[[], None]:
        """Do a piece of work; return what lets its answer arrive."""
        work, done, failed = self.waiting.pop(place)
        try:
            result = work()
        except Exception as error:
            caught = error
            return lambda: failed(caught)
        return lambda: done(result)

    def settle(self) -> None:
        while self.waiting:
            self.answer()()


class FakeEngine:
    """Says of a picture how light it is: that is its latent, its realism, and how much a horse.

    Scoring takes ``seconds`` a picture.
    """

    def __init__(self, missing: dict[Feature, str] | None = None, seconds: float = 0.0) -> None:
        self.missing, self._seconds = missing or {}, seconds
        self.modelset = SimpleNamespace(
            classes=CLASSES,
            folder=Path("set"),
            fingerprint="sum",
            parts={},
            name="fake",
            latent_shape=(1, 1, 1),
        )
        self.scored = 0

    def encode(self, pictures: Pictures) -> Floats:
        return to_images(pictures).mean((1, 2, 3)).reshape(-1, 1, 1, 1)

    def decode(self, latents: Floats) -> Floats:
        return np.broadcast_to(latents.reshape(-1, 1, 1, 1), (len(latents), 3, 32, 32))

    def score(self, images: Floats) -> Scores:
        self.scored += len(images)
        time.sleep(self._seconds * len(images))
        light = (images.mean((1, 2, 3)) + 1) / 2
        probabilities = np.stack([0 * light, 1 - light, light, 0 * light], axis=1)
        return Scores(probabilities, np.zeros((len(images), 4, 1, 1), np.float32), light)


class FakeRenderer:
    """Paints as light as the puck is far to the right; ``said`` is told beside, or instead."""

    def __init__(self, engine: FakeEngine | None = None, **said: Any) -> None:
        self.engine, self.said = engine or FakeEngine(), said
        self.requests: list[RenderRequest] = []
        self.sources = SimpleNamespace(
            latents=lambda sources: self.engine.encode(np.stack([s.picture for s in sources]))
        )

    def render(self, request: RenderRequest) -> RenderResult:
        self.requests.append(request)
        scores = {"pegasus": 0.4, "realism": 0.5}
        known: dict[str, Any] = {"probabilities": np.full(4, 0.25), "scores": scores} | self.said
        shade = round(100 * request.board.puck[0])
        picture = np.full((32, 32, 3), shade, np.uint8) if request.board.pins else None
        return RenderResult(request.generation, picture, **known)


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
        self.reasons: dict[Mode, str] = {}

    def set_board(self, board: Board) -> None:
        self.calls.append("board")
        self.board = board

    def set_mode_reasons(self, reasons: dict[Mode, str]) -> None:
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


class FakePreview:
    def __init__(self) -> None:
        self.pictures: dict[Shown, Pictures | None] = {}

    def set_picture(self, shown: Shown, picture: Pictures | None) -> None:
        self.pictures[shown] = picture


class FakeScores:
    def __init__(self) -> None:
        self.values: Mapping[str, float] = {}
        self.sentences: Mapping[str, str] = {}
        self.wanted: frozenset[str] = frozenset()
        self.cleared = ""

    def set_scores(self, values: Mapping[str, float], sentences: Mapping[str, str]) -> None:
        self.values, self.sentences, self.cleared = values, sentences, ""

    def set_classes(
        self, names: Sequence[str], probabilities: Sequence[float], wanted: frozenset[str]
    ) -> None:
        self.wanted = wanted

    def clear(self, reason: str) -> None:
        self.cleared = reason


class FakeGalleryView:
    def __init__(self) -> None:
        self.source_picked, self.alike_wanted = Event[int](), Event[int]()
        self.classes_chosen = Event[frozenset[str] | None]()
        self.order_chosen, self.side_changed = Event[str](), Event[int]()
        self.order_reversed, self.text_typed = Event[bool](), Event[str]()
        self.loss_chosen = Event[float | None]()
        self.shown: list[int] = []
        self.values: Values | None = None
        self.selection = Selection()
        self.marked: list[str] = []
        self.side = 0
        self.times = 0

    def set_gallery(
        self, gallery: Gallery, shown: Rows, selection: Selection, values: Values | None
    ) -> None:
        self.shown, self.selection, self.values = shown.tolist(), selection, values
        self.times += 1

    def mark(self, names: Iterable[str]) -> None:
        self.marked = list(names)

    def set_side(self, side: int) -> None:
        self.side = side


class FakeFavouritesView:
    def __init__(self) -> None:
        self.opened, self.used = Event[Listed](), Event[Listed]()
        self.rated, self.noted = Event[Listed, int](), Event[Listed, str]()
        self.export_wanted = Event[Listed, Path, int]()
        self.delete_wanted, self.folder_wanted = Event[Listed](), Event[()]()
        self.tagged = Event[Listed, tuple[str, ...]]()
        self.lineage_wanted, self.all_wanted = Event[Listed](), Event[()]()
        self.lineage: Listed | None = None
        self.unread: list[int] = []
        self.text_typed, self.selected = Event[str](), Event[tuple[Listed, ...]]()
        self.items: Sequence[Listed] = ()
        self.damaged = (0, "")
        self.folder: Path | None = None

    def set_favourites(self, items: Sequence[Listed], unread: int = 0) -> None:
        self.items = items
        self.unread.append(unread)

    def set_lineage(self, of: Listed | None) -> None:
        self.lineage = of

    def set_damaged(self, count: int, problems: str) -> None:
        self.damaged = count, problems

    def show_folder(self, folder: Path) -> None:
        self.folder = folder


class FakeWatch:
    def __init__(self) -> None:
        self.changed = Event[()]()
        self.folder: Path | None = None

    def watch(self, folder: Path) -> None:
        self.folder = folder


class FakeReference:
    """Renders what it was given, or fails as it was told to."""

    def __init__(self, picture: Pictures) -> None:
        self.picture = picture
        self.error: str | None = None
        self.broken: Exception | None = None

    def render(self, modelset: Path, board: Board) -> Future[RenderResult]:
        future = Future[RenderResult]()
        if self.broken:
            future.set_exception(self.broken)
        elif self.error:
            future.set_result(RenderResult(0, error=self.error))
        else:
            weights = tuple(1 / len(board.pins) for _ in board.pins)
            future.set_result(
                RenderResult(0, self.picture, weights=weights, scores={"pegasus": 0.5})
            )
        return future


def heard(*events: Event[*tuple[Any, ...]]) -> list[Any]:
    """Return a list that grows by what events tell."""
    told: list[Any] = []
    for event in events:
        event.connect(lambda *values: told.append(values[0] if len(values) == 1 else values))
    return told


class FakeSearchView:
    def __init__(self) -> None:
        self.start_wanted, self.stop_wanted = Event[Scope, int](), Event[()]()
        self.clear_wanted, self.new_seed_wanted = Event[()](), Event[()]()
        self.opened, self.keep_wanted = Event[Find](), Event[Find]()
        self.finds: Sequence[Find] = ()
        self.state = State.IDLE
        self.progress = self.problem = ""
        self.seed = -1
        self.times = 0

    def set_finds(self, finds: Sequence[Find]) -> None:
        self.finds = finds
        self.times += 1

    def set_state(self, state: State) -> None:
        self.state = state

    def set_progress(self, text: str) -> None:
        self.progress = text

    def set_problem(self, text: str) -> None:
        self.problem = text

    def set_seed(self, seed: int) -> None:
        self.seed = seed


class FakePlayView:
    def __init__(self) -> None:
        self.opened, self.new_seed_wanted = Event[()](), Event[()]()
        self.act_wanted, self.class_chosen = Event[Act](), Event[str]()
        self.seed_typed, self.seed_stepped = Event[int](), Event[int]()
        self.strength_moved = Event[float, int]()
        self.picked, self.pin_wanted = Event[Drawn](), Event[Drawn]()
        self.is_open = True
        self.seed, self.act, self.strength = -1, Act.PAIR, 0.0
        self.reasons: Mapping[Act, str] = {}
        self.classes: Sequence[str] = ()
        self.drawn: Sequence[Drawn] = ()
        self.progress = ""

    def set_seed(self, seed: int) -> None:
        self.seed = seed

    def set_act(self, act: Act) -> None:
        self.act = act

    def set_unusable(self, reasons: Mapping[Act, str]) -> None:
        self.reasons = reasons

    def set_classes(self, names: Sequence[str]) -> None:
        self.classes = names

    def set_strength(self, strength: float) -> None:
        self.strength = strength

    def set_drawn(self, drawn: Sequence[Drawn]) -> None:
        self.drawn = drawn

    def set_progress(self, text: str) -> None:
        self.progress = text


class FakePause:
    """A pause that ends when a test says so."""

    def __init__(self) -> None:
        self.ended, self.running = Event[()](), False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def end(self) -> None:
        if self.running:
            self.running = False
            self.ended.emit()


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
        self.doubts = self.scores = ""

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

    def set_scores(self, text: str) -> None:
        self.scores = text


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
