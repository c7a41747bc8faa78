"""Multiply-adds of a graph, counted where it is run."""

from math import prod
from typing import Any

from explorer.core.engine.graphs import Graphs, import_openvino
from training.models.modelset import ModelSet


def multiply_adds(model_set: ModelSet, graph: str) -> int:
    """Return how many multiply-adds convolutions and matrices of a graph take for one picture."""
    model = Graphs(model_set, import_openvino().Core()).of_batch(graph, 1)
    return sum(map(_of_node, model.get_ops()))


def _of_node(node: Any) -> int:
    """A number that comes out is a sum of so many products."""
    kind = node.get_type_name()
    if kind not in ("Convolution", "GroupConvolution", "MatMul"):
        return 0
    weights = tuple(node.input_value(1).shape)
    made = prod(node.output(0).shape)
    if kind == "MatMul":
        return made * int(node.input_value(0).shape[-1])
    return made * prod(weights[2 if kind == "GroupConvolution" else 1 :])
