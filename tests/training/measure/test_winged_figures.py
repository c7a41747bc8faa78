"""Figures of winged horses."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from training.data import cache
from training.data.augment import images_of
from training.data.dataset import DataSet
from training.measure.winged_figures import above_half, as_trained, grafts
from training.models.load import graph_modules
from training.models.modelset import ModelSet


@pytest.fixture
def data(official_archive: Path, tmp_path: Path) -> DataSet:
    return cache.load(official_archive, tmp_path)


def test_parts_and_critic_tell_what_they_reached(tiny_set: ModelSet) -> None:
    parts = dict(tiny_set.parts)
    parts["parts"] = replace(parts["parts"], metrics={"validation_withers_px": 1.5})
    parts["pegasus"] = replace(
        parts["pegasus"], metrics={"validation_ece": 0.01, "auc_horse": 0.99, "auc_rider": 0.98}
    )
    assert as_trained(replace(tiny_set, parts=parts)) == {
        "parts": {"withers_px": 1.5},
        "critic": {"ece": 0.01, "auc": {"horse": 0.99, "rider": 0.98}},
    }
    assert as_trained(replace(tiny_set, parts={})) == {}


def test_without_usable_pictures_there_is_no_figure_of_grafts(
    tiny_set: ModelSet, data: DataSet
) -> None:
    birds = data.test.take((data.test.labels == data.classes.index("bird")).nonzero()[0])
    assert grafts(graph_modules(tiny_set), tiny_set, birds, data.classes) == {}


def test_grafts_are_rebuilt_the_better_the_nearer(
    tiny_set: ModelSet, data: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SURE_BODY", "SURE_WING", "CRISPEST", "FULLEST", "SHORTEST", "LEAST"):
        monkeypatch.setattr(f"training.grafting.winged.{name}", -1.0)
    for name in ("BROADEST", "LONGEST", "MOST"):
        monkeypatch.setattr(f"training.grafting.winged.{name}", 1e9)
    monkeypatch.setattr("training.measure.winged_figures.GRAFTS", 6)
    modules = graph_modules(tiny_set)
    rebuilt = grafts(modules, tiny_set, data.test, data.classes)["psnr_grafts_db"]
    same = {
        "encoder": modules["encoder"],
        "decoder": lambda latents: latents.new_zeros(6, 3, 32, 32),
    }
    grey = grafts(same, tiny_set, data.test, data.classes)["psnr_grafts_db"]  # type: ignore[arg-type]
    assert 0 < rebuilt < 60 and 0 < grey < 60 and rebuilt != grey


def test_belief_in_what_is_no_winged_horse(tiny_set: ModelSet, data: DataSet) -> None:
    modules = graph_modules(tiny_set)

    class Bright:
        """Believes in what is brighter than the middle."""

        def named(self, images: Tensor) -> dict[str, Tensor]:
            return {"pegasus": (images.mean((1, 2, 3)) > 0).float()}

    blank = {"encoder": lambda images: images, "decoder": lambda images: images}
    judged = {**blank, "scorer": Bright()}
    shares = above_half(judged, data.test, data.classes)  # type: ignore[arg-type]
    bright = images_of(data.test.images).mean((1, 2, 3)) > 0
    for k, name in enumerate(data.classes):
        of_class = bright[torch.from_numpy(data.test.labels == k)]
        assert shares[name] == pytest.approx(of_class.double().mean().item())
    assert {"cross_fade", "collage"} <= shares.keys()
    real = above_half(modules, data.test, data.classes)
    assert real.keys() == shares.keys() and all(0 <= share <= 1 for share in real.values())
