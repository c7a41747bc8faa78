"""The engine's graphs of a live picture beside other runtimes, on the same weights, in turns."""

from collections.abc import Collection
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from explorer.bench.figures import Bench, Figure, Figures, spread
from explorer.bench.graphs.macs import multiply_adds
from explorer.bench.graphs.peers import OTHERS, PEERS, Makers, Run
from explorer.bench.graphs.turns import in_turns
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.backends import Backend, Floats
from explorer.core.engine.graphs import import_openvino
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.engine.precision import AUTO
from training.models import modelset
from training.models.modelset import ModelSet
from training.models.signatures import SHOWN

BATCHES = {1: 100, 64: 9, 256: 3}
"""How often each batch size is measured."""
OURS = "ours"
LARGE = (64, 256, 16), (16, 128, 32)
"""Large convolutions, by pictures, channels and side: what the processor can do at best."""


def measure(bench: Bench, keys: Collection[str]) -> Figures:
    """Measure the rows ``decode`` and ``frame.mmac``."""
    model_set = modelset.read(bench.models)
    figures: Figures = {}
    if "frame.mmac" in keys:
        figures["frame.mmac"] = Figure(multiply_adds(model_set, SHOWN) / 1e6)
    backend = _backend(model_set, bench)
    for size, rounds in BATCHES.items():
        if any(key.endswith(f".b{size}") for key in keys):
            times = _times(model_set, backend, size, 2 if bench.quick else rounds)
            figures |= _compared(times, size)
            if size == 64:
                figures["decode.share_of_peak.b64"] = _share(model_set, backend, bench.quick)
    return {key: figure for key, figure in figures.items() if key in keys}


def _times(model_set: ModelSet, backend: Backend, size: int, rounds: int) -> dict[str, list[float]]:
    latents = _latents(model_set, size)
    ours: Run = lambda given: backend.run(SHOWN, {"latents": given})  # noqa: E731
    runs = {OURS: ours, **_made({**PEERS, **OTHERS}, model_set, size)}
    return in_turns({name: partial(run, latents) for name, run in runs.items()}, rounds)


def _made(makers: Makers, model_set: ModelSet, size: int) -> dict[str, Run]:
    made = {}
    for name, maker in makers.items():
        try:
            made[name] = maker(model_set, size)
        except ImportError:
            continue
    return made


def _compared(times: dict[str, list[float]], size: int) -> Figures:
    ours = median(times[OURS])
    peers = {name: median(some) for name, some in times.items() if name != OURS}
    best = min(peers, key=lambda name: peers[name])
    by_key = {**{f"vs_{name}": name for name in PEERS}, "vs_best": best}
    figures = {}
    for key, name in by_key.items():
        beside = {"ours_ms": ours, "theirs_ms": peers[name]} if name in peers else {}
        figures[f"decode.{key}.b{size}"] = Figure(
            peers[name] / ours if name in peers else None,
            spread(times[OURS]),
            beside,
            note=best if key == "vs_best" else "" if name in peers else f"{name} is not installed",
        )
    return figures


def _backend(model_set: ModelSet, bench: Bench) -> Backend:
    if bench.device in ("auto", "cpu"):
        return OpenVinoBackend(model_set, bench.home.compiled, AUTO)
    return open_backend(model_set, bench.device)


def _share(model_set: ModelSet, backend: Backend, quick: bool) -> Figure:
    """What is reached of what large convolutions reach, in the precision that was chosen."""
    if not isinstance(backend, OpenVinoBackend):
        return Figure(None, note="measured on a processor alone")
    run = partial(backend.run, SHOWN, {"latents": _latents(model_set, 64)})
    works: dict[str, Any] = {OURS: run}
    operations = {OURS: 2 * 64 * multiply_adds(model_set, SHOWN)}
    for shape in LARGE:
        works[str(shape)], operations[str(shape)] = _convolution(*shape, backend.precision)
    times = in_turns(works, 2 if quick else 9)
    rates = {name: operations[name] / 1e6 / median(some) for name, some in times.items()}
    ours = rates.pop(OURS)
    peak = max(rates.values())
    return Figure(ours / peak, None, {"ours_gflops": ours, "peak_gflops": peak})


def _convolution(count: int, channels: int, side: int, precision: str) -> tuple[Any, int]:
    """A convolution of 3 × 3 in OpenVINO, and its operations."""
    openvino = import_openvino()
    from openvino import opset1 as ops  # type: ignore[import-untyped]

    rng = np.random.default_rng(0)
    shape = [count, channels, side, side]
    images = rng.standard_normal(shape, np.float32)
    weights = rng.standard_normal((channels, channels, 3, 3), np.float32)
    given = ops.parameter(shape, np.float32)
    made = ops.convolution(given, ops.constant(weights), [1, 1], [1, 1], [1, 1], [1, 1])
    model = openvino.Model([ops.result(made)], [given], "large")
    settings = {"INFERENCE_PRECISION_HINT": precision, "ENABLE_CPU_PINNING": "NO"}
    compiled = openvino.Core().compile_model(model, "CPU", settings)
    request = compiled.create_infer_request()
    operations = 2 * count * side * side * channels * channels * 9
    return partial(request.infer, [images], share_inputs=True), operations


def _latents(model_set: ModelSet, size: int) -> Floats:
    return np.random.default_rng(0).standard_normal((size, *model_set.latent_shape), np.float32)
