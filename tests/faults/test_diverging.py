"""A training whose numbers run away ends with a sentence, and publishes nothing."""

import dataclasses
import math
from pathlib import Path
from typing import Any

import pytest

from explorer.core.runs.watch import RunWatch, Status
from tests.training.run.recipes import anything_will_do, write_marks
from training.__main__ import main
from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.data import cache
from training.files.errors import Failure
from training.models.modelset import ModelSet
from training.recipes import (
    RECIPES,
    ClassifierRecipe,
    CriticRecipe,
    JudgeRecipe,
    PartsRecipe,
    PegasusCriticRecipe,
    PriorRecipe,
    Recipe,
    VaeRecipe,
)
from training.run import checkpoints, loop
from training.run.events import read_events
from training.run.job import Job, carry_out
from training.tasks.classifier import ClassifyingTask

CLASSIFIER = ClassifierRecipe(epochs=9, batch_size=36, widths=(8, 8, 8), head_lr=0.3, bias_lr=0.1)
HUGE: dict[str, Recipe] = {
    "classifier": ClassifierRecipe(epochs=9, batch_size=36, widths=(8, 8, 8), head_lr=1e30),
    "judge": JudgeRecipe(epochs=9, batch_size=36, widths=(4, 4, 8, 8), peak_lr=1e30),
    "parts": PartsRecipe(epochs=9, batch_size=24, widths=(4, 4, 8, 8), peak_lr=1e30),
    "vae": VaeRecipe(
        epochs=9, batch_size=16, latent_shape=(4, 4, 4), widths=(8, 8, 8, 8), peak_lr=1e6
    ),
    "pegasus": PegasusCriticRecipe(
        epochs=9, batch_size=24, winged=16, near_misses=60, held_out=0.3, peak_lr=1e30
    ),
    "coursework-classifier": CourseworkClassifierRecipe(
        epochs=9, batch_size=27, width=4, hidden=(8,), lr=1e30
    ),
    "coursework-vae": CourseworkVaeRecipe(
        epochs=9, batch_size=36, latent_numbers=6, width=4, lr=1e30
    ),
    "critic": CriticRecipe(epochs=9, batch_size=36, hidden=8, peak_lr=1e30),
    "prior": PriorRecipe(epochs=9, batch_size=36, width=16, depth=1, heads=2, peak_lr=1e30),
}


def plainly_huge(name: str) -> Recipe:
    """A recipe that nobody named above, in the sizes that it has by itself."""
    recipe: Any = RECIPES[name](epochs=9, batch_size=27)
    return dataclasses.replace(recipe, peak_lr=1e30)


@pytest.mark.parametrize("name", RECIPES)
def test_a_training_that_diverges_says_what_to_change(
    name: str,
    official_archive: Path,
    bare_set: ModelSet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anything_will_do(monkeypatch)
    run, recipe = tmp_path / "run", HUGE.get(name) or plainly_huge(name)
    if isinstance(recipe, PartsRecipe):
        data = cache.load(official_archive, tmp_path / "cache")
        recipe = dataclasses.replace(recipe, marks=write_marks(data, tmp_path / "marks.json"))
    job = Job(recipe, official_archive, run, tmp_path / "cache", bare_set.folder)
    with pytest.raises(
        Failure, match=r"diverged: at step \d+ .* smaller step size than --"
    ) as told:
        carry_out(job, lambda: False, lambda done, steps, metrics: None)
    assert told.value.status == 1
    events = read_events(run / "events.jsonl")
    assert events[-1]["kind"] == "error" and events[-1]["message"] == str(told.value)
    assert "NaN" not in (run / "events.jsonl").read_text()
    assert not (run / "modelset").exists()
    state = RunWatch(run).look()
    assert (state.status, state.message) == (Status.FAILED, str(told.value))


def test_the_last_good_checkpoint_stays(
    official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = ClassifyingTask.step

    def spoilt(task: ClassifyingTask, index: int) -> dict[str, float]:
        return {**step(task, index), "loss": math.inf} if index == 4 else step(task, index)

    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(ClassifyingTask, "step", spoilt)
    run = tmp_path / "run"
    job = Job(CLASSIFIER, official_archive, run, tmp_path / "cache")
    for _ in range(2):  # the same command does the same again, and loses nothing
        with pytest.raises(Failure, match="at step 5 its loss is no finite number"):
            carry_out(job, lambda: False, lambda done, steps, metrics: None)
        assert checkpoints.load(run / "checkpoint.pt")["step"] == 4
        assert [e["step"] for e in read_events(run / "events.jsonl") if e["kind"] == "step"][
            -1
        ] == 4


def test_a_loss_that_refuses_odd_numbers_is_told_as_what_made_them(
    official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = ClassifyingTask.step

    def spoilt(task: ClassifyingTask, index: int) -> dict[str, float]:
        if index < 4:
            return step(task, index)
        head: Any = task.model.head
        head.weight.data[0, 0] = math.nan
        raise RuntimeError("all elements of input should be between 0 and 1")

    monkeypatch.setattr(ClassifyingTask, "step", spoilt)
    folders = official_archive, tmp_path / "run", tmp_path / "cache"
    job = Job(CLASSIFIER, *folders, precision="float32")  # so that no steps are measured before
    with pytest.raises(Failure, match="at step 4 its network is no finite number"):
        carry_out(job, lambda: False, lambda done, steps, metrics: None)


def test_on_the_command_line_it_is_a_failure_of_one_line(
    official_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(official_archive), "--run", str(tmp_path / "run"), "--epochs", "3"]
    words += ["--cache", str(tmp_path / "cache"), "--widths", "8", "8", "8", "--batch-size", "36"]
    assert main(["train", "classifier", *words, "--bias-lr", "1e30"]) == 1
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1 and "--bias-lr 1e+30" in told[0]


@pytest.mark.parametrize("spoilt_weight", [math.nan, 1e30], ids=["none", "none in half precision"])
def test_weights_that_overflow_in_the_last_step_are_not_published(
    spoilt_weight: float, official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = ClassifyingTask.step

    def spoilt(task: ClassifyingTask, index: int) -> dict[str, float]:
        told = step(task, index)
        if index == task.steps - 1:
            head: Any = task.model.head
            head.weight.data[0, 0] = spoilt_weight
        return told

    monkeypatch.setattr(ClassifyingTask, "step", spoilt)
    job = Job(CLASSIFIER, official_archive, tmp_path / "run", tmp_path / "cache")
    with pytest.raises(Failure, match="its network is no finite number"):
        carry_out(job, lambda: False, lambda done, steps, metrics: None)
    kept = (tmp_path / "run" / "checkpoint.pt").exists()
    assert kept == (spoilt_weight == 1e30)  # which can be gone on with
    assert not (tmp_path / "run" / "modelset").exists()
