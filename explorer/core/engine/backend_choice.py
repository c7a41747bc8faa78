"""The choice of what runs a model set's graphs: OpenVINO on a CPU, or torch as the reference.

Both give the same picture to within 2/255, and neither is imported before it is asked for.
"""

from pathlib import Path

from explorer.core.engine.adapted import adapted
from explorer.core.engine.backends import Backend
from explorer.core.engine.openvino_backend import OpenVinoBackend
from training.files.errors import UserError
from training.models.modelset import ModelSet


def open_backend(
    modelset: ModelSet, device: str = "auto", cache: Path | None = None, threads: int = 0
) -> Backend:
    """Return what runs ``modelset`` on ``device``: auto, cpu, cuda or mps.

    Auto and cpu take OpenVINO; where it is missing, and on other devices, torch.

    Parameters
    ----------
    cache
        Folder for what OpenVINO compiled; with None it compiles anew each time.
    threads
        Of the processor, at most; 0 takes as many as there are.

    Raises
    ------
    UserError
        Where the set cannot be run there.
    """
    if device in ("auto", "cpu") and modelset.graphs:
        try:
            openvino = OpenVinoBackend(modelset, cache, threads=threads)
            return adapted(openvino, modelset.pictures)
        except ImportError:
            pass
    if modelset.graphs and not modelset.trainable:
        raise UserError(
            f"{modelset.name} has graphs alone, which OpenVINO runs on a CPU: install openvino, "
            "and choose the CPU."
        )
    from explorer.core.engine.torch_backend import TorchBackend

    return TorchBackend(modelset, "cpu" if device == "auto" else device, threads=threads)
