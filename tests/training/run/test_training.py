"""A real training on tiny data: it learns, resumes exactly, and refuses what does not belong."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch

from training.__main__ import main
from training.data import cache
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.recipes import ClassifierRecipe
from training.run import checkpoints
from training.run.events import EventLog, read_events
from training.run.loop import fit
from training.tasks.classifier import classifier_task

TINY = ClassifierRecipe(
    seed=3,
    epochs=20,
    batch_size=54,
    widths=(24, 32, 32),
    bias_lr=0.05,
    head_lr=0.5,
    filter_lr=0.03,
)


@pytest.fixture
def data(official_archive: Path, tmp_path: Path) -> DataSet:
    return cache.load(official_archive, tmp_path / "cache")


def _weights(run: Path) -> dict[str, torch.Tensor]:
    return checkpoints.load(run / "checkpoint.pt")["task"]["model"]


def test_it_learns(data: DataSet, tmp_path: Path) -> None:
    assert fit(classifier_task(TINY, data), tmp_path / "run", {})
    epochs = [e for e in read_events(tmp_path / "run/events.jsonl") if e["kind"] == "epoch"]
    assert len(epochs) == 20
    assert epochs[-1]["validation_accuracy"] >= 0.9  # chance is 1/3


def test_progress_counts_every_step(data: DataSet, tmp_path: Path) -> None:
    seen: list[int] = []
    task = classifier_task(dataclasses.replace(TINY, epochs=2), data)
    fit(task, tmp_path / "run", {}, progress=lambda done, metrics: seen.append(done))
    assert seen == list(range(1, task.steps + 1))


def test_resume_is_exact(data: DataSet, tmp_path: Path) -> None:
    whole, parted = tmp_path / "whole", tmp_path / "parted"
    assert fit(classifier_task(TINY, data), whole, {"a": 1})
    for steps in (4, 3):
        budget = iter([False] * steps)
        stop = lambda budget=budget: next(budget, True)  # noqa: E731
        assert not fit(classifier_task(TINY, data), parted, {"a": 1}, stop)
    assert fit(classifier_task(TINY, data), parted, {"a": 1})
    expected, got = _weights(whole), _weights(parted)
    assert all(torch.equal(expected[name], got[name]) for name in expected)


def test_another_recipe_is_refused_and_keeps_the_run(data: DataSet, tmp_path: Path) -> None:
    fit(classifier_task(TINY, data), tmp_path / "run", {"seed": 3})
    before = (tmp_path / "run/checkpoint.pt").read_bytes()
    with pytest.raises(UserError, match="another run folder"):
        fit(classifier_task(TINY, data), tmp_path / "run", {"seed": 4})
    assert (tmp_path / "run/checkpoint.pt").read_bytes() == before


def test_a_checkpoint_of_another_version_is_refused(data: DataSet, tmp_path: Path) -> None:
    fit(classifier_task(TINY, data), tmp_path, {}, lambda: True)
    path = tmp_path / "checkpoint.pt"
    kept = checkpoints.load(path)
    del kept["task"]["optimisers"]
    checkpoints.save(kept, path)
    checkpoints.before(path).unlink()
    with pytest.raises(UserError, match="another version"):
        fit(classifier_task(TINY, data), tmp_path, {})


def test_step_sizes_follow_the_schedule_in_a_resumed_run_too(data: DataSet) -> None:
    task = classifier_task(dataclasses.replace(TINY, epochs=2), data)
    told = [task.state()["optimisers"][0]["param_groups"][0]["lr"]]
    for index in range(task.steps):
        if index == 1:
            again = classifier_task(dataclasses.replace(TINY, epochs=2), data)
            again.restore(task.state())
            task = again
        task.step(index)
        told.append(task.state()["optimisers"][0]["param_groups"][0]["lr"])
    expected = [TINY.filter_lr * (1 - step / task.steps) for step in range(task.steps + 1)]
    assert told == expected and told[0] > told[1] > told[-1] == 0


def test_too_large_a_batch(data: DataSet) -> None:
    with pytest.raises(UserError, match="batch size"):
        classifier_task(dataclasses.replace(TINY, batch_size=1000), data)


def test_damaged_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    checkpoints.save({"step": 1}, path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UserError, match="delete the checkpoints"):
        checkpoints.load(path)


def test_failed_save_keeps_the_last(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    checkpoints.save({"step": 1}, path)
    unpicklable: dict[str, Any] = {"step": lambda: 0}
    with pytest.raises(Exception, match="pickle"):
        checkpoints.save(unpicklable, path)
    assert checkpoints.load(path) == {"step": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_events_leave_out_an_unfinished_line(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "events.jsonl")
    log.write("step", step=1)
    with (tmp_path / "events.jsonl").open("a") as file:
        file.write('{"kind": "st')
    assert [event["step"] for event in read_events(tmp_path / "events.jsonl")] == [1]


def _command(archive: Path, tmp_path: Path) -> list[str]:
    return [
        *("train", "classifier", "--data", str(archive), "--run", str(tmp_path / "run")),
        *("--cache", str(tmp_path / "cache"), "--widths", "8", "16", "16"),
        *("--batch-size", "18", "--epochs", "400"),
    ]


def test_ctrl_c_keeps_what_was_reached(official_archive: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "training", *_command(official_archive, tmp_path)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    events = tmp_path / "run/events.jsonl"
    deadline = time.monotonic() + 120
    while len(read_events(events)) < 4 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert read_events(events)[-1]["kind"] == "stopped"
    saved = checkpoints.load(tmp_path / "run/checkpoint.pt")
    assert saved["step"] == read_events(events)[-1]["step"] > 0


def test_bad_input_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--data", str(tmp_path / "nowhere")]) == 2
    captured = capsys.readouterr()
    assert len(captured.err.splitlines()) == 1 and "no data set" in captured.err


def test_info_tells_the_splits(
    official_archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", "--data", str(official_archive), "--cache", str(tmp_path / "c")]) == 0
    assert "airplane, bird, horse" in capsys.readouterr().out
