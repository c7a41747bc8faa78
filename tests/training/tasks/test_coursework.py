"""The coursework's recipes on tiny data: every row trains, resumes exactly, and can be measured."""

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.explorer.tiny_set import no_graphs
from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.data import cache
from training.data.augment import rotate
from training.data.dataset import DataSet
from training.learning.device import CPU
from training.learning.losses import cross_entropy
from training.measure import blend_figures, evaluate
from training.models import modelset
from training.models.classifier import Classifier
from training.models.coursework import (
    ACTIVATIONS,
    CLASSIFIER_LAYERS,
    CourseworkClassifier,
    CourseworkVae,
)
from training.models.judge import Judge
from training.models.load import graph_modules
from training.models.modelset import ModelSet
from training.models.publishing import NewPart, extend
from training.recipes import CriticRecipe, Recipe
from training.run import checkpoints
from training.run.builder import build
from training.run.events import read_events
from training.run.job import Job, carry_out
from training.run.loop import fit
from training.tasks.coursework import kl_weight_at

PLAIN = CourseworkClassifierRecipe(epochs=2, batch_size=36, width=4, hidden=(8,))
IMPROVED = dataclasses.replace(
    PLAIN, layout="improved", hidden=(16, 8), batch_norm=True, signed_input=True, flips=True
)
VAE = CourseworkVaeRecipe(epochs=2, batch_size=36, latent_numbers=6, width=4)
replace = dataclasses.replace
ROWS: dict[str, Recipe] = {
    "1a": PLAIN,
    "dropout": replace(PLAIN, convolution_dropout=0.1, linear_dropout=0.5),
    "weight decay": replace(PLAIN, weight_decay=0.001),
    "1b": replace(PLAIN, batch_norm=True, signed_input=True),
    "flips": replace(PLAIN, flips=True),
    "rotations": replace(PLAIN, rotation=15.0),
    "1c": IMPROVED,
    "1d": replace(IMPROVED, hidden=(64,)),
    "subset": replace(PLAIN, share=0.5),
    "elu": replace(PLAIN, activation="elu"),
    "no momentum": replace(PLAIN, momentum=0.0),
    "2a": replace(VAE, convolutional=False, sampled=False, kl_weight=0.0),
    "2b": replace(VAE, classes=("horse",), batch_size=9, sampled=False, kl_weight=0.0),
    "2d": VAE,
    "2d over time": replace(VAE, kl_start=0.0, kl_ramp=0.5),
}
ALL_AT_ONCE = replace(
    IMPROVED, convolution_dropout=0.1, linear_dropout=0.5, rotation=15.0, share=0.7
)
IMAGES = torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(0)) * 2 - 1


@pytest.fixture
def data(official_archive: Path, tmp_path: Path) -> DataSet:
    return cache.load(official_archive, tmp_path / "cache")


@pytest.mark.parametrize("layout", CLASSIFIER_LAYERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("classes", "hidden"), [(10, (8,)), (100, (16, 8))])
def test_classifiers_give_a_logit_a_class(
    layout: str, activation: str, classes: int, hidden: tuple[int, ...]
) -> None:
    network = CourseworkClassifier(layout, 4, hidden, classes, activation, batch_norm=True)
    assert network(IMAGES).shape == (3, classes)
    linear = [layer for layer in network.linears if isinstance(layer, nn.Linear)]
    assert [layer.out_features for layer in linear] == [*hidden, classes]


def test_dropout_leaves_the_logits_alone() -> None:
    network = CourseworkClassifier(convolution_dropout=0.1, linear_dropout=0.5)
    rates = [layer.p for layer in network.modules() if isinstance(layer, nn.Dropout)]
    assert rates == [0.1, 0.1, 0.5]
    assert isinstance(network.linears[-1], nn.Linear)


def test_an_unsigned_input_is_the_signed_one_from_nought_to_one() -> None:
    signed = CourseworkClassifier(width=4, signed_input=True)
    unsigned = CourseworkClassifier(width=4)
    unsigned.load_state_dict(signed.state_dict())
    torch.testing.assert_close(unsigned(IMAGES), signed((IMAGES + 1) / 2))


def test_the_decoder_mirrors_the_encoder_layer_by_layer() -> None:
    vae = CourseworkVae((12,), width=4)
    sizes: dict[type, list[torch.Size]] = {nn.Conv2d: [], nn.ConvTranspose2d: []}
    for layer in vae.modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_hook(lambda _, i, o: sizes[nn.Conv2d].append(i[0].shape))
        if isinstance(layer, nn.ConvTranspose2d):
            layer.register_forward_hook(lambda _, i, o: sizes[nn.ConvTranspose2d].append(o.shape))
    vae.decode(vae.encode_mean(IMAGES))
    assert sizes[nn.ConvTranspose2d] == sizes[nn.Conv2d][::-1]
    assert len(sizes[nn.Conv2d]) == 3


@pytest.mark.parametrize("convolutional", [True, False])
def test_vaes_have_a_flat_latent_and_bounded_pictures(convolutional: bool) -> None:
    vae = CourseworkVae((12,), width=4, convolutional=convolutional)
    assert all(part.shape == (3, 12) for part in vae.posterior(IMAGES))
    pictures = vae.decode(50 * torch.randn(3, 12))
    assert pictures.shape == IMAGES.shape and pictures.abs().max() <= 1


@pytest.mark.parametrize("row", ROWS)
def test_every_row_trains(row: str, data: DataSet) -> None:
    task = build(ROWS[row], data, CPU, None)
    losses = [task.step(index)["loss"] for index in range(task.steps)]
    assert len(losses) == task.steps >= 2 and all(map(math.isfinite, losses))
    assert all(map(math.isfinite, task.evaluate().values()))


@pytest.mark.parametrize("recipe", [ALL_AT_ONCE, VAE], ids=["classifier", "vae"])
def test_resume_is_exact(recipe: Recipe, data: DataSet, tmp_path: Path) -> None:
    assert fit(build(recipe, data, CPU, None), tmp_path / "whole", {})
    fit(build(recipe, data, CPU, None), tmp_path / "parted", {}, _after(3))
    torch.manual_seed(99)  # what was drawn before must not matter
    assert fit(build(recipe, data, CPU, None), tmp_path / "parted", {})
    whole, parted = (
        checkpoints.load(tmp_path / name / "checkpoint.pt")["task"]["model"]
        for name in ("whole", "parted")
    )
    assert all(torch.equal(value, parted[name]) for name, value in whole.items())


def test_the_classifier_learns_and_shows_both_curves(data: DataSet, tmp_path: Path) -> None:
    task = build(replace(PLAIN, epochs=15, batch_size=18, width=8, hidden=(16,)), data, CPU, None)
    assert fit(task, tmp_path, {})
    epochs = [e for e in read_events(tmp_path / "events.jsonl") if e["kind"] == "epoch"]
    assert len(epochs) == 15
    assert epochs[-1]["validation_accuracy"] >= 0.9  # chance is 1/3
    assert epochs[-1]["training_loss"] < epochs[0]["training_loss"]
    assert set(epochs[0]) >= {"training_accuracy", "validation_loss"}


def test_a_subset_is_drawn_anew_each_epoch(data: DataSet) -> None:
    whole, half = (build(ROWS[row], data, CPU, None) for row in ("1a", "subset"))
    assert (whole.steps_per_epoch, half.steps_per_epoch) == (3, 1)


def test_a_hundred_classes(cifar100_archive: Path, tmp_path: Path, tiny_set: ModelSet) -> None:
    recipe = replace(IMPROVED, epochs=1, batch_size=8)
    job = Job(recipe, cifar100_archive, tmp_path / "run", tmp_path / "cache", tiny_set.folder)
    assert carry_out(job, lambda: False, lambda done, steps, metrics: None)
    model_set = modelset.read(tmp_path / "run" / "modelset")
    assert set(model_set.parts) == {"coursework-classifier"}  # it scores nothing: a set of its own
    assert model_set.classes == cache.load(cifar100_archive, tmp_path / "cache").classes


def test_the_vaes_loss_falls(data: DataSet, tmp_path: Path) -> None:
    assert fit(build(replace(VAE, epochs=8), data, CPU, None), tmp_path, {})
    losses = [e["loss"] for e in read_events(tmp_path / "events.jsonl") if e["kind"] == "step"]
    assert sum(losses[-8:]) < sum(losses[:8])


def test_its_latents_are_standardised(flat_set: ModelSet) -> None:
    assert flat_set.latent_shape == (12,)
    assert set(flat_set.parts) == {"vae", "classifier", "parts", "critic", "pegasus"}
    home = flat_set.folder.parents[1]
    data = cache.load(home / "cifar-10-python.tar.gz", home / "cache")
    pictures = torch.from_numpy(data.train.images[data.training_indices()])
    latents = graph_modules(flat_set)["encoder"](pictures.permute(0, 3, 1, 2).float() / 127.5 - 1)
    assert latents.mean(0).abs().max() < 0.05  # weights are kept in half precision
    assert (latents.std(0) - 1).abs().max() < 0.05


def test_it_can_be_measured(
    flat_set: ModelSet, official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blend_figures, "PAIRS", 20)
    report = _measure(flat_set.folder, official_archive, tmp_path)
    assert report["vae"]["latent_numbers"] == 12
    assert set(report["blend"]["frechet_50"]) == {
        "linear",
        "slerp",
        "graft",
        "cross_fade",
        "collage",
    }
    assert all(map(math.isfinite, report["blend"]["frechet_50"].values()))
    assert report["prior"]["sampled_from"] == "standard normal"
    assert math.isfinite(report["prior"]["frechet_sample"])


def test_choices_are_made_on_what_is_held_out(data: DataSet) -> None:
    held_out = {data.train.names[row] for row in data.validation_indices()}
    assert set(evaluate.chosen_split(data, "validation").names) == held_out
    assert evaluate.chosen_split(data, "test").names == data.test.names


def test_the_judge_takes_no_part_in_choices(official_archive: Path, tmp_path: Path) -> None:
    classes = cache.load(official_archive, tmp_path / "cache").classes
    settings = {"widths": (8, 8, 8), "classes": len(classes), "depth": 2}
    weights = Classifier(**settings).state_dict()  # type: ignore[arg-type]
    part = NewPart("classifier", settings, weights, {}, "", {"temperature": 1.0}, "0")
    extend(None, part, tmp_path / "set", classes, no_graphs)
    found = _measure(tmp_path / "set", official_archive, tmp_path, "validation")
    assert set(found) == {"set", "classifier"}
    assert found["set"]["split"] == "validation"


def test_the_classifier_can_be_measured(official_archive: Path, tmp_path: Path) -> None:
    job = Job(PLAIN, official_archive, tmp_path / "run", tmp_path / "cache")
    assert carry_out(job, lambda: False, lambda done, steps, metrics: None)
    report = _measure(tmp_path / "run" / "modelset", official_archive, tmp_path)
    assert set(report) == {"set", "judge", "coursework_classifier"}
    assert 0 <= report["coursework_classifier"]["test_accuracy"] <= 1


def test_a_critic_learns_beside_a_flat_latent(flat_set: ModelSet, data: DataSet) -> None:
    task = build(CriticRecipe(epochs=1, batch_size=36, hidden=8, rebuilt=0.5), data, CPU, flat_set)
    assert all(math.isfinite(task.step(index)["loss"]) for index in range(task.steps))


@given(st.floats(0, 4), st.floats(0.01, 1), st.floats(0, 1))
def test_the_kl_weight_goes_from_its_start_to_its_end(
    start: float, ramp: float, done: float
) -> None:
    recipe = replace(VAE, kl_weight=2.0, kl_start=start, kl_ramp=ramp)
    assert kl_weight_at(recipe, 0.0) == pytest.approx(2 * start)
    assert kl_weight_at(recipe, 1.0) == pytest.approx(2)
    assert min(start, 1) - 1e-9 <= kl_weight_at(recipe, done) / 2 <= max(start, 1) + 1e-9
    assert kl_weight_at(replace(recipe, kl_ramp=0.0), done) == pytest.approx(2)


@given(st.integers(0, 2**31))
def test_cross_entropy_is_least_at_the_picture_itself(seed: int) -> None:
    images, others = torch.rand(2, 2, 3, 8, 8, generator=torch.Generator().manual_seed(seed))
    images, others = 2 * images - 1, 2 * others - 1
    assert (cross_entropy(images, images) < cross_entropy(others, images)).all()


def test_cross_entropy_of_known_pictures() -> None:
    black, grey = torch.full((1, 3, 2, 2), -1.0), torch.zeros(1, 3, 2, 2)
    assert cross_entropy(black, black).item() == 0
    assert cross_entropy(grey, black).item() == pytest.approx(math.log(2))


def test_rotations_turn_a_picture_about_its_middle() -> None:
    def turned(images: torch.Tensor, degrees: float, seed: int = 0) -> torch.Tensor:
        return rotate(images, degrees, torch.Generator().manual_seed(seed))

    assert turned(IMAGES, 0.0) is IMAGES
    assert torch.equal(turned(IMAGES, 20.0), turned(IMAGES, 20.0))
    assert not torch.allclose(turned(IMAGES, 20.0), turned(IMAGES, 20.0, seed=1))
    from_middle = torch.linspace(-1, 1, 32).square()
    round_one = (from_middle[:, None] + from_middle).clamp(max=0.8).expand(1, 3, 32, 32)
    assert (turned(round_one, 180.0) - round_one).abs().max() < 0.05


def _measure(
    folder: Path, archive: Path, tmp_path: Path, split: Literal["test", "validation"] = "test"
) -> evaluate.Report:
    """Measure a set on a tiny archive, by a judge that has learnt nothing."""
    classes = cache.load(archive, tmp_path / "cache").classes
    settings = {"widths": (8, 8, 8, 8), "classes": len(classes)}
    weights = Judge(**settings).state_dict()  # type: ignore[arg-type]
    part = NewPart("judge", settings, weights, {}, "", {"temperature": 1.0}, "0")
    extend(None, part, tmp_path / "judge", classes, no_graphs)
    return evaluate.measure(
        evaluate.Options(archive, folder, tmp_path / "judge", tmp_path / "cache", split=split)
    )


def _after(steps: int) -> Callable[[], bool]:
    budget = iter([False] * steps)
    return lambda: next(budget, True)
