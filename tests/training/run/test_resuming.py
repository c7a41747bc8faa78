"""A run that goes on is the run that it would have been, bit for bit, whatever is trained.

What a run goes on from is its newest checkpoint, and nothing else. So from the checkpoint after
each step the next step is taken by another task, which has done something else before, in a
process whose random generators stand elsewhere: the two then have the same checkpoint again. Kills
of real processes are in ``tests/faults``.
"""

import dataclasses
import io
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.conftest import write_official_archive
from tests.explorer.tiny_set import new_part, no_graphs
from tests.training.run.comparing import differences
from tests.training.run.recipes import SHORT, anything_will_do, write_marks
from training.data import cache
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.learning.device import CPU, Compute, Way
from training.models import export, publishing
from training.models.modelset import ModelSet
from training.recipes import PartsRecipe, Recipe
from training.run import checkpoints
from training.run.builder import build
from training.run.job import Job, carry_out
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


def test_a_run_whose_base_set_has_changed_does_not_go_on_with_the_other_one(
    official_archive: Path, bare_set: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "write_graphs", no_graphs)
    base, run = tmp_path / "base", tmp_path / "run"
    shutil.copytree(bare_set.folder, base)
    job = Job(SHORT["vae"], official_archive, run, tmp_path / "cache", base, precision="float32")
    assert carry_out(dataclasses.replace(job, run=tmp_path / "alone"), never, tell_nobody)
    done: list[int] = []
    tell = lambda step, steps, metrics: done.append(step)  # noqa: E731
    assert not carry_out(job, lambda: len(done) == 2, tell)
    begun = (run / "checkpoint.pt").read_bytes()
    another_classifier(bare_set, tmp_path / "other")
    base.rename(tmp_path / "before")
    (tmp_path / "other").rename(base)
    with pytest.raises(UserError, match="the model set that it builds on differs"):
        carry_out(job, never, tell_nobody)
    assert (run / "checkpoint.pt").read_bytes() == begun
    assert carry_out(dataclasses.replace(job, base=tmp_path / "before"), never, tell_nobody)
    ended = [checkpoints.load(tmp_path / name / "checkpoint.pt") for name in ("alone", "run")]
    assert not differences(*(state["task"] for state in ended))


def another_classifier(model_set: ModelSet, folder: Path) -> None:
    """Write the set with other weights of its classifier."""
    part = new_part("classifier")
    weights = {name: weight * 1.5 for name, weight in part.weights.items()}
    other = dataclasses.replace(part, weights=weights)
    publishing.extend(model_set, other, folder, model_set.classes, no_graphs)


def never() -> bool:
    return False


def tell_nobody(done: int, steps: int, metrics: dict[str, float]) -> None: ...
