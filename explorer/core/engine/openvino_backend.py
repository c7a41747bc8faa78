"""Runs a model set's ONNX graphs on a CPU, by OpenVINO, which is imported when one is opened."""

import logging
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from explorer.core.engine.backends import Floats
from explorer.core.engine.compiled import CompiledGraphs, key_of
from training.files.errors import UserError
from training.files.strict_json import Malformed
from training.models.modelset import ModelSet
from training.models.probe import difference, probe_inputs
from training.models.signatures import SIGNATURES

BATCH_SIZES = (1, 2, 4, 16, 64)
"""Batches that graphs are compiled for: a fixed size runs almost twice as fast as a free one.

Two is what a guided step of the prior takes."""

FULL_ENOUGH = 0.75
"""Share of a batch from which filling it up is quicker than several smaller ones."""

TOLERANCES = {"f32": 0.005, "bf16": 0.05}
"""How far a graph may be from what its set says it gives, by precision; damage is off by more."""

log = logging.getLogger(__name__)


class Untrue(UserError):
    """A graph that gives other numbers here than its networks do, however often it is compiled."""

    def __init__(self, modelset: ModelSet, graph: str) -> None:
        super().__init__(
            f"The {graph} of the model set {modelset.name} gives other numbers here than where it "
            "was made: get the set anew, or choose another."
        )
        self.graph = graph


class OpenVinoBackend:
    """Runs the ONNX graphs of a set on the CPU, compiled for a few batch sizes when first used.

    The interpreter lock is free while a graph runs.

    Parameters
    ----------
    modelset
        Graphs that it names are read when first used.
    cache
        Folder for compiled graphs, or None.
    precision
        ``f32``, or ``bf16``: twice as fast on processors that compute in it, and off by 0.002 on
        average.
    sizes
        Batch sizes to compile for, with 1 among them.
    threads
        Of the processor; 0 leaves it to OpenVINO.

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
        self._settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision}
        if threads:
            self._settings["INFERENCE_NUM_THREADS"] = str(threads)
        self._cache = CompiledGraphs(cache)
        self._tolerance = TOLERANCES[precision]
        self.exchanged: list[str] = []
        self._models: dict[str, Any] = {}
        self._requests: dict[tuple[str, int], Any] = {}
        self._lock = threading.Lock()

    def outputs(self, graph: str) -> tuple[str, ...]:
        if graph not in self._modelset.graphs:
            return ()
        if probe := self._modelset.probe.get(graph):  # which spares reading the graph
            return SIGNATURES[graph].given(set(probe))
        with self._lock:
            return SIGNATURES[graph].given(_names(self._model(graph).outputs))

    def prepare(self, graph: str, size: int = 1) -> None:
        """Compile a graph for a batch size ahead of its first use."""
        with self._lock:
            self._request(graph, size)

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        count = len(next(iter(inputs.values())))
        parts = [
            self._run_batch(graph, size, {k: v[start:stop] for k, v in inputs.items()})
            for start, stop, size in _batches(count, self._sizes)
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _run_batch(self, graph: str, size: int, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        count = len(next(iter(inputs.values())))
        full = {name: _filled(values, size) for name, values in inputs.items()}
        with self._lock:
            results = self._infer(self._request(graph, size), graph, full)
            return {name: np.array(values[:count]) for name, values in results.items()}

    def _request(self, graph: str, size: int) -> Any:
        key = graph, size
        if key not in self._requests:
            self._requests[key] = self._checked_request(graph, size)
        return self._requests[key]

    def _checked_request(self, graph: str, size: int) -> Any:
        """Return a graph from the cache if that gives what it should, or else compiled anew."""
        if graph not in self._modelset.graphs:
            raise UserError(f"The model set {self._modelset.name} has no {graph}.")
        key = self._key(graph, size)
        try:
            kept = self._cache.get(key)
            if kept is not None:
                return self._believed(self._imported(kept), graph, size)
        except (Malformed, RuntimeError, UserError) as error:
            log.warning("the %s is compiled anew, as what was kept is damaged: %s", graph, error)
            self._cache.drop(key)
            self.exchanged.append(graph)
        compiled = self._compiled(graph, size)
        request = self._believed(compiled, graph, size)
        self._cache.put(key, compiled.export_model().getvalue())
        return request

    def _imported(self, blob: bytes) -> Any:
        return self._core.import_model(blob, "CPU", self._settings)

    def _believed(self, compiled: Any, graph: str, size: int) -> Any:
        """Return a request of a compiled graph, once a fixed picture went through it."""
        if not SIGNATURES[graph].fits(_names(compiled.inputs), _names(compiled.outputs)):
            raise _unfit(self._modelset, graph)
        request = compiled.create_infer_request()
        inputs = probe_inputs(graph, self._modelset)
        full = {name: _filled(values, size) for name, values in inputs.items()}
        results = self._infer(request, graph, full)
        expected = self._modelset.probe.get(graph, {})
        for row in {0, size - 1}:
            found = {name: values[row : row + 1] for name, values in results.items()}
            if difference(expected, found) > self._tolerance:
                raise Untrue(self._modelset, graph)
        return request

    def _infer(self, request: Any, graph: str, inputs: dict[str, Floats]) -> dict[str, Any]:
        try:
            results = request.infer(inputs, share_inputs=True)
            return {name: results[name] for name in self._given(graph, request)}
        except (RuntimeError, TypeError, KeyError) as error:
            raise _unfit(self._modelset, graph) from error

    def _given(self, graph: str, request: Any) -> tuple[str, ...]:
        """Those of a graph's outputs that the signature knows, in its order."""
        return SIGNATURES[graph].given(_names(request.model_outputs))

    def _key(self, graph: str, size: int) -> str:
        return key_of(
            graph=self._modelset.graphs[graph].sha256,
            size=size,
            settings=self._settings,
            version=self._openvino.__version__,
            processor=self._core.get_property("CPU", "FULL_DEVICE_NAME"),
            computes=sorted(self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")),
        )

    def _compiled(self, graph: str, size: int) -> Any:
        try:
            model = self._model(graph).clone()
            model.reshape({port: _of_batch(port, size) for port in model.inputs})
            return self._core.compile_model(model, "CPU", self._settings)
        except RuntimeError as error:
            raise _unfit(self._modelset, graph) from error

    def _model(self, graph: str) -> Any:
        if graph not in self._models:
            path = self._modelset.path(self._modelset.graphs[graph])
            try:
                model = self._core.read_model(path)
            except RuntimeError as error:
                raise UserError(f"{path} is no graph that can be read: export it anew.") from error
            self._check_signature(graph, model)
            self._models[graph] = model
        return self._models[graph]

    def _check_signature(self, graph: str, model: Any) -> None:
        wanted = SIGNATURES[graph]
        inputs, outputs = _names(model.inputs), _names(model.outputs)
        if len(model.inputs) != len(wanted.inputs) or not wanted.fits(inputs, outputs):
            raise _unfit(self._modelset, graph)
        due = probe_inputs(graph, self._modelset)
        for port in model.inputs:
            name = next(name for name in wanted.inputs if name in port.get_names())
            if not _takes(port, due[name].shape[1:]):
                raise _unfit(self._modelset, graph)


def import_openvino() -> ModuleType:
    """Import OpenVINO without its converter, which reports each import over the network.

    The converter (``openvino.tools.ovc``) is optional: OpenVINO goes on without it. Importing it
    is what makes the telemetry package write to the home folder and open a socket.

    Raises
    ------
    ImportError
        Where OpenVINO is not installed.
    """
    converter = "openvino.tools.ovc"
    if "openvino" in sys.modules:
        return sys.modules["openvino"]
    sys.modules[converter] = None  # type: ignore[assignment]
    try:
        import openvino  # type: ignore[import-untyped]
    finally:
        del sys.modules[converter]
    return openvino


def _batches(count: int, sizes: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """Cut ``count`` rows into (start, stop, batch size); ``sizes`` fall down to 1."""
    start = 0
    while start < count:
        left = count - start
        size = next(size for size in sizes if left >= FULL_ENOUGH * size or size == sizes[-1])
        yield start, min(start + size, count), size
        start += size


def _filled(values: Floats, size: int) -> Floats:
    """Repeat the last row up to ``size`` rows, as a contiguous array."""
    missing = size - len(values)
    rows = np.concatenate((values, np.repeat(values[-1:], missing, axis=0))) if missing else values
    return np.ascontiguousarray(rows, np.float32)


def _names(ports: Any) -> set[str]:
    return {name for port in ports for name in port.get_names()}


def _takes(port: Any, shape: tuple[int, ...]) -> bool:
    """Whether the rows that an input takes are of ``shape``."""
    rows = list(port.partial_shape)[1:]
    return all(size.is_static for size in rows) and tuple(s.get_length() for s in rows) == shape


def _of_batch(port: Any, size: int) -> list[int]:
    """An input's shape for a batch size; its other dimensions are fixed."""
    return [size, *(dimension.get_length() for dimension in list(port.partial_shape)[1:])]


def _unfit(modelset: ModelSet, graph: str) -> UserError:
    wanted = SIGNATURES[graph]
    return UserError(
        f"The {graph} of the model set {modelset.name} does not fit: export one that takes "
        f"{', '.join(wanted.inputs)} and gives {', '.join(wanted.outputs)}, with a free batch size."
    )
