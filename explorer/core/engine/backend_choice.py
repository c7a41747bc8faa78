"""The choice of what runs a model set's graphs: OpenVINO on a CPU, or torch as the reference.

Both give the same picture to within 2/255, and neither is imported before it is asked for.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from threading import Lock

from explorer.core.engine.adapted import adapted
from explorer.core.engine.backends import Backend, Floats
from explorer.core.engine.openvino_backend import OpenVinoBackend, Untrue
from explorer.core.engine.precision import AUTO, EXACT
from training.files.errors import UserError
from training.models.modelset import ModelSet
from training.models.signatures import called

log = logging.getLogger(__name__)
Tell = Callable[[str], None]


def open_backend(
    modelset: ModelSet,
    device: str = "auto",
    cache: Path | None = None,
    threads: int = 0,
    tell: Tell = log.warning,
) -> Backend:
    """Return what runs ``modelset`` on ``device``: auto, cpu, cuda or mps.

    Auto and cpu take OpenVINO; where it is missing, and on other devices, torch. Graphs that give
    other numbers than they should, compiled anew as well, are left to torch.

    Parameters
    ----------
    cache
        Folder for what OpenVINO compiled, and for which precision is the quicker one; with None it
        compiles anew each time, in full precision.
    threads
        Of the processor, at most; 0 takes as many as there are.
    tell
        Takes a sentence about graphs that are left to torch; on whichever thread runs them.

    Raises
    ------
    UserError
        Where the set cannot be run there.
    """
    if device in ("auto", "cpu") and modelset.graphs:
        try:
            openvino = OpenVinoBackend(modelset, cache, AUTO if cache else EXACT, threads=threads)
            first = adapted(openvino, modelset.pictures)
        except ImportError:
            pass
        else:
            reference = partial(_torch, modelset, "cpu", threads)
            return ReliableBackend(first, reference, tell) if modelset.trainable else first
    if modelset.graphs and not modelset.trainable:
        raise UserError(
            f"{modelset.name} has graphs alone, which OpenVINO runs on a CPU: install openvino, "
            "and choose the CPU."
        )
    return _torch(modelset, "cpu" if device == "auto" else device, threads)


class ReliableBackend:
    """Runs graphs by ``first``, and those that are not to be believed there by the reference.

    Parameters
    ----------
    reference
        Opens it; called when it is needed.
    tell
        Takes a sentence about each graph that is run by it.
    """

    def __init__(self, first: Backend, reference: Callable[[], Backend], tell: Tell) -> None:
        self._first, self._open, self._tell = first, reference, tell
        self._by_graph: dict[str, Backend] = {}
        self._leaving = Lock()

    @property
    def name(self) -> str:
        """What runs the graphs, for a person."""
        by_reference = ", ".join(sorted(self._by_graph))
        return f"OpenVINO, but torch for {by_reference}" if by_reference else "OpenVINO"

    def outputs(self, graph: str) -> tuple[str, ...]:
        return self._first.outputs(graph)

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        try:
            return self._by_graph.get(graph, self._first).run(graph, inputs)
        except Untrue as error:
            self._leave(graph, error)
        return self._by_graph[graph].run(graph, inputs)

    def _leave(self, graph: str, error: Untrue) -> None:
        """Leave a graph to the reference."""
        log.error("the %s is left to torch: %s", graph, error)
        with self._leaving:
            known = next(iter(self._by_graph.values()), None)
            self._by_graph[graph] = known or self._open()
        self._tell(
            f"The quick way to run the {called(graph)} gives other numbers here than it should: "
            "torch runs it instead, which is slower. “pegasus doctor” checks it again."
        )


def _torch(modelset: ModelSet, device: str, threads: int) -> Backend:
    from explorer.core.engine.torch_backend import TorchBackend

    return TorchBackend(modelset, device, threads=threads)
