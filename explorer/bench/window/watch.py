"""When a blend is on the screen: from a move of the mouse to picture and scores painted."""

from dataclasses import dataclass, field

from explorer.bench.timed import TimedBackend
from explorer.bench.window.painted import Paintings
from explorer.core.blend.renderer import RenderResult
from explorer.ui.program import Program


@dataclass
class Seen:
    """Milliseconds, one number a move: until it was answered, and one a picture: of what part.

    ``painting`` has what was painted since the newest move that a picture answers, ``graphs`` what
    ran for it, and ``latest`` how long ago that move was.
    """

    waits: list[float] = field(default_factory=list)
    latest: list[float] = field(default_factory=list)
    painting: list[float] = field(default_factory=list)
    graphs: list[float] = field(default_factory=list)


class Watch:
    """Watches a program's window being painted."""

    def __init__(self, program: Program, backend: TimedBackend) -> None:
        self.seen = Seen()
        self._program, self._backend = program, backend
        self._open: list[tuple[int, float]] = []
        self._shown, self._paint, self._graphs = -1, 0.0, 0.0
        program.blend.shown.connect(self._take)
        self._paintings = Paintings(program.window, self._painted)

    @property
    def is_waiting(self) -> bool:
        """Whether there are moves whose picture has not been seen yet."""
        return bool(self._open)

    def moved(self, arrivals: list[float]) -> None:
        """Note moves that were just passed on; the newest request is their answer."""
        self._open += [(self._program.blend.asked, arrival) for arrival in arrivals]
        self._paint = 0.0

    def about_to_move(self) -> None:
        """Note what was spent before a move as not spent on it."""
        self._backend.spent = 0.0

    def forget(self) -> None:
        """Forget what was seen: it was for warming up."""
        self.seen, self._open = Seen(), []

    def close(self) -> None:
        """Watch no more."""
        self._paintings.close()

    def _take(self, result: RenderResult) -> None:
        self._shown = result.generation
        self._graphs, self._backend.spent = self._backend.spent, 0.0

    def _painted(self, began: float, now: float) -> None:
        self._paint += now - began
        answered = [arrival for asked, arrival in self._open if asked <= self._shown]
        if answered:
            self._open = [one for one in self._open if one[0] > self._shown]
            self._note(now, answered)

    def _note(self, now: float, arrivals: list[float]) -> None:
        seen = self.seen
        seen.waits += [1000 * (now - arrival) for arrival in arrivals]
        seen.latest.append(1000 * (now - arrivals[-1]))
        seen.painting.append(1000 * self._paint)
        seen.graphs.append(1000 * self._graphs)
