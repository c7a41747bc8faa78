"""The groups of a blind test, made by tiny networks of pictures that tell where they come from."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
import torch

from tests.conftest import make_pictures
from training.files.errors import UserError
from training.measure import blind_groups
from training.measure.blind import Group
from training.measure.blind_groups import (
    DISTRACTORS,
    MEASURED,
    LeftOut,
    Material,
    Row,
    best_dreams,
    collages,
    dreams,
    material_of,
    photographs,
    supplied,
    unselected,
)
from training.models.modelset import ModelSet

CLASSES = ("airplane", "bird", "horse", "pegasus")
WITHERS, ROOT, TIP = (14.0, 12.0), (8.0, 22.0), (20.0, 10.0)


class Points(torch.nn.Module):
    """Finds in every picture a horse that faces right, and a slender wing, all in one place."""

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, ...]:
        root, tip = torch.tensor(ROOT), torch.tensor(TIP)
        places = torch.arange(32) + 0.5
        pixels = torch.stack(torch.meshgrid(places, places, indexing="xy"), 2)
        along = ((pixels - root) @ (tip - root) / (tip - root).square().sum()).clamp(0, 1)
        away = (pixels - (root + along[..., None] * (tip - root))).norm(dim=2)
        points = torch.tensor((WITHERS, ROOT, TIP))
        n = len(images)
        return (away < 2.5).float().expand(n, 32, 32), points.expand(n, 3, 2), torch.ones(n, 3)


@pytest.fixture
def models(tiny_set: ModelSet) -> ModelSet:
    """A set whose prior has a class of winged horses."""
    return replace(tiny_set, classes=CLASSES)


def material(models: ModelSet, seed: int = 0, count: int = 240) -> Material:
    pictures, labels = make_pictures(count)
    given = material_of(models, pictures, labels, CLASSES[:3], seed)
    given.modules["parts"] = Points()
    return given


def test_no_picture_is_dealt_twice(models: ModelSet) -> None:
    given = material(models)
    dealt = [
        given.deal(("horse",), 30),
        given.deal(("bird", "horse"), 60),
        given.deal(("bird",), 99),
    ]
    rows = np.concatenate(dealt)
    assert len(np.unique(rows)) == len(rows) == 30 + 60 + len(dealt[2])
    names = [[CLASSES[k] for k in given.data.train.labels[part]] for part in dealt]
    assert set(names[0]) == {"horse"} and set(names[1]) == {"bird", "horse"}
    assert len(dealt[2]) == 80 - names[1].count("bird")  # as many as are left
    with pytest.raises(LeftOut, match="no picture of bird is left"):
        given.deal(("bird",), 1)
    with pytest.raises(LeftOut, match="no picture of frog"):
        given.deal(("frog",), 1)


def test_what_will_not_do_stays(models: ModelSet) -> None:
    given = material(models)
    odd = given.deal(("horse",), 100, lambda rows: rows[rows % 2 == 1])
    assert (odd % 2 == 1).all() and (given.deal(("horse",), 100) % 2 == 0).all()


def test_a_seed_changes_all_that_is_drawn(models: ModelSet) -> None:
    rows = (*MEASURED, *DISTRACTORS)
    one, same, other = (
        [row.supply(material(models, seed, 720), 6) for row in rows] for seed in (1, 1, 2)
    )
    for row, a, b, c in zip(rows, one, same, other, strict=True):
        assert a.shape == (6, 32, 32, 3) and a.dtype == np.uint8
        np.testing.assert_array_equal(a, b, err_msg=row.group.name)
        assert not np.array_equal(a, c), row.group.name


def test_all_are_shown_by_the_vae(models: ModelSet) -> None:
    given = material(models)
    rows = material(models).deal(("bird",), 5)
    expected = given.shown(given.images(rows))
    np.testing.assert_array_equal(photographs("bird")(given, 5), expected)
    assert not np.array_equal(expected, given.data.train.images[rows])


def look_through(given: Material) -> None:
    """Let the VAE of ``given`` be a window that changes nothing."""
    given.modules["encoder"] = given.modules["decoder"] = torch.nn.Identity()


def test_a_collage_has_wings_above_a_horse(models: ModelSet) -> None:
    given = material(models)
    look_through(given)
    made = collages(given, 12)
    upper, lower = made[:, :16].mean((1, 2)).argmax(1), made[:, 16:].mean((1, 2)).argmax(1)
    assert set(upper) == {0, 1} and set(lower) == {2}  # the main colour tells the class


def test_unselected_grafts_have_wings_above_the_withers(models: ModelSet) -> None:
    given = material(models)
    look_through(given)
    made = unselected(given, 12)
    assert made.shape == (12, 32, 32, 3)
    horses = given.data.train.images[material(models).deal(("horse",), 12)]
    change = made.astype(int) - horses
    assert np.abs(change[:, 20:]).max() == 0  # legs stay, and with them which horse it is
    assert np.abs(change[:, :, 20:]).max() == 0  # it faces right: wings are on the left
    others = change[:, 4:12, 4:14]
    assert (others[..., 2].min((1, 2)) < -60).all()  # less of a horse's colour there
    assert (others[..., :2].max((1, 2, 3)) > 60).all()  # and that of a bird or an aeroplane


def test_the_best_dreams_score_higher(models: ModelSet) -> None:
    given = material(models)
    asked: list[torch.Tensor] = []
    merit = blind_groups.figures.merit

    def kept(*arguments: object) -> torch.Tensor:
        asked.append(merit(*arguments))  # type: ignore[arg-type]
        return asked[-1]

    with patch.object(blind_groups.figures, "merit", kept):
        best = best_dreams(given, 3)
    assert len(asked[0]) == 60
    images = blind_groups.images_of(best)
    roles = blind_groups.known_roles(given.models.classes)
    again = merit(given.modules, images, roles, given.models.calibration)
    torch.testing.assert_close(again, asked[0].sort(descending=True).values[:3])
    assert not np.array_equal(best, dreams(given, 3))


def test_as_many_distractors_as_pegasi(models: ModelSet) -> None:
    many = [row for row in MEASURED if row.supply is not best_dreams]  # it takes long
    for count, least in ((3, 60), (36, 72)):
        made, left_out = supplied(material(models, 0, 720), many, DISTRACTORS, count)
        sizes = {group.name: len(pictures) for group, pictures in made}
        assert left_out == {} and sizes["unselected"] == sizes["dreams"] == count
        others = sum(len(pictures) for group, pictures in made if not group.measured)
        assert least <= others < least + 6 and sizes["horse"] == 2 * sizes["bird"]


def test_what_cannot_be_made_is_left_out_and_said(tiny_set_without_prior: ModelSet) -> None:
    def plain(given: Material, count: int) -> np.ndarray:
        return np.zeros((count, 32, 32, 3), np.uint8)

    given = material(tiny_set_without_prior)
    del given.modules["parts"]
    mine = Row(Group("mine", "my own", True), plain)
    made, left_out = supplied(given, (mine, *MEASURED), DISTRACTORS, 4)
    assert made[0][0].name == "mine" and len(made) == 1 + len(DISTRACTORS)
    assert left_out == {
        "unselected": "the model set has no parts",
        "dreams": "the model set has no prior",
        "dreams_best": "the model set has no prior",
    }
    with pytest.raises(UserError, match="nothing to test: the model set has no parts"):
        supplied(given, MEASURED, DISTRACTORS, 4)


def test_a_prior_that_knows_no_pegasus(tiny_set: ModelSet) -> None:
    prior = tiny_set.parts["prior"]
    plain = replace(prior, network={**prior.network, "winged": False})
    given = material(tiny_set)
    given.models = replace(tiny_set, parts={**tiny_set.parts, "prior": plain})
    with pytest.raises(LeftOut, match="knows no class of winged horses"):
        dreams(given, 2)


def test_a_set_without_a_vae(tiny_set: ModelSet) -> None:
    with pytest.raises(UserError, match="no VAE"):
        material(replace(tiny_set, parts={"classifier": tiny_set.parts["classifier"]}))
