"""Side B, rendered for what side A showed: the two of a pair are of one moment."""

from functools import partial
from typing import NamedTuple

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.engine.jobs import Urgency, single
from explorer.ui.parts.answers import Work
from explorer.ui.parts.event import Event

CHANNEL = "compare"

Pair = tuple[RenderResult, RenderResult]


class Asked(NamedTuple):
    """What B is asked for, who renders it, and the answer of A that it belongs to."""

    renderer: Renderer
    request: RenderRequest
    ours: RenderResult


class Follower:
    """Renders B for the newest answer of A, one at a time.

    A goes first. Where it went first again while B waited, as in each drag that is quicker than
    the engine, it is B's turn: else B would be seen at the drag's end alone. ``changed`` says that
    there is a new pair, ``failed`` carries a sentence.
    """

    def __init__(self, work: Work) -> None:
        self.changed, self.failed = Event[()](), Event[str]()
        self.newest: Pair | None = None
        self._work = work
        self._under_way: Asked | None = None
        self._next: Asked | None = None

    def follow(self, asked: Asked) -> None:
        """Render B for an answer of A; of several that wait the newest counts."""
        if self._under_way is None:
            self._submit(asked, Urgency.PREVIEW)
            return
        if self._next is None:
            self._submit(self._under_way, Urgency.PUCK)
        self._next = asked

    def clear(self) -> None:
        """Forget the pair; nothing arrives that was asked for before."""
        self._work.cancel(CHANNEL)
        self.newest = self._under_way = self._next = None

    def _submit(self, asked: Asked, urgency: Urgency) -> None:
        self._under_way = asked
        steps = single(lambda: asked.renderer.render(asked.request))
        took, broke = partial(self._take, asked), partial(self._broke, asked)
        self._work.submit(urgency, CHANNEL, steps, took, broke)

    def _take(self, asked: Asked, theirs: RenderResult) -> None:
        if asked is self._under_way:  # else it was under way when its turn came, and came twice
            self.newest = asked.ours, theirs
            self._go_on()
            self.changed.emit()

    def _broke(self, asked: Asked, error: Exception) -> None:
        if asked is self._under_way:
            self._go_on()
            self.failed.emit(f"B could not be rendered ({error}): see the log for details.")

    def _go_on(self) -> None:
        self._under_way, after = None, self._next
        self._next = None
        if after is not None:
            self._submit(after, Urgency.PREVIEW)
