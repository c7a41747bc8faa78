"""A backend that notes how long its graphs take, and can run again what it ran."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from explorer.core.engine.backends import Backend, Floats

Call = tuple[str, Mapping[str, Floats]]


class TimedBackend:
    """Runs graphs by another backend.

    Attributes
    ----------
    spent
        Seconds in graphs since it was set to 0.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend, self.spent = backend, 0.0
        self._calls: list[Call] | None = None

    def outputs(self, graph: str) -> tuple[str, ...]:
        return self._backend.outputs(graph)

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        if self._calls is not None:
            self._calls.append((graph, {name: values.copy() for name, values in inputs.items()}))
        began = time.perf_counter()
        try:
            return self._backend.run(graph, inputs)
        finally:
            self.spent += time.perf_counter() - began

    @contextmanager
    def recorded(self) -> Iterator[list[Call]]:
        """Give a list that holds what is run meanwhile."""
        calls: list[Call] = []
        self._calls = calls
        try:
            yield calls
        finally:
            self._calls = None

    def alone(
        self, frames: Sequence[Sequence[Call]], times: int, pause: float = 0.0
    ) -> list[float]:
        """Run what frames ran, nothing else, in turns; return the milliseconds of each frame.

        Parameters
        ----------
        pause
            Seconds from one to the next that are slept.
        """
        taken = []
        for i in range(times):
            time.sleep(pause)
            began = time.perf_counter()
            for graph, inputs in frames[i % len(frames)]:
                self._backend.run(graph, inputs)
            taken.append(1000 * (time.perf_counter() - began))
        return taken
