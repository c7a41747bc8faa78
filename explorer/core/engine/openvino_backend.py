"""Runs a model set's ONNX graphs on a CPU, by OpenVINO, which is imported when one is opened."""

import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from explorer.core.engine.backends import Floats
from training.files.errors import UserError
from training.models.modelset import ModelSet
from training.models.signatures import SIGNATURES

BATCH_SIZES = (1, 2, 4, 16, 64)
"""Batches that graphs are compiled for: a fixed size runs almost twice as fast as a free one.

Two is what a guided step of the prior takes."""

FULL_ENOUGH = 0.75
"""Share of a batch from which filling it up is quicker than several smaller ones."""


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
        if cache is not None:
            self._settings["CACHE_DIR"] = str(cache)
        self._models: dict[str, Any] = {}
        self._requests: dict[tuple[str, int], Any] = {}
        self._lock = threading.Lock()

    def outputs(self, graph: str) -> tuple[str, ...]:
        if graph not in self._modelset.graphs:
            return ()
        with self._lock:
            return _outputs(graph, self._model(graph))

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
            request = self._request(graph, size)
            try:
                results = request.infer(full, share_inputs=True)
            except (RuntimeError, TypeError) as error:
                raise _unfit(self._modelset, graph) from error
            return {
                name: np.array(results[name][:count])
                for name in _outputs(graph, self._model(graph))
            }

    def _request(self, graph: str, size: int) -> Any:
        key = graph, size
        if key not in self._requests:
            model = self._model(graph).clone()
            try:
                model.reshape({port: _of_batch(port, size) for port in model.inputs})
                compiled = self._compiled(model)
            except RuntimeError as error:
                raise _unfit(self._modelset, graph) from error
            self._requests[key] = compiled.create_infer_request()
        return self._requests[key]

    def _compiled(self, model: Any) -> Any:
        try:
            return self._core.compile_model(model, "CPU", self._settings)
        except RuntimeError:
            if "CACHE_DIR" not in self._settings:
                raise
        # A cache that cannot be written, such as on a full disk, only spares time.
        del self._settings["CACHE_DIR"]
        return self._core.compile_model(model, "CPU", self._settings)

    def _model(self, graph: str) -> Any:
        if graph not in self._modelset.graphs:
            raise UserError(f"The model set {self._modelset.name} has no {graph}.")
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


def _outputs(graph: str, model: Any) -> tuple[str, ...]:
    """Those of a graph's outputs that the signature knows, in its order."""
    return SIGNATURES[graph].given(_names(model.outputs))


def _names(ports: Any) -> set[str]:
    return {name for port in ports for name in port.get_names()}


def _of_batch(port: Any, size: int) -> list[int]:
    """An input's shape for a batch size; its other dimensions are fixed."""
    return [size, *(dimension.get_length() for dimension in list(port.partial_shape)[1:])]


def _unfit(modelset: ModelSet, graph: str) -> UserError:
    wanted = SIGNATURES[graph]
    return UserError(
        f"The {graph} of the model set {modelset.name} does not fit: export one that takes "
        f"{', '.join(wanted.inputs)} and gives {', '.join(wanted.outputs)}, with a free batch size."
    )
