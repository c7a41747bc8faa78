"""Graphs changed before they are compiled: two are joined, and what nobody sees is left out."""

from typing import Any

HALF = [2, 2]


def join(first: Any, second: Any) -> Any:
    """Return the model that runs ``first``, and then ``second`` on its only output.

    It gives what both give.

    Raises
    ------
    RuntimeError
        Where that output is nothing that ``second`` takes.
    """
    from openvino import Model  # type: ignore[import-untyped]

    made = first.get_results()[0].input(0).get_source_output()
    (taken,) = second.get_parameters()
    for target in taken.output(0).get_target_inputs():
        target.replace_source_output(made)
    results = first.get_results() + second.get_results()
    return Model(results, first.get_parameters(), "joined")


def trim(model: Any) -> int:
    """Compute no row and no column that halving by maxima leaves out; return in how many places.

    Of a side with an odd number of pixels 2 × 2 maxima do not see the last one. A convolution
    before them need not compute it: its padding at that end is one less. ``model`` has fixed
    shapes, and is changed in place.
    """
    pools = [node for node in model.get_ordered_ops() if node.get_type_name() == "MaxPool"]
    trimmed = sum(_trim_before(pool) for pool in pools if _halves(pool))
    if trimmed:
        model.validate_nodes_and_infer_types()
    return trimmed


def _halves(pool: Any) -> bool:
    about = pool.get_attributes()
    return (
        about["kernel"] == about["strides"] == HALF
        and about["pads_begin"] == about["pads_end"] == [0, 0]
        and about["rounding_type"] == "floor"
    )


def _trim_before(pool: Any) -> bool:
    node = _convolution(pool.input(0).get_source_output())
    if node is None:
        return False
    from openvino.opset1 import convolution  # type: ignore[import-untyped]

    about = node.get_attributes()
    _, _, *sides = node.output(0).shape
    ends = [end - side % 2 for end, side in zip(about["pads_end"], sides, strict=True)]
    if ends == about["pads_end"] or min(ends) < 0 or about["strides"] != [1, 1]:
        return False
    less = convolution(
        node.input_value(0),
        node.input_value(1),
        about["strides"],
        about["pads_begin"],
        ends,
        about["dilations"],
    )
    for target in node.output(0).get_target_inputs():
        target.replace_source_output(less.output(0))
    return True


def _convolution(output: Any) -> Any | None:
    """The convolution behind an output, perhaps with a bias, if nothing else sees it."""
    node = output.get_node()
    if len(output.get_target_inputs()) > 1:
        return None
    if node.get_type_name() == "Add":
        return _convolution(node.input_value(0))
    return node if node.get_type_name() == "Convolution" else None
