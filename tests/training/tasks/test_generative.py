"""VAE, critic and prior on tiny data: they learn, resume exactly, and build on one another."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from training.data import cache
from training.data.augment import images_of
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.learning.device import CPU
from training.models import modelset
from training.models.load import graph_modules
from training.models.modelset import ModelSet
from training.models.prior import Prior, factored
from training.recipes import CriticRecipe, PriorRecipe, Recipe, VaeRecipe
from training.run import checkpoints
from training.run.builder import build
from training.run.events import read_events
from training.run.job import Job, carry_out
from training.run.loop import fit
from training.tasks.encoding import encode

VAE = VaeRecipe(epochs=8, batch_size=16, latent_shape=(4, 4, 4), widths=(8, 8, 8, 8))
CRITIC = CriticRecipe(epochs=12, batch_size=36, hidden=8, rebuilt=0.5)
PRIOR = PriorRecipe(epochs=6, batch_size=36, width=16, depth=1, heads=2)
NAMED = {"vae": VAE, "critic": CRITIC, "prior": PRIOR}
RECIPES = pytest.mark.parametrize("recipe", NAMED.values(), ids=NAMED)


@pytest.fixture
def no_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the graphs where weights alone are looked at: they take seconds a set."""
    monkeypatch.setattr("training.models.export.write_graphs", lambda found: {})


@pytest.fixture
def data(official_archive: Path, tmp_path: Path) -> DataSet:
    return cache.load(official_archive, tmp_path / "cache")


@RECIPES
def test_the_loss_falls(recipe: Recipe, data: DataSet, tiny_set: ModelSet, tmp_path: Path) -> None:
    task = build(recipe, data, CPU, tiny_set)
    assert fit(task, tmp_path, {})
    losses = [e["loss"] for e in read_events(tmp_path / "events.jsonl") if e["kind"] == "step"]
    third = len(losses) // 3
    assert sum(losses[-third:]) < sum(losses[:third])


@RECIPES
def test_resume_is_exact(recipe: Recipe, data: DataSet, tiny_set: ModelSet, tmp_path: Path) -> None:
    short = dataclasses.replace(recipe, epochs=2)
    assert fit(build(short, data, CPU, tiny_set), tmp_path / "whole", {})
    fit(build(short, data, CPU, tiny_set), tmp_path / "parted", {}, _after(3))
    assert fit(build(short, data, CPU, tiny_set), tmp_path / "parted", {})
    whole, parted = (
        checkpoints.load(tmp_path / name / "checkpoint.pt")["task"] for name in ("whole", "parted")
    )
    kept = "mean" if "mean" in whole else "model"
    assert all(torch.equal(value, parted[kept][name]) for name, value in whole[kept].items())


@RECIPES
def test_without_what_it_builds_on_it_says_so(recipe: Recipe, data: DataSet) -> None:
    with pytest.raises(UserError, match="--base"):
        build(recipe, data, CPU, None)


def test_patches_that_do_not_fill_the_grid_are_refused_at_once(
    data: DataSet, tiny_set: ModelSet
) -> None:
    with pytest.raises(UserError, match="grid of 4 x 4: choose a patch that does"):
        build(dataclasses.replace(PRIOR, patch=3), data, CPU, tiny_set)


@pytest.mark.usefixtures("no_graphs")
def test_a_finished_vae_replaces_the_old_one_and_voids_its_prior(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    short = dataclasses.replace(VAE, epochs=1, classes=("Aeroplane", "BIRD", "horse"))  # as typed
    run = tmp_path / "run"
    job = Job(short, official_archive, run, tmp_path / "cache", tiny_set.folder)
    seen: list[tuple[int, int]] = []
    assert carry_out(job, lambda: False, lambda done, steps, metrics: seen.append((done, steps)))
    made = modelset.read(run / "modelset")
    assert seen[-1] == (6, 6)
    assert set(made.parts) == {"vae", "classifier", "parts", "critic", "pegasus"}
    assert made.parts["vae"].fingerprint != tiny_set.parts["vae"].fingerprint
    assert made.parts["classifier"].fingerprint == tiny_set.parts["classifier"].fingerprint
    assert made.latent_shape == (4, 4, 4)
    assert made.parts["vae"].recipe["seed"] == short.seed
    assert list(made.parts["vae"].recipe["classes"]) == ["airplane", "bird", "horse"]


@pytest.mark.usefixtures("no_graphs")
def test_latents_are_standardised_over_the_training_pictures(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    job = Job(VAE, official_archive, run, tmp_path / "cache", tiny_set.folder)
    carry_out(job, lambda: False, lambda done, steps, metrics: None)
    encoder = graph_modules(modelset.read(run / "modelset"))["encoder"]
    data = cache.load(official_archive, tmp_path / "cache")
    pictures = torch.from_numpy(data.train.images[data.training_indices()])
    latents = encoder(pictures.permute(0, 3, 1, 2).float() / 127.5 - 1)
    assert latents.mean((0, 2, 3)).abs().max() < 0.05  # weights are kept in half precision
    assert (latents.std((0, 2, 3)) - 1).abs().max() < 0.05


@pytest.mark.usefixtures("no_graphs")
def test_it_starts_from_a_finished_runs_weights(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    short = dataclasses.replace(VAE, epochs=1)
    first = Job(short, official_archive, tmp_path / "first", tmp_path / "cache", tiny_set.folder)
    carry_out(first, lambda: False, lambda done, steps, metrics: None)
    again = dataclasses.replace(first, run=tmp_path / "again", init=str(tmp_path / "first"))
    carry_out(again, lambda: False, lambda done, steps, metrics: None)
    losses = [
        next(e["loss"] for e in read_events(run / "events.jsonl") if e["kind"] == "step")
        for run in (first.run, again.run)
    ]
    assert losses[1] < losses[0]


def test_weights_of_another_size_are_refused(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    job = Job(
        VAE, official_archive, tmp_path / "run", tmp_path / "cache", tiny_set.folder, init="shipped"
    )
    with pytest.raises(UserError, match="scratch"):
        carry_out(job, lambda: False, lambda done, steps, metrics: None)


def test_a_folder_of_another_run_is_refused_before_anything_is_prepared(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    job = Job(CRITIC, official_archive, run, tmp_path / "cache", tiny_set.folder)
    done: list[int] = []
    assert not carry_out(job, lambda: bool(done), lambda step, steps, metrics: done.append(step))
    kept = (run / "checkpoint.pt").read_bytes()
    monkeypatch.setattr("training.run.builder.build", lambda *given: pytest.fail("prepared"))
    other = dataclasses.replace(job, recipe=dataclasses.replace(CRITIC, epochs=13, hidden=4))
    with pytest.raises(UserError, match=r"epochs 12 there, 13 here, hidden 8 there, 4 here"):
        carry_out(other, lambda: False, lambda done, steps, metrics: None)
    with pytest.raises(UserError, match="it trains critic"):
        carry_out(
            dataclasses.replace(job, recipe=VAE), lambda: False, lambda done, steps, metrics: None
        )
    assert (run / "checkpoint.pt").read_bytes() == kept


def test_a_prior_stops_while_it_encodes(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    encoded: list[int] = []

    def stop_at(count: int) -> None:
        encoded.append(count)
        raise InterruptedError

    data = cache.load(official_archive, tmp_path / "cache")
    with pytest.raises(InterruptedError):
        build(PRIOR, data, CPU, tiny_set, stop_at)
    assert encoded and 0 < encoded[0] <= len(data.training_indices())
    job = Job(PRIOR, official_archive, tmp_path / "run", tmp_path / "cache", tiny_set.folder)
    assert not carry_out(job, lambda: True, lambda done, steps, metrics: None)
    assert not (tmp_path / "run" / "checkpoint.pt").exists()


def test_pictures_and_their_mirror_images_are_encoded(data: DataSet, tiny_set: ModelSet) -> None:
    rows = data.training_indices()[:7]
    found = encode(data, rows, tiny_set, CPU)
    assert len(found) == 14
    encoder = graph_modules(tiny_set)["encoder"]
    for i, row in enumerate([*rows.tolist()] * 2):
        image = images_of(data.train.images[row][None])
        image = image.flip(-1) if i >= 7 else image
        assert torch.allclose(encoder(image)[0], found.latents[i], atol=1e-4)
        assert tiny_set.classes[int(found.labels[i])] == data.classes[data.train.labels[row]]


def _after(steps: int) -> Callable[[], bool]:
    budget = iter([False] * steps)
    return lambda: next(budget, True)


def test_a_prior_of_full_rank_is_factored() -> None:
    torch.manual_seed(0)
    settings = {"latent_shape": (4, 2, 2), "classes": 3, "width": 32, "depth": 2, "heads": 2}
    full = Prior(**settings)  # type: ignore[arg-type]
    for parameter in full.parameters():  # blocks do nothing at first
        torch.nn.init.normal_(parameter, std=0.2)
    given = torch.randn(9, 4, 2, 2), torch.rand(9), torch.eye(4)[torch.arange(9) % 4]
    errors = []
    for rank in (2, 8, 32):
        small = Prior(**settings, rank=rank)  # type: ignore[arg-type]
        weights = factored(full.state_dict(), {**settings, "rank": rank})
        small.load_state_dict(weights)
        assert factored(weights, {**settings, "rank": rank}) is weights
        errors.append(float((full(*given) - small(*given)).detach().square().mean()))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-8 < errors[0]
