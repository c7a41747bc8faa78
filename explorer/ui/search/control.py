"""The search for pegasi beside all else: started, stopped, gone on with; what it found stays."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple, Protocol

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.engine.jobs import Urgency
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.values import Rows
from explorer.core.search.finds import Find, joined
from explorer.core.search.generations import Findings, Wanted, search
from explorer.core.search.scope import Among, Scope, among_all, among_pins, among_shown
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.steps import Step, Steps
from explorer.ui.parts.answers import Work
from explorer.ui.parts.event import Event, Reports
from explorer.ui.search.words import progress
from training.files.errors import UserError

CHANNEL = "search"
BEGINNING = "Looking for bodies and wings that can be used…"
COUNT = 40
"""Finds that a search keeps."""
MOST = 400
"""Finds that are shown, of all searches since the last clearing."""
SHOW_SECONDS = 0.25
"""Between two looks at what was found: each moves pictures under the mouse."""
SLICE = 8
"""Candidates that are decoded in one go, which takes two thirds of the time of one by one."""
SEEDS = 10_000
"""Seeds that are drawn are below; any can be typed."""


Look = Callable[[Renderer, Gallery, Wanted, int, Among], Iterator[Findings]]


class State(Enum):
    """What a search is doing; a paused one can be gone on with."""

    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()


class SearchShow(Protocol):
    """Finds, best first, and what the user wants of the search."""

    def set_finds(self, finds: Sequence[Find]) -> None: ...

    def set_state(self, state: State) -> None: ...

    def set_progress(self, text: str) -> None: ...

    def set_problem(self, text: str) -> None: ...

    def set_seed(self, seed: int) -> None: ...

    @property
    def start_wanted(self) -> Reports[Scope, int]: ...
    @property
    def stop_wanted(self) -> Reports[()]: ...
    @property
    def clear_wanted(self) -> Reports[()]: ...
    @property
    def new_seed_wanted(self) -> Reports[()]: ...
    @property
    def opened(self) -> Reports[Find]: ...
    @property
    def keep_wanted(self) -> Reports[Find]: ...


class Pictures(Protocol):
    """The gallery, and which of its pictures are shown."""

    @property
    def gallery(self) -> Gallery | None: ...

    @property
    def rows_shown(self) -> Rows: ...


class _Hunt(NamedTuple):
    """A search that can be gone on with; ``key`` says what it is a search for."""

    key: object
    steps: Iterator[Findings]


class SearchControl:
    """Searches on the engine's queue, less urgent than all that a person waits for.

    ``opened`` carries a Find whose board is wanted, ``keep`` one to be kept as a favourite,
    ``changed`` says that there are other finds now, ``cleared`` is the clearing that holds.
    """

    def __init__(
        self,
        model: BoardModel,
        work: Work,
        steps: Steps,
        pictures: Pictures,
        view: SearchShow,
        clock: Callable[[], float] = time.monotonic,
        look: Look = search,
    ) -> None:
        self.opened, self.keep, self.changed = Event[Find](), Event[Find](), Event[()]()
        self._model, self._work, self._steps = model, work, steps
        self._pictures, self._view, self._clock, self._look = pictures, view, clock, look
        self._renderer: Renderer | None = None
        self._hunt: _Hunt | None = None
        self._state = State.IDLE
        self._before: tuple[Find, ...] = ()
        self._seed: int | None = None
        self.cleared: _Clear | None = None
        self._findings = Findings(0, ())
        self._seconds, self._since, self._shown = 0.0, 0.0, 0.0
        view.start_wanted.connect(self.start)
        view.stop_wanted.connect(self.stop)
        view.clear_wanted.connect(self.clear)
        view.new_seed_wanted.connect(self.draw_seed)
        view.opened.connect(self.opened.emit)
        view.keep_wanted.connect(self.keep.emit)
        self.draw_seed()

    @property
    def finds(self) -> tuple[Find, ...]:
        """What was found since the last clearing, best first, as one search would have it."""
        return joined(self._before, self._findings.best)[:MOST]

    @property
    def seed(self) -> int | None:
        """The seed of the last search; None where none is known."""
        return self._seed

    @property
    def state(self) -> State:
        """What it is doing."""
        return self._state

    def draw_seed(self) -> None:
        """Let chance choose the next seed; the user sees it, and can type another."""
        self._view.set_seed(secrets.randbelow(SEEDS))

    def set_finds(self, finds: Iterable[Find]) -> None:
        """Show these finds; a search that is on is let go of."""
        self._end()
        self._before, self._findings = tuple(finds), Findings(0, ())
        self._show()

    def bring_back(self, finds: Sequence[Find], seed: int | None = None) -> None:
        """Show finds of an earlier day beside what was found since; a search goes on.

        They come late where they go with what was cleared meanwhile, and come back with that.
        ``seed`` is that of the last search then.
        """
        if seed is not None and self._seed is None:
            self._seed = seed
            self._view.set_seed(seed)
        if finds and self.cleared is not None:
            self.cleared.take_up(finds)
        elif finds:
            self._before = joined(self._before, finds)
            self._show()

    def set_renderer(self, renderer: Renderer) -> None:
        """Search by another model set from now on; what was found stays."""
        was_running = self._state is State.RUNNING
        self._end()
        # A renderer of its own, so that the pictures of the board stay known to the puck's.
        self._renderer = Renderer(renderer.engine)
        if was_running:
            self._view.set_problem("Stopped, as other models were loaded: search again with them.")

    @property
    def tried(self) -> int:
        """How many candidates the search has looked at."""
        return self._findings.tried

    def start(self, scope: Scope, seed: int) -> None:
        """Search, or go on with the search that was stopped, where that is what is asked for."""
        self._view.set_problem("")
        try:
            hunt = self._asked_for(scope, seed)
        except UserError as error:
            self._view.set_problem(str(error))
            return
        self._seed = seed
        if hunt is not self._hunt:
            self._keep_what_was_found()
            self._hunt, self._seconds = hunt, 0.0
        self._since, self._shown = self._clock(), -1.0
        self._set_state(State.RUNNING)
        self._view.set_progress(BEGINNING)
        self._work.submit(Urgency.SEARCH, CHANNEL, hunt.steps, self._take, self._broke)

    def stop(self) -> None:
        """Stop at once; what was found stays, and the search can be gone on with."""
        if self._state is State.RUNNING:
            self._work.cancel(CHANNEL)
            self._seconds += self._clock() - self._since
            self._set_state(State.PAUSED)
            self._show()

    def clear(self) -> None:
        """Forget what was found; that can be undone."""
        self._end()
        if self.finds:
            self._steps.push(_Clear(self, self.finds))

    def close(self) -> None:
        """Stop for good."""
        self._work.cancel(CHANNEL)

    def _asked_for(self, scope: Scope, seed: int) -> _Hunt:
        renderer, board = self._renderer, self._model.board
        if renderer is None:
            raise UserError("The models are not loaded yet: try again in a moment.")
        among = self._among(scope, board)
        wanted = Wanted(COUNT, None, seed, board.body, board.wings)
        key = wanted, among.gallery.fingerprint, among.bodies, among.wings
        if self._hunt is not None and self._hunt.key == key:
            return self._hunt
        return _Hunt(key, self._look(renderer, among.gallery, wanted, SLICE, among))

    def _among(self, scope: Scope, board: Board) -> Among:
        if scope is Scope.PINS:
            return among_pins(board)
        gallery = self._pictures.gallery
        if gallery is None:
            raise UserError("There are no pictures to search among: open a folder of some.")
        if scope is Scope.ALL:
            return among_all(gallery, board.body, board.wings)
        shown = self._pictures.rows_shown.tolist()
        return among_shown(gallery, sorted(shown), board.body, board.wings)

    def _take(self, findings: Findings) -> None:
        self._findings = findings
        if findings.tried and self._clock() - self._shown >= SHOW_SECONDS:
            self._show()

    def _broke(self, error: Exception) -> None:
        self._end()
        self._view.set_problem(
            str(error)
            if isinstance(error, UserError)
            else f"The search went wrong ({error}): see the log, and search again."
        )

    def _show(self) -> None:
        self._shown = self._clock()
        running = self._shown - self._since if self._state is State.RUNNING else 0.0
        finds, tried = self.finds, self._findings.tried
        self._view.set_finds(finds)
        told = progress(tried, self._seconds + running, len(finds)) if tried else ""
        self._view.set_progress(told)
        self.changed.emit()

    def _set_state(self, state: State) -> None:
        self._state = state
        self._view.set_state(state)

    def _keep_what_was_found(self) -> None:
        self._before, self._findings = self.finds, Findings(0, ())

    def _end(self) -> None:
        """Let go of the search; what it found stays."""
        self._work.cancel(CHANNEL)
        self._hunt = None
        self._keep_what_was_found()
        self._set_state(State.IDLE)


class _Clear:
    text = "Clear the finds"

    def __init__(self, control: SearchControl, finds: tuple[Find, ...]) -> None:
        self._control, self._finds = control, finds
        self._earlier = control.cleared

    def do(self) -> bool:
        self._control.cleared = self
        self._control.set_finds(())
        return True

    def undo(self) -> bool:
        self._control.cleared = self._earlier
        self._control.set_finds(joined(self._finds, self._control.finds))
        return True

    def take_up(self, finds: Sequence[Find]) -> None:
        """Have these among the cleared."""
        self._finds = joined(self._finds, finds)

    def take_in(self, later: Step) -> bool:
        return False
