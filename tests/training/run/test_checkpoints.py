"""Checkpoints that are damaged or changed: the one before is used, or one sentence says why not."""

import copy
import dataclasses
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.conftest import write_official_archive
from training.coursework_recipes import CourseworkClassifierRecipe
from training.data import cache
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.learning.device import CPU
from training.models.modelset import ModelSet
from training.recipes import ClassifierRecipe, PriorRecipe, Recipe, VaeRecipe
from training.run import checkpoints
from training.run.builder import build
from training.run.job import Job, carry_out
from training.run.loop import Task, fit

RECIPES: dict[str, Recipe] = {
    "classifier": ClassifierRecipe(epochs=2, batch_size=36, widths=(8, 8, 8), bias_lr=0.1),
    "sgd": CourseworkClassifierRecipe(epochs=2, batch_size=36, width=4, hidden=(8,)),
    "no momentum": CourseworkClassifierRecipe(
        epochs=2, batch_size=36, width=4, hidden=(8,), momentum=0.0
    ),
    "vae": VaeRecipe(
        epochs=1, batch_size=16, latent_shape=(4, 4, 4), widths=(8, 8, 8, 8), blends_from=0.0
    ),
    "prior": PriorRecipe(epochs=2, batch_size=36, width=16, depth=1, heads=2),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    folder = tmp_path_factory.mktemp("data")
    return cache.load(write_official_archive(folder), folder / "cache")


def steps(count: int) -> Callable[[], bool]:
    """Stop after so many steps."""
    budget = iter([False] * count)
    return lambda: next(budget, True)


def begun(recipe: Recipe, data: DataSet, base: ModelSet, run: Path, count: int = 2) -> Task:
    task = build(recipe, data, CPU, base)
    fit(task, run, {}, steps(count))
    return build(recipe, data, CPU, base)


@pytest.fixture
def run(data: DataSet, bare_set: ModelSet, tmp_path: Path) -> Path:
    """A run whose newest checkpoint is of step 3, and the one before of step 2."""
    task = begun(RECIPES["sgd"], data, bare_set, tmp_path / "run", 2)
    fit(task, tmp_path / "run", {}, steps(1))
    return tmp_path / "run"


def resumed(data: DataSet, run: Path) -> tuple[int, list[str]]:
    """From which step a run goes on, and what is said about it."""
    seen: list[int] = []
    told: list[str] = []
    task = build(RECIPES["sgd"], data, CPU, None)
    fit(task, run, {}, steps(1), lambda done, metrics: seen.append(done), told=told.append)
    return seen[0], told


def damage(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:1000] + b"x" * 40 + content[1040:-60])


def test_the_newest_is_used(data: DataSet, run: Path) -> None:
    assert [
        checkpoints.load(file)["step"] for file in checkpoints.present(run / "checkpoint.pt")
    ] == [3, 2]
    assert resumed(data, run) == (4, [])


def test_the_one_before_a_damaged_one_is_used_and_that_is_said(data: DataSet, run: Path) -> None:
    damage(run / "checkpoint.pt")
    step, (said,) = resumed(data, run)
    assert step == 3
    assert said == "The newest checkpoint cannot be used (it is damaged): the one before is."
    assert resumed(data, run) == (4, [])  # the damaged one is not taken for a good one before


def test_the_one_before_is_used_where_a_kill_left_it_alone(data: DataSet, run: Path) -> None:
    (run / "checkpoint.pt").unlink()
    assert resumed(data, run) == (3, [])


def test_where_both_are_damaged_nothing_is_begun_anew(data: DataSet, run: Path) -> None:
    for file in checkpoints.present(run / "checkpoint.pt"):
        damage(file)
    with pytest.raises(UserError, match=r"is damaged\): delete the checkpoints in its folder"):
        resumed(data, run)
    assert len(checkpoints.present(run / "checkpoint.pt")) == 2


def test_a_newer_one_of_another_recipe_is_refused_whatever_is_before(
    data: DataSet, run: Path
) -> None:
    task = build(RECIPES["sgd"], data, CPU, None)
    with pytest.raises(UserError, match="another recipe"):
        fit(task, run, {"name": "other"}, steps(1))


@pytest.mark.parametrize("name", RECIPES)
def test_whatever_is_changed_in_a_checkpoint_is_one_sentence(
    name: str,
    data: DataSet,
    bare_set: ModelSet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = begun(RECIPES[name], data, bare_set, tmp_path)
    whole = checkpoints.load(tmp_path / "checkpoint.pt")
    changed = list(changes(whole))[:: 3 if name == "vae" else 1]
    assert len(changed) > 40
    monkeypatch.setattr(checkpoints, "load", lambda path: changed[-1])
    while changed:
        with pytest.raises(UserError, match=r"cannot be used|belongs to another recipe"):
            fit(task, tmp_path, {}, lambda: True)
        changed.pop()
    monkeypatch.undo()
    assert not fit(task, tmp_path, {}, steps(1))


def changes(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Checkpoints with one thing changed in each."""
    for place in places(whole, ()):
        for other in others(at(whole, place)):
            made = copy.deepcopy(whole)
            put(made, place, other)
            yield made


def places(part: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Where something is; of tensors, and of many things, in one container the first two alone."""
    items: list[tuple[Any, Any]] = []
    if isinstance(part, dict):
        items = list(part.items())
    elif isinstance(part, list | tuple):
        items = list(enumerate(part))
    if above:
        yield above
    for number, (key, value) in enumerate(items):
        if number < 2 or (len(items) < 20 and not isinstance(value, Tensor)):
            yield from places(value, (*above, key))


def others(value: Any) -> Iterator[Any]:
    """What may not be in the place of ``value``."""
    yield "text"
    if isinstance(value, Tensor):
        yield torch.zeros(*value.shape, 2)
        yield torch.zeros(value.shape, dtype=torch.int8)
        yield torch.zeros(0)
    elif isinstance(value, dict) and value:
        yield {**value, "more": 1}
        yield {} if 0 not in value else {10**6: value[0]}
    elif isinstance(value, list):
        yield [*value, 1]
    elif isinstance(value, float):
        yield float("nan")


def at(part: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        part = part[key]
    return part


def put(part: Any, place: tuple[Any, ...], value: Any) -> None:
    """Put a value in its place, in tuples as well."""
    *above, key = place
    holder = at(part, tuple(above))
    if isinstance(holder, tuple):
        put(part, tuple(above), tuple(value if i == key else one for i, one in enumerate(holder)))
    else:
        holder[key] = value


def test_a_changed_optimiser_is_refused_and_the_one_before_used(data: DataSet, run: Path) -> None:
    kept = checkpoints.load(run / "checkpoint.pt")
    kept["task"]["optimisers"][0]["state"][0]["momentum_buffer"] = torch.zeros(3)
    torch.save(kept, run / "checkpoint.pt")
    step, (said,) = resumed(data, run)
    assert step == 3 and "another version" in said


def test_one_with_a_number_that_is_none_is_damaged(data: DataSet, run: Path) -> None:
    kept = checkpoints.load(run / "checkpoint.pt")
    for tensor in kept["task"]["model"].values():
        tensor.fill_(float("nan") if tensor.is_floating_point() else 0)
    torch.save(kept, run / "checkpoint.pt")
    step, (said,) = resumed(data, run)
    assert step == 3 and "the one before is" in said


def test_what_would_unpack_to_far_more_is_not_read(run: Path, tmp_path: Path) -> None:
    torch.save({"step": list(range(2_000_000))}, tmp_path / "words.pt")
    packed = tmp_path / "packed.pt"
    with zipfile.ZipFile(run / "checkpoint.pt") as whole, zipfile.ZipFile(packed, "w") as made:
        for member in whole.infolist():
            made.writestr(member.filename, whole.read(member), zipfile.ZIP_DEFLATED)
    for path in (tmp_path / "words.pt", packed):
        with pytest.raises(UserError, match="it is damaged"):
            checkpoints.load(path)


def test_a_damaged_file_is_no_reason_to_forget_the_identity(
    official_archive: Path, tmp_path: Path
) -> None:
    recipe = dataclasses.replace(RECIPES["sgd"], epochs=9)
    job = Job(recipe, official_archive, tmp_path / "run", tmp_path / "cache")
    seen: list[int] = []
    told: list[str] = []

    def note(done: int, steps: int, metrics: dict[str, float]) -> None:
        seen.append(done)

    def after(count: int) -> Callable[[], bool]:
        return lambda: len(seen) >= count

    for count in (2, 4):
        assert not carry_out(job, after(count), note)
    damage(tmp_path / "run" / "checkpoint.pt")
    assert not carry_out(job, after(5), note, told.append)
    assert len(told) == 1 and seen == [1, 2, 3, 4, 3]
