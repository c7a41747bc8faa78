"""Runs a model set's ONNX graphs on a CPU, by OpenVINO, which is imported when one is opened."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from explorer.core.checked import CheckedFiles, key_of
from explorer.core.cores import usable_cores
from explorer.core.engine.backends import Floats
from explorer.core.engine.batches import ALONE, BATCH_SIZES, cut, filled
from explorer.core.engine.graphs import Graphs, import_openvino, names_of
from explorer.core.engine.precision import AUTO, EXACT, HALF, Run, quickest
from training.files.errors import UserError
from training.files.strict_json import Malformed
from training.models.modelset import ModelSet
from training.models.probe import difference, probe_inputs
from training.models.signatures import SHOWN, called, signature_of

LIVE = (SHOWN, "decoder", "scorer")
"""What a live picture is made with; the other graphs are always exact."""

TOLERANCES = {EXACT: 0.005, HALF: 0.05}
"""How far a graph may be from what its set says it gives, by precision; damage is off by more."""

COMPILED, MAX_BYTES = ".compiled", 512 << 20
"""Suffix of the graphs that are kept, and bytes of all together; a set like that which ships takes
130 MB."""

MOST_OPEN = 16
"""Graphs that stay open, each for one batch size; one of a set like that which ships takes some 25
MB, and all of them would take 800. Dragging and searching use about ten."""

log = logging.getLogger(__name__)


class Untrue(UserError):
    """A graph that gives other numbers here than its networks do, however often it is compiled."""

    def __init__(self, modelset: ModelSet, graph: str) -> None:
        super().__init__(
            f"The {called(graph)} of the model set {modelset.name} gives other numbers here than "
            "where it was made: get the set anew, or choose another."
        )
        self.graph = graph


class OpenVinoBackend:
    """Runs the ONNX graphs of a set on the CPU, compiled for a few batch sizes when first used.

    The interpreter lock is free while a graph runs. Threads are not bound to cores: where another
    program has one of them, a thread that has to wait for it takes ten times as long.

    Parameters
    ----------
    modelset
        Graphs that it names are read when first used.
    cache
        Folder for compiled graphs, or None.
    precision
        ``f32``, ``bf16``, or ``auto``: for what a live picture needs the quicker of the two, see
        :func:`explorer.core.engine.precision.quickest`. All else is ``f32`` then.
    sizes
        Batch sizes to compile for, with 1 among them.
    threads
        Of the processor; 0 takes as many as there are.

    Attributes
    ----------
    exchanged
        Graphs that were in the cache and could not be believed, so that they were compiled anew.

    Raises
    ------
    ImportError
        Where OpenVINO is not installed.
    """

    def __init__(
        self,
        modelset: ModelSet,
        cache: Path | None = None,
        precision: str = "f32",
        sizes: tuple[int, ...] = BATCH_SIZES,
        threads: int = 0,
    ) -> None:
        self._openvino = import_openvino()
        self._modelset, self._sizes = modelset, tuple(sorted(sizes, reverse=True))
        self._core = self._openvino.Core()
        self._graphs = Graphs(modelset, self._core)
        self._threads, self._asked = threads or usable_cores(), precision
        self._settled: str | None = None
        self._cache = CheckedFiles(cache, COMPILED, MAX_BYTES)
        self.exchanged: list[str] = []
        self._given: dict[str, tuple[str, ...]] = {}
        self._measured: dict[tuple[str, int, str], Any] = {}
        self._requests: dict[tuple[str, int], list[Any]] = {}
        self._lock, self._settling = threading.Lock(), threading.Lock()
        self._ordering = threading.Lock()
        self._opening: dict[str, threading.Lock] = {}

    @property
    def precision(self) -> str:
        """In which precision a live picture is computed; measured where it was not yet."""
        with self._lock:
            return self._precision_of(SHOWN)

    def outputs(self, graph: str) -> tuple[str, ...]:
        try:
            self._graphs.files(graph)
        except UserError:
            return ()
        with self._lock:
            return self._graphs.outputs(graph)

    def prepare(self, graph: str, size: int = 1) -> None:
        """Compile a graph for a batch size ahead of its first use."""
        with self._lock:
            self._ready(graph, size)

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        count = len(next(iter(inputs.values())))
        batches = list(cut(count, self._sizes, self._threads))
        for _, _, size in batches:
            self._ready(graph, size)  # others go on meanwhile, and open other graphs
        with self._lock:
            if len(batches) == 1:
                return self._at_once(graph, inputs, *batches[0])
            parts = list(self._parts(graph, inputs, batches))
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _at_once(
        self, graph: str, inputs: Mapping[str, Floats], start: int, stop: int, size: int
    ) -> dict[str, Floats]:
        """Run a single batch on this very thread: on a busy machine another may wait to begin."""
        request = self._ready(graph, size)[0]
        rows = {name: filled(values, size) for name, values in inputs.items()}
        return {name: v[:stop] for name, v in self._infer(request, graph, rows).items()}

    def _parts(
        self, graph: str, inputs: Mapping[str, Floats], batches: Sequence[tuple[int, int, int]]
    ) -> Iterator[dict[str, Floats]]:
        """What comes of the rows, in order, batch by batch; several of them run at a time."""
        flying: deque[tuple[Any, int, dict[str, Floats]]] = deque()
        try:
            for i, (start, stop, size) in enumerate(batches):
                requests = self._ready(graph, size)
                request = requests[i % len(requests)]
                while any(request is other for other, *_ in flying):
                    yield self._landed(graph, *flying.popleft())
                rows = {name: filled(values[start:stop], size) for name, values in inputs.items()}
                self._run(request.start_async, graph, rows)
                flying.append((request, stop - start, rows))
            while flying:
                yield self._landed(graph, *flying.popleft())
        finally:
            for request, *_ in flying:
                with suppress(RuntimeError):
                    request.wait()

    def _landed(
        self, graph: str, request: Any, count: int, rows: dict[str, Floats]
    ) -> dict[str, Floats]:
        return {name: values[:count] for name, values in self._results(request, graph).items()}

    def _ready(self, graph: str, size: int) -> list[Any]:
        """Return the requests of a graph, compiled where it is not yet."""
        key = graph, size
        requests = self._requests.get(key)
        if requests is None:
            with self._opening.setdefault(graph, threading.Lock()):
                requests = self._requests.get(key) or self._new_requests(graph, size)
                self._keep(key, requests)
        else:
            self._keep(key, requests)
        return requests

    def _keep(self, key: tuple[str, int], requests: list[Any]) -> None:
        """Put a graph last in the order of use, and let go of what was not used for longest."""
        with self._ordering:
            self._requests.pop(key, None)
            self._requests[key] = requests
            for oldest in list(self._requests)[:-MOST_OPEN]:
                del self._requests[oldest]

    def _new_requests(self, graph: str, size: int) -> list[Any]:
        precision = self._precision_of(graph)
        measured = self._measured.pop((graph, size, precision), None)
        compiled = measured or self._checked(graph, size, precision)
        count = 1 if size <= ALONE else 2 * self._threads  # so that none waits for its next
        return [compiled.create_infer_request() for _ in range(count)]

    def _precision_of(self, graph: str) -> str:
        """The precision of a graph; where that is to be measured, it is measured once."""
        if self._asked != AUTO:
            return self._asked
        with self._settling:  # who comes while it is measured waits, and disturbs nothing
            if graph not in LIVE or "decoder" not in self._modelset.graphs:
                return EXACT
            if self._settled is None:
                self._settled = self._settle()
            return self._settled

    def _settle(self) -> str:
        """Return the precision that was measured here before, or measure it."""
        whole = SHOWN if "scorer" in self._modelset.graphs else "decoder"
        key = self._key(whole, 1, AUTO)
        with suppress(Malformed):
            kept = (self._cache.get(key) or b"").decode("ascii", "replace")
            if kept in (EXACT, HALF):
                return kept

        def opened(precision: str) -> Run:
            compiled = self._checked(whole, 1, precision)
            self._measured[whole, 1, precision] = compiled
            request = compiled.create_infer_request()
            return lambda latents: self._infer(request, whole, {"latents": latents})

        quicker = quickest(self._modelset, opened)
        other = EXACT if quicker == HALF else HALF
        self._measured.pop((whole, 1, other), None)
        self._cache.drop(self._key(whole, 1, other))
        self._cache.put(key, quicker.encode())
        return quicker

    def _checked(self, graph: str, size: int, precision: str) -> Any:
        """Return a graph from the cache if that gives what it should, or else compiled anew."""
        key = self._key(graph, size, precision)
        settings = self._settings(size, precision)
        try:
            kept = self._cache.get(key)
            if kept is not None:
                compiled = self._core.import_model(kept, "CPU", settings)
                return self._believed(compiled, graph, size, precision)
        except (Malformed, RuntimeError, UserError) as error:
            log.warning("the %s is compiled anew, as what was kept is damaged: %s", graph, error)
            self._cache.drop(key)
            self.exchanged.append(graph)
        try:
            compiled = self._core.compile_model(self._graphs.of_batch(graph, size), "CPU", settings)
        except RuntimeError as error:
            raise self._graphs.unfit(graph) from error
        self._believed(compiled, graph, size, precision)
        self._cache.put(key, compiled.export_model().getvalue())
        return compiled

    def _believed(self, compiled: Any, graph: str, size: int, precision: str) -> Any:
        """Return a compiled graph, once a fixed picture went through it."""
        if not signature_of(graph).fits(names_of(compiled.inputs), names_of(compiled.outputs)):
            raise self._graphs.unfit(graph)
        inputs = probe_inputs(graph, self._modelset)
        full = {name: filled(values, size) for name, values in inputs.items()}
        results = self._infer(compiled.create_infer_request(), graph, full)
        expected = self._modelset.probe.get(graph, {})
        for row in {0, size - 1}:
            given = {name: values[row : row + 1] for name, values in results.items()}
            if difference(expected, given) > TOLERANCES[precision]:
                raise Untrue(self._modelset, graph)
        return compiled

    def _infer(self, request: Any, graph: str, inputs: dict[str, Floats]) -> dict[str, Floats]:
        self._run(request.infer, graph, inputs)
        return self._results(request, graph)

    def _run(self, run: Callable[..., Any], graph: str, inputs: dict[str, Floats]) -> None:
        try:
            run(inputs, share_inputs=True)
        except (RuntimeError, TypeError) as error:
            raise self._graphs.unfit(graph) from error

    def _results(self, request: Any, graph: str) -> dict[str, Floats]:
        """Wait for a request; return copies of the outputs that the signature knows."""
        if graph not in self._given:
            self._given[graph] = signature_of(graph).given(names_of(request.model_outputs))
        try:
            request.wait()
            return {name: np.array(request.get_tensor(name).data) for name in self._given[graph]}
        except (RuntimeError, KeyError) as error:
            raise self._graphs.unfit(graph) from error

    def _settings(self, size: int, precision: str) -> dict[str, str]:
        return {
            "INFERENCE_PRECISION_HINT": precision,
            "INFERENCE_NUM_THREADS": str(self._threads),
            "NUM_STREAMS": str(1 if size <= ALONE else self._threads),
            "ENABLE_CPU_PINNING": "NO",
        }

    def _key(self, graph: str, size: int, precision: str) -> str:
        return key_of(
            graph=self._graphs.files(graph),
            size=size,
            settings=self._settings(size, precision),
            version=self._openvino.__version__,
            processor=self._core.get_property("CPU", "FULL_DEVICE_NAME"),
            computes=sorted(self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")),
        )
