"""Answers of two sides to the same request, brought together: else a drag would mix moments."""

from typing import Protocol

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.ui.parts.event import Reports

WAITING = 16
"""Answers of one side that wait for the other's; a drag is seldom that far ahead."""


class Blends(Protocol):
    """The blend under the puck, which is side A."""

    @property
    def renderer(self) -> Renderer | None: ...
    @property
    def request(self) -> RenderRequest | None: ...
    @property
    def result(self) -> RenderResult | None: ...
    @property
    def requested(self) -> Reports[RenderRequest]: ...
    @property
    def answered(self) -> Reports[RenderResult]: ...


class Pairs:
    """What both sides answered to one request, by its generation; the newest pair counts."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all answers."""
        self.newest: tuple[RenderResult, RenderResult] | None = None
        self._ours: dict[int, RenderResult] = {}
        self._theirs: dict[int, RenderResult] = {}

    def add_ours(self, result: RenderResult) -> bool:
        """Take an answer of side A; return whether it makes a pair."""
        return self._add(self._ours, result)

    def add_theirs(self, result: RenderResult) -> bool:
        """Take an answer of side B; return whether it makes a pair."""
        return self._add(self._theirs, result)

    def _add(self, waiting: dict[int, RenderResult], result: RenderResult) -> bool:
        number = result.generation
        waiting[number] = result
        if number not in self._ours or number not in self._theirs:
            for old in list(waiting)[:-WAITING]:
                del waiting[old]
            return False
        self.newest = self._ours[number], self._theirs[number]
        for side in (self._ours, self._theirs):
            for old in [other for other in side if other <= number]:
                del side[old]
        return True
