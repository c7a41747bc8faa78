"""Runs measurements, each in a process of its own, so that none disturbs another."""

import importlib
import logging
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from explorer.bench.figures import Bench, Figure, Figures, Measurement
from explorer.core.home.home import Home
from training.files.errors import UserError

log = logging.getLogger(__name__)

Run = Callable[[Measurement, Bench, frozenset[str]], Figures]


def run_all(
    measurements: Sequence[Measurement], bench: Bench, only: Sequence[str], run: Run | None = None
) -> Iterator[tuple[Measurement, Figures]]:
    """Yield what each measurement gives, as far as its rows are wanted.

    One that fails gives figures without a value, which say why; the others go on.
    """
    with tempfile.TemporaryDirectory(prefix="pegasus-bench-") as scratch:
        for measurement in measurements:
            if keys := measurement.wanted(only):
                home = Home.at(Path(scratch) / measurement.module)
                own = replace(bench, home=home)
                yield measurement, _guarded(run or run_apart, measurement, own, keys)


def _guarded(run: Run, measurement: Measurement, bench: Bench, keys: frozenset[str]) -> Figures:
    try:
        return run(measurement, bench, keys)
    except UserError as error:
        return missing(keys, str(error))
    except Exception as error:
        log.exception("%s failed", measurement.module)
        return missing(keys, f"failed: {type(error).__name__}: {error}")


def missing(keys: Collection[str], why: str) -> Figures:
    """Return figures of what cannot be measured."""
    return {key: Figure(None, note=why) for key in sorted(keys)}


def run_here(measurement: Measurement, bench: Bench, keys: frozenset[str]) -> Figures:
    """Measure in this process."""
    figures: Figures = importlib.import_module(measurement.module).measure(bench, keys)
    return figures


def run_apart(measurement: Measurement, bench: Bench, keys: frozenset[str]) -> Figures:
    """Measure in a process that has imported nothing yet."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run_here, measurement, bench, keys).result()
