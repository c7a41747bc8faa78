"""A run that goes on is the run that it would have been, bit for bit, whatever is trained.

What a run goes on from is its newest checkpoint, and nothing else. So from the checkpoint after
each step the next step is taken by another task, which has done something else before, in a
process whose random generators stand elsewhere: the two then have the same checkpoint again. Kills
of real processes are in ``tests/faults``.
"""

import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.conftest import write_official_archive
from tests.training.run.recipes import SHORT, anything_will_do, write_marks
from training.data import cache
from training.data.cache import DataSet
from training.learning.device import CPU, Compute
from training.models.modelset import ModelSet
from training.recipes import RECIPES, PartsRecipe, Recipe, name_of
from training.run.builder import build
from training.run.loop import Task

BFLOAT16 = Compute(torch.device("cpu"), bfloat16=True)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    folder = tmp_path_factory.mktemp("data")
    return cache.load(write_official_archive(folder), folder / "cache")


@pytest.fixture(autouse=True)
def two_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    anything_will_do(monkeypatch)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


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


def differences(one: Any, other: Any, place: str = "") -> list[str]:
    """Where two states differ, in any bit."""
    if isinstance(one, torch.Tensor):
        return [] if torch.equal(one, other) and one.dtype == other.dtype else [place]
    if isinstance(one, dict):
        assert one.keys() == other.keys(), place
        return [d for key in one for d in differences(one[key], other[key], f"{place}.{key}")]
    if isinstance(one, list | tuple):
        assert len(one) == len(other), place
        pairs = enumerate(zip(one, other, strict=True))
        return [d for i, (a, b) in pairs for d in differences(a, b, f"{place}[{i}]")]
    return [] if one == other else [place]


def test_every_recipe_is_looked_at() -> None:
    assert {name_of(recipe) for recipe in SHORT.values()} == set(RECIPES)


@pytest.mark.parametrize("compute", [CPU, BFLOAT16], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("name", SHORT)
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
    weights = [dict(each.published_weights()) for each in (task, other)]
    assert not differences(*weights)
