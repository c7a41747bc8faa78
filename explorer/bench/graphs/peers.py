"""Other ways to run a decoder and a scorer, as anyone would write them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from explorer.core.engine.backends import Floats
from explorer.core.engine.graphs import import_openvino
from training.models.modelset import ModelSet

Run = Callable[[Floats], Any]
"""Decodes latents (n, *latent_shape) and scores what comes of them."""
Makers = Mapping[str, Callable[[ModelSet, int], Run]]


def eager(model_set: ModelSet, size: int, last: bool = False, half: bool = False) -> Run:
    """Torch, one operation after the other."""
    import torch

    from training.models.load import graph_modules

    modules = graph_modules(model_set)
    layout = torch.channels_last if last else torch.contiguous_format
    for module in modules.values():
        module.to(memory_format=layout)  # type: ignore[call-overload]

    def run(latents: Floats) -> Any:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            given = torch.from_numpy(latents).to(memory_format=layout)
            return modules["scorer"](modules["decoder"](given))

    return run


def onnxruntime(model_set: ModelSet, size: int) -> Run:
    """ONNX Runtime with what it does by itself.

    Raises
    ------
    ImportError
        Where it is not installed.
    """
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]

    def session(graph: str) -> Any:
        path = model_set.path(model_set.graphs[graph])
        return InferenceSession(str(path), providers=["CPUExecutionProvider"])

    decoder, scorer = session("decoder"), session("scorer")

    def run(latents: Floats) -> Any:
        (images,) = decoder.run(["images"], {"latents": latents})
        return scorer.run(None, {"images": images})

    return run


def openvino(model_set: ModelSet, size: int, precision: str = "f32", fixed: bool = False) -> Run:
    """OpenVINO with what it does by itself: two graphs, any batch size or ``fixed`` to one."""
    core = import_openvino().Core()

    def compiled(graph: str) -> Any:
        model = core.read_model(model_set.path(model_set.graphs[graph]))
        if fixed:
            shape = model.input(0).partial_shape
            model.reshape([size, *(side.get_length() for side in list(shape)[1:])])
        return core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": precision})

    decoder, scorer = compiled("decoder"), compiled("scorer")
    return lambda latents: scorer(np.array(decoder(latents)["images"]))


PEERS: Makers = {
    "eager": eager,
    "onnxruntime": onnxruntime,
    "openvino": openvino,
}
"""In float32, as they come."""

OTHERS: Makers = {
    "eager channels last": lambda models, size: eager(models, size, last=True),
    "eager bfloat16": lambda models, size: eager(models, size, last=True, half=True),
    "openvino bfloat16": lambda models, size: openvino(models, size, "bf16"),
    "openvino of one size": lambda models, size: openvino(models, size, fixed=True),
    "openvino of one size, bfloat16": lambda models, size: openvino(models, size, "bf16", True),
}
"""What else might be quicker: the best of all is what ours is measured by, too."""
