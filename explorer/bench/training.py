"""How quick trainings are: beside the usual loop, in each precision, and by two processes."""

from collections.abc import Callable, Collection
from statistics import median
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from explorer.bench import together
from explorer.bench.figures import Bench, Figure, Figures
from explorer.bench.graphs.turns import in_turns
from training.data import cache
from training.data.dataset import DataSet
from training.data.subset import thinned
from training.learning.device import Compute, Way, choose
from training.models import modelset
from training.models.modelset import ModelSet
from training.recipes import ClassifierRecipe, PriorRecipe, Recipe, VaeRecipe
from training.run.builder import build
from training.run.loop import Task
from training.run.pace import settle, ways_of

SHARE, STEPS, ROUNDS, TOGETHER = 0.1, 1, 6, 20
RECIPES: dict[str, Recipe] = {
    "classifier": ClassifierRecipe(),
    "vae": VaeRecipe(),
    "prior": PriorRecipe(patch=2),
}
PLAIN = Way(bfloat16=False, channels_last=False)


class _OneByOne(Dataset[tuple[Tensor, int]]):
    """Pictures as the usual loop has them: each one turned into numbers and mirrored by itself."""

    def __init__(self, data: DataSet) -> None:
        self._images, self._labels = data.train.images, data.train.labels

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, row: int) -> tuple[Tensor, int]:
        image = torch.from_numpy(np.array(self._images[row])).permute(2, 0, 1).float()
        image = image / 127.5 - 1
        return image.flip(-1) if torch.rand(()) < 0.5 else image, int(self._labels[row])


def measure(bench: Bench, keys: Collection[str]) -> Figures:
    """Measure the rows ``train``, on a tenth of the data.

    The usual loop takes its batches from a DataLoader, picture by picture, and the same step in
    float32 with channels first.
    """
    if bench.data is None:
        return {key: Figure(None, note="no data set is at hand: give --data") for key in keys}
    data = thinned(cache.load(bench.data, bench.home.cache), SHARE)
    base, figures = modelset.read(bench.models), Figures()
    rounds = 2 if bench.quick else ROUNDS
    for name, recipe in RECIPES.items():
        wanted = {f"train.{name}_vs_plain"} | ({"train.precision"} if name == "vae" else set())
        if wanted & set(keys):
            figures |= _of_recipe(name, recipe, data, base, bench.device, rounds)
    if any(key.startswith("train.two_processes") for key in keys):
        figures |= _together(bench)
    return {key: figure for key, figure in figures.items() if key in keys}


def _together(bench: Bench) -> Figures:
    """The same steps by one process, which has all threads, and by two that share them."""
    assert bench.data is not None
    steps = 2 if bench.quick else TOGETHER
    one, two = (
        together.run(count, bench.data, bench.home.cache, bench.models, steps) for count in (1, 2)
    )
    gaps = (abs(a / b - 1) for a, b in zip(one.losses, two.losses, strict=True))
    beside = {"one_s": one.seconds, "two_s": two.seconds}
    return {
        "train.two_processes.ratio": Figure(one.seconds / two.seconds, None, beside),
        "train.two_processes.loss_gap": Figure(max(gaps), beside={"steps": len(one.losses)}),
    }


def _of_recipe(
    name: str, recipe: Recipe, data: DataSet, base: ModelSet, device: str, rounds: int
) -> Figures:
    compute = choose(device)
    task = build(recipe, data, compute, base)
    settle(task, compute)
    chosen, ways = compute.way, ways_of(task, compute)
    works: dict[str, Callable[[], Any]] = {
        way.words: _steps(task, compute, way) for way in {*ways, PLAIN}
    }
    batches = _endless(data, recipe.batch_size)
    plain = _steps(task, compute, PLAIN)
    works["plain"] = lambda: (next(batches), plain())
    times = {way: median(some) for way, some in in_turns(works, rounds, warm=1).items()}
    ours, usual = times[chosen.words], times["plain"]
    beside = {"ours_a_second": 1000 * recipe.batch_size / ours}
    beside |= {"plain_a_second": 1000 * recipe.batch_size / usual}
    figures = {f"train.{name}_vs_plain": Figure(usual / ours, None, beside, note=chosen.words)}
    if name == "vae":
        tried = {way.words: times[way.words] for way in ways}
        note = f"auto took {chosen.words}"
        each = {f"{words}_ms": figure for words, figure in tried.items()}
        figures["train.precision"] = Figure(ours / min(tried.values()), None, each, note=note)
    return figures


def _steps(task: Task, compute: Compute, way: Way) -> Callable[[], None]:
    def work() -> None:
        compute.go(way, task.model)
        for _ in range(STEPS):
            task.step(task.steps // 2)

    return work


def _endless(data: DataSet, batch_size: int) -> Any:
    while True:
        yield from DataLoader(_OneByOne(data), batch_size, shuffle=True, drop_last=True)
