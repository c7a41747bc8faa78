"""A fixed picture through the graphs of a model set, and what comes out: told once, compared often.

What a set's networks gave where they were trained stands in its manifest. Whatever runs them
elsewhere, compiled or not, is believed when it gives the same.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from training.models.modelset import ModelSet, Probe
from training.models.signatures import JOINED, SIGNATURES, input_shapes

Floats = NDArray[np.float32]
Outputs = Mapping[str, NDArray[np.floating]]
MEASURES = 8
"""Numbers that are kept of an output: its sums under so many random signs."""
SMALL = 0.5
"""Size of an output below which it is not judged by its own size: chances near 0 may be off by as
much as others."""
BLOCK = 4
"""Pixels a side of the squares that the picture is made of: noise is nothing that graphs know."""


def probe_inputs(graph: str, model_set: ModelSet) -> dict[str, Floats]:
    """Return what goes through a graph, one row each: always the same, on every machine."""
    classes = len(model_set.classes) + model_set.knows_winged
    shapes = input_shapes(graph, model_set.latent_shape, classes)
    return {name: _input(name, shape, model_set) for name, shape in shapes.items()}


def told(outputs: Outputs) -> dict[str, tuple[float, ...]]:
    """Return what is kept of a graph's outputs (1, ...), by their names.

    Each number is the sum under random signs over the root of their count, so it has about the
    size of what it is of, and a change of any part is felt.
    """
    return {name: tuple(map(float, _measured(values))) for name, values in outputs.items()}


def difference(expected: Mapping[str, tuple[float, ...]], outputs: Outputs) -> float:
    """Return how far outputs (1, ...) are from what was told of them: 0 is equal, 1 is anything.

    It is the worst output's, in shares of its size; infinite where numbers are not finite, or an
    output is missing. Outputs of which nothing was told count as far as they are finite.
    """
    if not expected.keys() <= outputs.keys():
        return float("inf")
    return max((_off(expected.get(name), values) for name, values in outputs.items()), default=0.0)


def probed(model_set: ModelSet, run: Callable[[str, dict[str, Floats]], Outputs]) -> Probe:
    """Return what is kept of the graphs of a set that ``run`` can run, by their names."""
    graphs = [graph for graph in SIGNATURES if graph in model_set.graphs]
    graphs += [graph for graph, both in JOINED.items() if model_set.graphs.keys() >= {*both}]
    return {graph: told(run(graph, probe_inputs(graph, model_set))) for graph in graphs}


def _input(name: str, shape: tuple[int, ...], model_set: ModelSet) -> Floats:
    match name:
        case "images":
            return _picture(model_set)
        case "time":
            return np.full((1, *shape), 0.5, np.float32)
        case "condition":
            weights = _chances(int(np.prod(shape)))
            return (weights / weights.sum()).astype(np.float32).reshape(1, *shape)
    return (3 * _chances(int(np.prod(shape))) - 1.5).astype(np.float32).reshape(1, *shape)


def _picture(model_set: ModelSet) -> Floats:
    channels, side, _ = model_set.pictures.shape
    low, high = model_set.pictures.low, model_set.pictures.high
    cells = -(-side // BLOCK)
    coarse = _chances(channels * cells**2).reshape(1, channels, cells, cells)
    fine = coarse.repeat(BLOCK, 2).repeat(BLOCK, 3)[:, :, :side, :side]
    return np.ascontiguousarray(low + fine * (high - low), np.float32)


def _off(expected: tuple[float, ...] | None, values: NDArray[np.floating]) -> float:
    if not np.isfinite(values).all():
        return float("inf")
    if expected is None:
        return 0.0
    wanted, found = np.array(expected), _measured(values)
    if wanted.shape != found.shape:
        return float("inf")
    with np.errstate(over="ignore", invalid="ignore"):  # of numbers that no graph gives
        off = float(_size(found - wanted) / max(_size(wanted), SMALL))
    return off if np.isfinite(off) else float("inf")


def _measured(values: NDArray[np.floating]) -> NDArray[np.float64]:
    flat = np.asarray(values, np.float64).ravel()
    signs = np.where(_chances(MEASURES * flat.size).reshape(MEASURES, -1) < 0.5, -1.0, 1.0)
    return np.asarray(signs @ flat / max(1, flat.size) ** 0.5)


def _size(values: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _chances(count: int) -> NDArray[np.float64]:
    """Numbers (count,) in [0, 1) that look random, by splitmix64 (G. Steele et al., 2014).

    The same on every machine and with every release of NumPy, and quicker than importing what
    NumPy has for it.
    """
    state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((state ^ (state >> np.uint64(31))) >> np.uint64(11)) / float(1 << 53)
