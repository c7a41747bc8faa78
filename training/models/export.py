"""ONNX graphs of a model set, so that it can be explored without torch."""

import contextlib
import io
import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from training.models.load import graph_modules
from training.models.modelset import File, ModelSet, file_of
from training.models.signatures import SIGNATURES, input_shapes

EXAMPLES = 2
"""Rows that a graph is traced with; one would be taken for a fixed size."""


def write_graphs(model_set: ModelSet) -> dict[str, File]:
    """Write ``<graph>.onnx`` into the set's folder, float16 weights, float32 arithmetic.

    Returns
    -------
    dict
        Graph name to file, for the manifest.
    """
    files = {}
    for name, module in graph_modules(model_set).items():
        path = model_set.folder / f"{name}.onnx"
        shapes = input_shapes(
            name, model_set.latent_shape, len(model_set.classes) + model_set.knows_winged
        )
        _export(
            module,
            {key: torch.zeros(EXAMPLES, *s) for key, s in shapes.items()},
            SIGNATURES[name].outputs_with(model_set.parts),
            path,
        )
        _halve(path)
        files[name] = file_of(path)
    return files


def _export(
    module: torch.nn.Module,
    inputs: dict[str, torch.Tensor],
    outputs: tuple[str, ...],
    path: Path,
) -> None:
    batch = torch.export.Dim("batch", min=1)
    # The exporter talks on both channels; nothing of it concerns the user.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            path,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=tuple({0: batch} for _ in inputs),
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def _halve(path: Path) -> None:
    """Store float32 matrices as float16, with a cast back: half the file, the same sums."""
    model = onnx.load(path)
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or _is_vector(tensor):
            continue
        halved = numpy_helper.to_array(tensor).astype(np.float16)
        wide = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(halved, wide + ".float16"))
        casts.append(helper.make_node("Cast", [tensor.name], [wide], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    model.metadata_props.clear()
    for node in graph.node:  # stack traces name the machine that exported
        del node.metadata_props[:]
        node.doc_string = ""
    graph.doc_string = ""
    model.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _is_vector(tensor: TensorProto) -> bool:
    """Halving one saves nothing, and the prior's frequencies would be off by half a radian."""
    return int(np.prod(tensor.dims)) == max(tensor.dims, default=1)
