"""A run by a recipe that is killed again and again, beside one that is left alone.

    python -m tests.faults.resuming FOLDER RECIPE SEED

Both compute with two threads, in processes of their own, and must end with the same checkpoint and
the same weights, bit for bit.
"""

import dataclasses
import random
import sys
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.conftest import write_official_archive
from tests.explorer.tiny_set import WHOLE, no_graphs, write_tiny_set
from tests.faults.killing import killed, leave_out_graphs, undisturbed
from tests.training.run.comparing import differences
from tests.training.run.recipes import SHORT, anything_will_do, write_marks
from training.data import cache
from training.recipes import PartsRecipe, part_of
from training.run import checkpoints, loop
from training.run.job import Job, carry_out

MOST_KILLS = 4
THREADS = 2


def train(job: Job) -> None:
    torch.set_num_threads(THREADS)
    assert carry_out(job, lambda: False, lambda done, steps, metrics: None)


def job_in(folder: Path, name: str, seed: int) -> Job:
    """Make data, a model set to build on and a job, all from a seed."""
    base = write_tiny_set(folder / "base", WHOLE, no_graphs)
    archive = write_official_archive(folder)
    recipe = dataclasses.replace(SHORT[name], seed=seed)
    if isinstance(recipe, PartsRecipe):
        marks = write_marks(cache.load(archive, folder / "cache"), folder / "marks.json")
        recipe = dataclasses.replace(recipe, marks=marks)
    precision = ("float32", "bfloat16")[seed % 2]
    return Job(
        recipe, archive, folder / "alone", folder / "cache", base.folder, precision=precision
    )


def main(folder: Path, name: str, seed: int) -> int:
    """Train alone and with kills; print how many came in time, and where the two ended apart."""
    chance = random.Random(f"{name} {seed}")
    folder.mkdir(parents=True)
    anything_will_do(pytest.MonkeyPatch())
    leave_out_graphs()
    alone = job_in(folder, name, seed)
    seconds, operations = undisturbed(partial(train, alone))
    parted = dataclasses.replace(alone, run=folder / "parted")
    loop.CHECKPOINT_SECONDS = chance.random() * seconds / 4
    kills = sum(
        killed(partial(train, parted), chance, seconds, operations) for _ in range(MOST_KILLS)
    )
    undisturbed(partial(train, parted))
    states = [checkpoints.load(job.run / "checkpoint.pt")["task"] for job in (alone, parted)]
    file = f"modelset/{part_of(alone.recipe)}.safetensors"
    whole, other = (load_file(job.run / file) for job in (alone, parted))
    apart = differences(*states) + differences(whole, other)
    print(f"{name} {seed}: {kills} kills in time")
    print("\n".join(apart), file=sys.stderr)
    return int(bool(apart))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
