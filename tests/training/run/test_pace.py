"""How a run computes is measured before its first step, and kept with it."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from torch import Tensor, nn

from training.data import cache
from training.learning.device import CPU, Compute, Way, choose
from training.models.modelset import ModelSet
from training.recipes import PriorRecipe, VaeRecipe
from training.run.builder import build
from training.run.folder import RunFolder
from training.run.job import Job, carry_out
from training.run.pace import settle, ways_of

VAE = VaeRecipe(epochs=1, batch_size=16, latent_shape=(4, 4, 4), widths=(8, 8, 8, 8))
SLOW = 0.02


class Timed:
    """A task that takes as long as it is told for each way."""

    steps = steps_per_epoch = 10

    def __init__(self, compute: Compute, seconds: dict[Way, float]) -> None:
        self.model: nn.Module = nn.Conv2d(1, 1, 1)
        self.compute, self.seconds, self.taken = compute, seconds, 0

    def step(self, index: int) -> dict[str, float]:
        self.taken += 1
        time.sleep(self.seconds.get(self.compute.way, SLOW))
        return {}

    def state(self) -> dict[str, Any]:
        return {"taken": self.taken}

    def restore(self, state: dict[str, Any]) -> None:
        self.taken = state["taken"]

    def evaluate(self) -> dict[str, float]:
        return {}

    network_settings = final_metrics = evaluate

    def published_weights(self) -> dict[str, Tensor]:
        return {}


@pytest.mark.parametrize("quickest", [Way(a, b) for a in (False, True) for b in (False, True)])
def test_the_quickest_way_is_taken(quickest: Way) -> None:
    compute = choose("cpu")
    task = Timed(compute, {quickest: 0.0})
    told = settle(task, compute, seconds=0.0)
    assert compute.way == quickest and task.taken == 0
    assert set(told) == {way.words for way in ways_of(task, compute)} and len(told) == 4
    assert min(told, key=lambda words: told[words]) == quickest.words


def test_what_is_hopeless_is_tried_once() -> None:
    compute, hopeless = choose("cpu"), Way(True, True)
    tried: list[Way] = []

    class Watched(Timed):
        def step(self, index: int) -> dict[str, float]:
            tried.append(compute.way)
            return super().step(index)

    settle(Watched(compute, {hopeless: 20 * SLOW}), compute, seconds=0.0)
    assert tried.count(hopeless) == 1 and tried.count(Way()) > 1


def test_a_task_is_left_as_it_was(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    data = cache.load(official_archive, tmp_path)
    compute = choose("cpu")
    measured, fresh = (build(VAE, data, some, tiny_set) for some in (compute, CPU))
    settle(measured, compute, seconds=0.0)
    compute.go(Way(), measured.model)
    for index in range(3):
        assert measured.step(index) == fresh.step(index)


def test_a_network_without_convolutions_has_no_memory_format(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    recipe = PriorRecipe(epochs=1, batch_size=36, width=16, depth=1, heads=2)
    task = build(recipe, cache.load(official_archive, tmp_path), CPU, tiny_set)
    assert ways_of(task, CPU) == [Way(False), Way(True)]


def test_a_run_goes_on_as_it_began(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.models.export.write_graphs", lambda found: {})
    job = Job(VAE, official_archive, tmp_path / "run", tmp_path / "cache", tiny_set.folder)
    seen: list[Way] = []

    def settled(task: Any, compute: Compute) -> dict[str, float]:
        seen.append(Way(True, False))
        compute.go(seen[-1], task.model)
        return {seen[-1].words: 0.5}

    monkeypatch.setattr("training.run.job.settle", settled)
    told: list[bool] = []
    stop = lambda: bool(told)  # noqa: E731
    assert not carry_out(job, stop, lambda *_: told.append(True))
    kept = RunFolder(job.run).computed
    assert kept and (kept.precision, kept.channels_last) == ("bfloat16", False)
    assert kept.seconds_a_step == {Way(True, False).words: 0.5}

    used: list[Way] = []
    monkeypatch.setattr(Compute, "go", lambda self, way, network: used.append(way))
    assert carry_out(job, lambda: False, lambda *_: None)
    assert used == [Way(True, False)] and len(seen) == 1


def test_a_precision_that_is_asked_for_is_taken_without_measuring(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.models.export.write_graphs", lambda found: {})
    monkeypatch.setattr("training.run.job.settle", lambda *_: pytest.fail("it was measured"))
    job = Job(VAE, official_archive, tmp_path / "run", tmp_path / "cache", tiny_set.folder)
    assert carry_out(replace(job, precision="float32"), lambda: False, lambda *_: None)
    kept = RunFolder(job.run).computed
    assert kept and kept.precision == "float32" and not kept.seconds_a_step
