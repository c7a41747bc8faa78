"""The pegasus critic on tiny data: its examples, its learning, its calibration, its output."""

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from training.data import cache
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.grafting import winged
from training.learning.device import CPU
from training.models import modelset
from training.models.load import graph_modules
from training.models.modelset import ModelSet
from training.models.pegasus import PegasusCritic
from training.models.signatures import SIGNATURES
from training.recipes import PegasusCriticRecipe
from training.run import checkpoints
from training.run.builder import build
from training.run.events import read_events
from training.run.job import Job, carry_out
from training.run.loop import fit
from training.tasks.near_misses import KINDS, SHARES, WINGED, Maker
from training.tasks.pegasus import platt

RECIPE = PegasusCriticRecipe(epochs=6, batch_size=24, winged=48, near_misses=100, held_out=0.5)
FEW = dataclasses.replace(RECIPE, epochs=3, winged=16, near_misses=40)
"""Where it does not matter what is learnt: examples take long to make."""
ROLES = ("horse",), ("airplane", "bird")


@pytest.fixture
def data(official_archive: Path, tmp_path: Path) -> DataSet:
    return cache.load(official_archive, tmp_path / "cache")


@pytest.fixture(autouse=True)
def everything_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take any picture as a body and for its wings: the tiny parts network is not sure of one."""
    monkeypatch.setattr(winged, "usable_bodies", lambda found: found)
    monkeypatch.setattr(winged, "usable_wings", lambda found: found)


def test_its_loss_falls_and_each_kind_is_measured(
    data: DataSet, tiny_set: ModelSet, tmp_path: Path
) -> None:
    assert fit(build(RECIPE, data, CPU, tiny_set), tmp_path, {})
    events = read_events(tmp_path / "events.jsonl")
    losses = [e["loss"] for e in events if e["kind"] == "step"]
    third = len(losses) // 3
    assert sum(losses[-third:]) < sum(losses[:third])
    [*_, last] = [e for e in events if e["kind"] == "epoch"]
    assert {f"auc_{kind}" for kind in SHARES if kind != "others"} <= set(last)
    assert last["auc_wings"] > 0.7  # chance is 0.5
    assert 0 <= last["validation_ece"] < 0.35


def test_resume_is_exact(data: DataSet, tiny_set: ModelSet, tmp_path: Path) -> None:
    assert fit(build(FEW, data, CPU, tiny_set), tmp_path / "whole", {})
    budget = iter([False] * 3)
    assert not fit(
        build(FEW, data, CPU, tiny_set), tmp_path / "parted", {}, lambda: next(budget, True)
    )
    assert fit(build(FEW, data, CPU, tiny_set), tmp_path / "parted", {})
    whole, parted = (
        checkpoints.load(tmp_path / name / "checkpoint.pt")["task"]["model"]
        for name in ("whole", "parted")
    )
    assert all(torch.equal(value, parted[name]) for name, value in whole.items())


def test_what_it_builds_on_is_said(data: DataSet, tiny_set: ModelSet) -> None:
    for lacking in ("classifier", "vae", "parts"):
        parts = {name: part for name, part in tiny_set.parts.items() if name != lacking}
        with pytest.raises(UserError, match="--base"):
            build(RECIPE, data, CPU, dataclasses.replace(tiny_set, parts=parts))
    with pytest.raises(UserError, match="--base"):
        build(RECIPE, data, CPU, None)


def test_examples_follow_from_their_seed(data: DataSet, tiny_set: ModelSet) -> None:
    made = [
        Maker(data, data.training_indices(), tiny_set, ROLES, 0.8, seed).make(8, 100)
        for seed in (1, 1, 2)
    ]
    assert np.array_equal(made[0].pictures, made[1].pictures)
    assert not np.array_equal(made[0].pictures, made[2].pictures)
    assert made[0].pictures.dtype == np.uint8
    for kind, share in (SHARES | {"others": 0}).items():  # there are three classes here
        assert (made[0].kinds == KINDS.index(kind)).sum() == round(100 * share)
    assert made[0].labels.sum() == 8 == (made[0].kinds == KINDS.index(WINGED)).sum()


def test_it_stops_while_examples_are_made(data: DataSet, tiny_set: ModelSet) -> None:
    def stop_at(count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        build(RECIPE, data, CPU, tiny_set, stop_at)


def _write(folder: Path, colour: int, side: int = 32) -> str:
    folder.mkdir()
    for i in range(3):
        pixels = np.full((side, side, 3), colour + i, np.uint8)
        Image.fromarray(pixels).save(folder / f"{i}.png")
    return str(folder)


def test_what_raters_said_is_learnt(data: DataSet, tiny_set: ModelSet, tmp_path: Path) -> None:
    refused, seen = _write(tmp_path / "refused", 20), _write(tmp_path / "seen", 230)
    recipe = dataclasses.replace(RECIPE, refused=refused, seen=seen, rated=40, winged=16, epochs=20)
    task = build(recipe, data, CPU, tiny_set)
    assert task.steps_per_epoch == (16 + 94 + 2 * 3 * 40) // 24
    for index in range(task.steps):
        task.step(index)
    shades = torch.tensor([-0.8, 0.8]).view(2, 1, 1, 1).expand(2, 3, 32, 32)
    classifier: Any = graph_modules(tiny_set)["scorer"].classifier
    critic = task.model.eval()
    assert isinstance(critic, PegasusCritic)
    with torch.no_grad():
        dark, bright = critic(classifier.stages(shades)).tolist()
    assert dark < 0 < bright


@pytest.mark.parametrize(("side", "message"), [(16, "32 by 32"), (0, "no PNG")])
def test_odd_folders_are_refused(
    side: int, message: str, data: DataSet, tiny_set: ModelSet, tmp_path: Path
) -> None:
    folder = tmp_path / "refused"
    if side:
        _write(folder, 20, side)
    with pytest.raises(UserError, match=message):
        build(dataclasses.replace(FEW, refused=str(folder)), data, CPU, tiny_set)


def test_a_finished_run_adds_an_output_to_the_scorer(
    official_archive: Path, tiny_set: ModelSet, tmp_path: Path
) -> None:
    recipe = dataclasses.replace(FEW, epochs=1)
    base = Path(shutil.copytree(tiny_set.folder, tmp_path / "base"))
    manifest = json.loads((base / modelset.MANIFEST).read_text())
    for kind in ("critic", "pegasus", "prior"):
        del manifest["parts"][kind]
    (base / modelset.MANIFEST).write_text(json.dumps(manifest))
    job = Job(recipe, official_archive, tmp_path / "run", tmp_path / "cache", base)
    assert carry_out(job, lambda: False, lambda done, steps, metrics: None)
    made = modelset.read(tmp_path / "run" / "modelset")
    names = SIGNATURES["scorer"].outputs_with(made.parts)
    assert names == ("logits", "evidence", "pegasus")  # there is no critic of realism
    told = graph_modules(made)["scorer"](torch.zeros(5, 3, 32, 32))
    chances = told[names.index("pegasus")]
    assert chances.shape == (5,) and ((chances > 0) & (chances < 1)).all()
    assert made.parts["pegasus"].metrics["auc_horse"] >= 0
    assert (tmp_path / "run" / "samples.png").is_file()


def test_platt_finds_what_logits_were_spoilt_by() -> None:
    generator = torch.Generator().manual_seed(0)
    true = 2 * torch.randn(4000, generator=generator)
    labels = (torch.rand(4000, generator=generator) < true.sigmoid()).float()
    temperature, bias = platt(3 * true + 1.5, labels)
    assert temperature == pytest.approx(3, rel=0.1)
    assert bias == pytest.approx(-0.5, abs=0.15)


def test_platt_stays_finite_where_logits_part_the_labels() -> None:
    labels = (torch.arange(40) >= 20).float()
    temperature, bias = platt(torch.arange(40) - 19.5, labels)
    assert 0 < temperature < 100 and abs(bias) < 1


def test_platt_has_an_end_where_logits_say_nothing_or_the_contrary() -> None:
    labels = (torch.arange(60) % 3 == 0).float()
    for logits in (torch.zeros(60), -5 * labels, torch.linspace(-1, 1, 60)):
        temperature, bias = platt(logits, labels)
        assert torch.tensor([temperature, bias]).half().isfinite().all()
        chances = (logits / temperature + bias).sigmoid()
        assert (chances - 1 / 3).abs().max() < 0.1
