"""The reference: a model set's networks in plain eager torch, from their weights.

Import this module only where torch is wanted: it takes a second and holds the interpreter lock.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import torch

from explorer.core.engine.backends import Floats
from training.files.errors import UserError
from training.learning import device as devices
from training.models.load import graph_modules, with_joined
from training.models.modelset import ModelSet
from training.models.signatures import signature_of


class TorchBackend:
    """Runs the networks of a set in float32.

    Parameters
    ----------
    modelset
        A set with weights; graphs of parts that have none are missing.
    device
        auto, cpu, cuda or mps.
    largest
        Most rows at once; with 1, a picture does not depend on what it was computed beside.
    threads
        Of the processor, while it runs; 0 leaves it to torch. With 1, sums are added up in one
        order whatever the machine does otherwise.

    Raises
    ------
    UserError
        Where the device is not there, or weights do not fit.
    """

    def __init__(
        self, modelset: ModelSet, device: str = "cpu", largest: int = 256, threads: int = 0
    ) -> None:
        self._modelset, self._largest, self._threads = modelset, largest, threads
        self._device = devices.choose(device, "float32").device
        modules = with_joined(graph_modules(modelset))
        self._networks = {name: module.to(self._device) for name, module in modules.items()}
        self._lock = threading.Lock()

    def outputs(self, graph: str) -> tuple[str, ...]:
        if graph not in self._networks:
            return ()
        return signature_of(graph).outputs_with(self._modelset.parts)

    def run(self, graph: str, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        if graph not in self._networks:
            raise UserError(f"The model set {self._modelset.name} has no weights of its {graph}.")
        columns = [
            torch.from_numpy(np.array(inputs[name], np.float32))
            for name in signature_of(graph).inputs
        ]
        with self._lock, torch.inference_mode(), _threads(self._threads):
            parts = [
                self._run_batch(graph, rows)
                for rows in zip(*(column.split(self._largest) for column in columns), strict=True)
            ]
        together = [torch.cat(outputs).numpy() for outputs in zip(*parts, strict=True)]
        return dict(zip(self.outputs(graph), together, strict=True))

    def _run_batch(self, graph: str, rows: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        result = self._networks[graph](*(row.to(self._device) for row in rows))
        outputs = result if isinstance(result, tuple) else (result,)
        return tuple(output.float().cpu() for output in outputs)


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Let torch use ``count`` threads for a while, where that is not 0."""
    before = torch.get_num_threads()
    torch.set_num_threads(count or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
