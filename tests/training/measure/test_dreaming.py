"""The gallery that ships: chosen well, nothing learnt by heart, and files that are whole."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from explorer.core.gallery.starter import starter_gallery
from tests.explorer.tiny_set import CLASSES as MODEL_CLASSES
from training.__main__ import main
from training.coursework_recipes import THREE_CLASSES
from training.data import cache
from training.data.augment import images_of
from training.files.errors import UserError
from training.measure import dreaming
from training.measure.dreaming import ALIKE, Candidates
from training.measure.dreams import Dream, Dreams, First, read_dreams, write_dreams
from training.models.modelset import ModelSet

FRESH = 3


class _Impartial:
    """A scorer to which all pictures are alike."""

    def named(self, images: Tensor) -> dict[str, Tensor]:
        same = torch.ones(len(images))
        logits = torch.zeros(len(images), len(MODEL_CLASSES))
        return {"logits": logits, "realism": same, "pegasus": same}


def candidates(merits: list[float], nearest: list[float], latents: Tensor) -> Candidates:
    count = len(merits)
    pictures = np.arange(count, dtype=np.uint8)[:, None, None, None].repeat(3, 3)
    shares = torch.tensor(merits)
    return Candidates("bird", latents, pictures, shares, torch.ones(count), torch.tensor(nearest))


def chosen(found: Candidates, floor: float = 1.0, usual: float = 1.0, each: int = 9) -> list[int]:
    return dreaming._choose(found, floor, usual, each).pictures[:, 0, 0, 0].tolist()


def test_the_best_come_first_and_only_so_many() -> None:
    found = candidates([0.2, 0.9, 0.5], [2.0, 2.0, 2.0], torch.eye(3) * 9)
    assert chosen(found) == [1, 2, 0]
    assert chosen(found, each=2) == [1, 2]


def test_what_is_too_near_to_a_training_picture_is_thrown_away() -> None:
    found = candidates([0.9, 0.8, 0.7], [0.99, 1.0, 5.0], torch.eye(3) * 9)
    assert chosen(found, floor=1.0) == [1, 2]
    with pytest.raises(UserError, match="All dreams of bird are too near"):
        chosen(found, floor=5.1)


def test_of_two_alike_the_better_is_kept() -> None:
    latents = torch.tensor([[0.0, 0.0], [0.0, 5.0], [0.0, 5.1]])
    assert chosen(candidates([0.7, 0.8, 0.9], [2.0] * 3, latents), usual=1.0) == [2, 0]
    apart = torch.tensor([[0.0], [ALIKE * 1.01]])
    assert chosen(candidates([0.9, 0.8], [2.0] * 2, apart), usual=1.0) == [0, 1]
    assert chosen(candidates([0.9, 0.8], [2.0] * 2, apart), usual=1.1) == [0]


def test_distances_are_a_number_of_the_latent() -> None:
    latents, known = torch.tensor([[[3.0, 3.0]], [[0.0, 1.0]]]), torch.tensor([[0.0, 0.0]])
    torch.testing.assert_close(dreaming._nearest(latents, known), torch.tensor([3.0, 0.5**0.5]))


def test_no_training_picture_is_dreamt_mirrored_or_not(
    tiny_set: ModelSet, official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = cache.load(official_archive, tmp_path / "cache")
    learnt = data.train.images[data.training_indices()]
    labels = data.train.labels[data.training_indices()]
    fresh = np.random.default_rng(0).integers(0, 256, (4, FRESH, 32, 32, 3), np.uint8)

    def dreamt(prior: Any, shape: Any, asked: Tensor, *rest: Any) -> Tensor:
        """By heart, every other one mirrored; and a few pictures that nobody has seen."""
        if int(asked[0]) == len(MODEL_CLASSES):
            return images_of(fresh[3])
        number = THREE_CLASSES.index(MODEL_CLASSES[int(asked[0])])
        known = learnt[labels == data.classes.index(THREE_CLASSES[number])].copy()
        known[::2] = known[::2, :, ::-1]
        return images_of(np.concatenate((known, fresh[number])))

    pixels = {"encoder": lambda images: images, "decoder": lambda latents: latents}
    modules = {**pixels, "scorer": _Impartial(), "prior": None}
    monkeypatch.setattr(dreaming, "graph_modules", lambda found: modules)
    monkeypatch.setattr(dreaming, "dream", dreamt)
    monkeypatch.setattr(dreaming, "_first", lambda *given: First(0, 1, "linear", (0.5, 0.5)))
    assert main(_words(tiny_set, official_archive, tmp_path)) == 0
    kept = read_dreams(tmp_path / "out").pictures
    assert {picture.tobytes() for picture in kept} == {
        picture.tobytes() for picture in fresh.reshape(-1, 32, 32, 3)
    }


def test_a_set_dreams_a_gallery_that_the_window_opens(
    tiny_set: ModelSet, official_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dreaming, "ALIKE", 0.0)  # what the tiny set dreams is all alike
    assert main(_words(tiny_set, official_archive, tmp_path, "--each", "4")) == 0
    gallery = starter_gallery(tmp_path / "out")
    assert gallery.classes == (*THREE_CLASSES, "pegasus")
    assert np.bincount(gallery.labels).tolist() == [4, 4, 4, 4]
    assert gallery.fingerprint.endswith(tiny_set.fingerprint)
    assert gallery.first is not None and gallery.first.mode.name == "graft"
    assert gallery.class_name(gallery.first.body) == "horse"
    assert gallery.class_name(gallery.first.wings) in ("bird", "airplane")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "atlas.png",
        "gallery.json",
    ]


def _words(model_set: ModelSet, data: Path, tmp_path: Path, *more: str) -> list[str]:
    words = ["dream", "--data", str(data), "--cache", str(tmp_path / "cache")]
    words += ["--models", str(model_set.folder), "--out", str(tmp_path / "out")]
    return [*words, "--candidates", "8", *more]


def test_a_gallery_is_read_as_it_was_written(tmp_path: Path) -> None:
    dreams = _dreams(count=30)
    write_dreams(tmp_path, dreams)
    found = read_dreams(tmp_path)
    np.testing.assert_array_equal(found.pictures, dreams.pictures)
    assert (found.items, found.made_by, found.first) == (dreams.items, "abc", dreams.first)
    assert found.fingerprint == dreams.fingerprint
    assert len(found.of_class("horse")) == 10 and len(found.of_class("ship")) == 0


def test_a_gallery_that_cannot_be_written_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dreams(tmp_path, _dreams(count=3))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr("os.fsync", _full)
    with pytest.raises(UserError, match="No space left"):
        write_dreams(tmp_path, _dreams(count=6))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def _full(handle: int) -> None:
    raise OSError(28, "No space left on device")


def _dreams(count: int) -> Dreams:
    pictures = np.random.default_rng(0).integers(0, 256, (count, 32, 32, 3), np.uint8)
    items = [Dream(THREE_CLASSES[i % 3], 0.5, i / count, 2.0) for i in range(count)]
    return Dreams(pictures, tuple(items), "abc", First(2, 1, "regions", (0.25, 0.5)))
