"""What an engine says of a whole gallery in the background, beside the graphs alone."""

import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from explorer.bench.figures import Bench, Figure, Figures
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.engine import Engine
from explorer.core.engine.images import to_images
from explorer.core.engine.jobs import Jobs, Urgency
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.starter import starter_gallery
from explorer.core.gallery.values import likeness, looked_at
from training.models import modelset

COUNT, QUICK, PART = 2048, 96, 64
ROUNDS = 5


def measure(bench: Bench, keys: Collection[str]) -> Figures:
    """Measure the rows ``gallery.encode`` and ``gallery.score``: pictures a second, as a ratio."""
    model_set = modelset.read(bench.models)
    engine = Engine(model_set, open_backend(model_set, bench.device, bench.home.compiled))
    gallery = _repeated(starter_gallery(), QUICK if bench.quick else COUNT)
    target, every = np.zeros(model_set.latent_shape, np.float32), np.arange(len(gallery))
    ways: dict[str, tuple[Callable[[], Iterator[Any]], Callable[..., Any]]] = {
        "gallery.encode": (lambda: likeness(engine, gallery, every, target), engine.encode_images),
        "gallery.score": (lambda: looked_at(engine, gallery, every), engine.score),
    }
    rounds = 1 if bench.quick else ROUNDS
    return {key: _figure(*ways[key], gallery, rounds) for key in keys}


def _figure(
    steps: Callable[[], Iterator[Any]], graph: Callable[..., Any], gallery: Gallery, rounds: int
) -> Figure:
    images = to_images(gallery.pictures)
    graph(images[:PART])  # compiled once
    ours, alone = [], []
    for _ in range(rounds):
        ours.append(_in_background(steps()))
        began = time.perf_counter()
        for start in range(0, len(images), PART):
            graph(images[start : start + PART])
        alone.append(time.perf_counter() - began)
    count, seconds = len(gallery), median(ours)
    beside = {"a_second": count / seconds, "alone_a_second": count / median(alone)}
    return Figure(median(alone) / seconds, beside=beside)


def _in_background(steps: Iterator[Any]) -> float:
    """Seconds until the worker thread has done a job, as the window has it done."""
    jobs, done = Jobs(), threading.Event()

    def told() -> Iterator[Any]:
        yield from steps
        done.set()

    began = time.perf_counter()
    jobs.submit(Urgency.GALLERY, "gallery", told(), lambda part: None)
    done.wait()
    seconds = time.perf_counter() - began
    jobs.stop()
    return seconds


def _repeated(gallery: Gallery, count: int) -> Gallery:
    """A gallery of ``count`` pictures, the same ones again and again."""
    rows = np.arange(count) % len(gallery)
    return replace(
        gallery,
        pictures=gallery.pictures[rows],
        names=tuple(f"{gallery.names[row]}/{i}" for i, row in enumerate(rows.tolist())),
        labels=gallery.labels[rows],
        splits=gallery.splits[rows],
        values={},
        first=None,
    )
