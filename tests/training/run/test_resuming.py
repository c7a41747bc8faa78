"""A run that goes on is the run that it would have been, bit for bit, whatever is trained.

What a run goes on from is its newest checkpoint, and nothing else. So from the checkpoint after
each step the next step is taken by another task, which has done something else before, in a
process whose random generators stand elsewhere: the two then have the same checkpoint again. Kills
of real processes are in ``tests/faults``.
"""

import dataclasses
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.conftest import write_official_archive
from tests.training.run.comparing import differences
from tests.training.run.recipes import SHORT, anything_will_do, write_marks
from training.data import cache
from training.data.dataset import DataSet
from training.learning.device import CPU, Compute, Way
from training.models.modelset import ModelSet
from training.recipes import PartsRecipe, Recipe
from training.run.builder import build
from training.run.loop import Task

BFLOAT16 = Compute(torch.device("cpu"), Way(bfloat16=True))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    folder = tmp_path_factory.mktemp("data")
    return cache.load(write_official_archive(folder), folder / "cache")


@pytest.fixture(autouse=True)
def tiny_networks_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    anything_will_do(monkeypatch)


def recipe_for(name: str, data: DataSet, folder: Path) -> Recipe:
    recipe = SHORT[name]
    if isinstance(recipe, PartsRecipe):
        return dataclasses.replace(recipe, marks=write_marks(data, folder / "marks.json"))
    return recipe


def kept(task: Task) -> bytes:
    """What a checkpoint has of a task."""
    file = io.BytesIO()
    torch.save(task.state(), file)
    return file.getvalue()


def back(checkpoint: bytes) -> dict[str, Any]:
    return torch.load(io.BytesIO(checkpoint), weights_only=True)


CASES = [(name, CPU) for name in SHORT] + [("vae", BFLOAT16), ("judge", BFLOAT16)]


@pytest.mark.parametrize(("name", "compute"), CASES)
def test_from_every_checkpoint_the_next_one_follows(
    name: str, compute: Compute, data: DataSet, bare_set: ModelSet, tmp_path: Path
) -> None:
    recipe = recipe_for(name, data, tmp_path)
    task, other = (build(recipe, data, compute, bare_set) for _ in range(2))
    assert 5 < task.steps < 30
    checkpoints = [kept(task)]
    for step in range(task.steps):
        task.step(step)
        if (step + 1) % task.steps_per_epoch == 0:
            task.evaluate()
        checkpoints.append(kept(task))
    other.step(1)
    for step in range(task.steps):
        torch.manual_seed(step)
        np.random.seed(step)
        other.restore(back(checkpoints[step]))
        other.step(step)
        if (step + 1) % task.steps_per_epoch == 0:
            other.evaluate()
        assert not differences(back(checkpoints[step + 1]), back(kept(other))), step
    assert not differences(dict(task.published_weights()), dict(other.published_weights()))
