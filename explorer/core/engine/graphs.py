"""The graphs of a model set, as OpenVINO reads them: for one batch size, without what is waste."""

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from explorer.core.engine.lean import join, trim
from training.files.errors import UserError
from training.models.modelset import ModelSet
from training.models.probe import probe_inputs
from training.models.signatures import JOINED, SIGNATURES, called, signature_of


class Graphs:
    """Reads the ONNX files that a model set names, each when it is first asked for.

    Parameters
    ----------
    core
        OpenVINO's.
    """

    def __init__(self, modelset: ModelSet, core: Any) -> None:
        self._modelset, self._core = modelset, core
        self._models: dict[str, Any] = {}

    def files(self, graph: str) -> tuple[str, ...]:
        """Return the checksums of the files that a graph is of.

        Raises
        ------
        UserError
            Where the set has no such graph.
        """
        names = JOINED.get(graph, (graph,))
        for name in names:
            if name not in self._modelset.graphs:
                raise UserError(f"The model set {self._modelset.name} has no {name}.")
        return tuple(self._modelset.graphs[name].sha256 for name in names)

    def outputs(self, graph: str) -> tuple[str, ...]:
        """Return the names of what a graph gives, in the signature's order."""
        names = JOINED.get(graph, (graph,))
        given = {output for name in names for output in self._names(name)}
        return signature_of(graph).given(given)

    def of_batch(self, graph: str, size: int) -> Any:
        """Return a graph for batches of ``size``.

        Raises
        ------
        UserError
            Where it cannot be read, or does not fit.
        """
        try:
            parts = [self._reshaped(name, size) for name in JOINED.get(graph, (graph,))]
            model = join(*parts) if graph in JOINED else parts[0]
            trim(model)
        except RuntimeError as error:
            raise self.unfit(graph) from error
        return model

    def unfit(self, graph: str) -> UserError:
        """Return the error that says what a graph should be like."""
        wanted = signature_of(graph)
        return UserError(
            f"The {called(graph)} of the model set {self._modelset.name} does not fit: export one "
            f"that takes "
            f"{', '.join(wanted.inputs)} and gives {', '.join(wanted.outputs)}, with a free batch "
            "size."
        )

    def _names(self, graph: str) -> Iterable[str]:
        """What a graph gives: as the set tells it, which spares reading the graph."""
        return self._modelset.probe.get(graph) or names_of(self._model(graph).outputs)

    def _reshaped(self, graph: str, size: int) -> Any:
        model = self._model(graph).clone()
        model.reshape({port: _of_batch(port, size) for port in model.inputs})
        return model

    def _model(self, graph: str) -> Any:
        self.files(graph)
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
        inputs, outputs = names_of(model.inputs), names_of(model.outputs)
        if len(model.inputs) != len(wanted.inputs) or not wanted.fits(inputs, outputs):
            raise self.unfit(graph)
        due = probe_inputs(graph, self._modelset)
        for port in model.inputs:
            name = next(name for name in wanted.inputs if name in port.get_names())
            if not _takes(port, due[name].shape[1:]):
                raise self.unfit(graph)


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


def names_of(ports: Any) -> set[str]:
    """Return all names of inputs or outputs."""
    return {name for port in ports for name in port.get_names()}


def _takes(port: Any, shape: tuple[int, ...]) -> bool:
    """Whether the rows that an input takes are of ``shape``."""
    rows = list(port.partial_shape)[1:]
    return all(size.is_static for size in rows) and tuple(s.get_length() for s in rows) == shape


def _of_batch(port: Any, size: int) -> list[int]:
    """An input's shape for a batch size; its other dimensions are fixed."""
    return [size, *(dimension.get_length() for dimension in list(port.partial_shape)[1:])]
