"""What the classifier sees where: looked for in each blend that is shown, while that is wanted."""

from collections.abc import Callable
from typing import Protocol

from explorer.core.blend.evidence import where_seen
from explorer.core.blend.renderer import Renderer, RenderResult
from explorer.core.board.board import Board
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature
from explorer.core.engine.jobs import Urgency, single
from explorer.ui.parts.answers import Work
from explorer.ui.parts.event import Event, Reports

CHANNEL = "evidence"
WAIT = "The models are not loaded yet: wait a moment."
NOWHERE = "The classifier of this model set does not tell where it sees what."


class EvidenceShow(Protocol):
    """The evidence over the picture, and whether it is wanted."""

    def set_evidence(self, evidence: Floats | None) -> None: ...

    def set_usable(self, reason: str) -> None: ...

    @property
    def switched(self) -> Reports[bool]: ...


class EvidenceControl:
    """Looks as often as the puck lets it: a drag shows both, by turns.

    ``failed`` carries a sentence about what was not possible.

    Parameters
    ----------
    board
        Returns the board at this moment, which says which classes are a body, and which wings.
    shown
        Tells each result that is shown.
    """

    def __init__(
        self,
        board: Callable[[], Board],
        shown: Reports[RenderResult],
        work: Work,
        view: EvidenceShow,
    ) -> None:
        self.failed = Event[str]()
        self._board, self._work, self._view = board, work, view
        self._renderer: Renderer | None = None
        self._result: RenderResult | None = None
        self._wanted = False
        shown.connect(self._seen)
        view.switched.connect(self._switch)
        view.set_usable(WAIT)

    @property
    def is_wanted(self) -> bool:
        """Whether what is seen where is to be shown."""
        return self._wanted

    def set_renderer(self, renderer: Renderer) -> None:
        """Ask another model set's classifier."""
        self._renderer, self._result = renderer, None
        self._work.cancel(CHANNEL)
        self._view.set_evidence(None)
        self._view.set_usable(renderer.engine.missing.get(Feature.SCORE, ""))

    def close(self) -> None:
        """Look at nothing any more."""
        self._work.cancel(CHANNEL)

    def _seen(self, result: RenderResult) -> None:
        self._result = result
        self._look()

    def _switch(self, wanted: bool) -> None:
        self._wanted = wanted
        if wanted:
            self._look()
        else:
            self._work.cancel(CHANNEL)
            self._view.set_evidence(None)

    def _look(self) -> None:
        renderer, result, board = self._renderer, self._result, self._board()
        if not self._wanted or renderer is None or result is None:
            return
        picture = result.picture
        if picture is None or Feature.SCORE in renderer.engine.missing:
            self._work.cancel(CHANNEL)
            self._view.set_evidence(None)
            return
        steps = single(lambda: where_seen(renderer.engine, picture, board.body, board.wings))
        self._work.submit(Urgency.PUCK, CHANNEL, steps, self._take, self._broke)

    def _take(self, evidence: Floats | None) -> None:
        self._view.set_evidence(evidence)
        if evidence is None:
            self._view.set_usable(NOWHERE)

    def _broke(self, error: Exception) -> None:
        self._view.set_evidence(None)
        self.failed.emit(f"It cannot be told what is seen where ({error}): see the log.")
