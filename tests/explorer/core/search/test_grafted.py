"""What a search computes many at a time, in its own way, is what the rest of the program has."""

import gc
import weakref

import numpy as np
import pytest

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.board.pins import Role
from explorer.core.engine.engine import Engine
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.starter import starter_gallery
from explorer.core.search.finds import under_puck
from explorer.core.search.grafted import grafted, whole_grafts
from explorer.core.search.scope import among_pins
from explorer.core.search.standing_out import standing_out, wing_of
from explorer.core.search.trials import (
    LENGTHS,
    TURN,
    Space,
    fresh_trial,
    space_of,
    trial_board,
    varied_trial,
)
from training.files.places import SHIPPED
from training.grafting.anchors import Body, near_place, visibility
from training.grafting.graft import Cutout
from training.grafting.warping import along_and_across, pixel_centres
from training.models import modelset

WINGS = 16


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return starter_gallery()


@pytest.fixture(scope="module")
def shipped() -> Engine:
    """As it finds wings."""
    models = modelset.read(SHIPPED)
    return Engine(models, OpenVinoBackend(models))


@pytest.fixture(scope="module")
def space(shipped: Engine, gallery: Gallery) -> Space:
    bodies, wings = rows_of(gallery, "horse"), rows_of(gallery, "bird", "airplane")
    made = space_of(shipped, gallery, bodies, wings, np.random.default_rng(0))
    made.grow(24)
    return made


def rows_of(gallery: Gallery, *names: str) -> list[int]:
    return [row for row in range(len(gallery)) if gallery.class_name(row) in names]


def as_training_has_it(body: Body, cutouts: list[Cutout], length: float, turn: float) -> np.ndarray:
    """How much wings stand out on a body, by one cutout and one copy of the body for each."""
    many = len(cutouts)
    bodies = Body(*(np.repeat(x, many, axis=0) for x in vars(body).values()))
    fields = ("colours", "matte", "root", "tip")
    joined = Cutout(*(np.concatenate([getattr(one, name) for one in cutouts]) for name in fields))
    near = near_place(bodies, joined, np.full(many, length, np.float32), turn)
    return np.asarray(visibility(bodies, joined, near))


def stand_out(body: Body, cutouts: list[Cutout], length: float, turn: float) -> np.ndarray:
    near = near_place(body, cutouts[0], np.full(1, length, np.float32), turn)
    return np.asarray(standing_out(body, list(map(wing_of, cutouts)), near.root, near.tip))


def test_wings_stand_out_as_training_has_it(space: Space) -> None:
    rng = np.random.default_rng(1)
    seen = []
    for _ in range(24):
        body = space.bodies.bodies([int(rng.integers(24))])
        cutouts = [wing.cutout for wing in space.wings.wings(rng.integers(0, 24, WINGS).tolist())]
        given = float(rng.uniform(*LENGTHS)), float(rng.uniform(-TURN, TURN))
        seen.append(as_training_has_it(body, cutouts, *given))
        np.testing.assert_allclose(stand_out(body, cutouts, *given), seen[-1], atol=1e-5)
    assert np.mean(np.array(seen) > 0.05) > 0.2  # else nothing was compared


@pytest.mark.parametrize("length", [3.0, 7.0, 17.0, 60.0])
def test_wings_of_all_sizes_and_places(length: float) -> None:
    """Those that are much reduced or enlarged, hang over an edge, or have no length at all, too."""
    rng, seen = np.random.default_rng(int(length)), list[float]()
    for facing in (-1.0, 1.0) * 4:
        pictures = rng.uniform(-1, 1, (1, 3, 32, 32)).astype(np.float32)
        withers = rng.uniform(4, 36, (1, 2)).astype(np.float32)
        body = Body(pictures, pictures[:, 0], withers, np.array([facing], np.float32))
        cutouts = [slender_wing(rng, size) for size in (0.0, 4.0, 12.0, 30.0)]
        expected = as_training_has_it(body, cutouts, length, 5.0)
        np.testing.assert_allclose(stand_out(body, cutouts, length, 5.0), expected, atol=1e-4)
        seen.extend(expected.tolist())
    assert sum(value > 1e-3 for value in seen) > 4


def slender_wing(rng: np.random.Generator, size: float) -> Cutout:
    """A wing ``size`` pixels long at most, somewhere in a picture, or over its edge."""
    root = rng.uniform(2, 30, (1, 2)).astype(np.float32)
    tip = root + (size * rng.uniform(0.5, 1) * np.sign(16 - root) / 2**0.5).astype(np.float32)
    along, across = along_and_across(pixel_centres(32, 32, root), root, tip)[0].T
    matte = ((abs(across) < 0.15) & (along > -0.1)) * rng.uniform(0.7, 1, 1024)
    colours = rng.uniform(-1, 1, (1, 3, 32, 32)).astype(np.float32)
    return Cutout(colours, matte.reshape(1, 32, 32).astype(np.float32), root, tip)


def test_grafts_are_what_their_boards_show(shipped: Engine, gallery: Gallery, space: Space) -> None:
    assert_shown(shipped, gallery, space, 4)


@pytest.mark.parametrize("names", [("bird", "bird"), ("bird", "horse"), ("horse", "horse")])
def test_so_they_are_where_classes_say_otherwise(
    shipped: Engine, gallery: Gallery, names: tuple[str, str]
) -> None:
    first, second = (gallery.source(rows_of(gallery, name)[i]) for i, name in enumerate(names))
    board = Board().add(first).add(second)
    if names != ("bird", "bird"):  # of two birds the last gives the body, if nothing is said
        board = board.with_role(0, Role.BODY).with_role(1, Role.WINGS)
    among = among_pins(board)
    space = space_of(shipped, *among, np.random.default_rng(0))
    space.grow(1)
    assert_shown(shipped, among.gallery, space, 2)


def assert_shown(shipped: Engine, gallery: Gallery, space: Space, count: int) -> None:
    rng, renderer = np.random.default_rng(2), Renderer(shipped)
    trials = [fresh_trial(space, rng) for _ in range(count)]
    trials += [varied_trial(space, trial, rng) for trial in trials]
    boards = [trial_board(gallery, trial, Board()) for trial in trials]
    latents = grafted(renderer, boards, whole_grafts(space, trials))
    for board, latent in zip(boards, latents, strict=True):
        np.testing.assert_allclose(latent, under_puck(renderer, board)[0], atol=1e-4)
    bodies = renderer.sources.latents([board.pins[0].source for board in boards])
    assert np.abs(latents - bodies).max(axis=(1, 2, 3)).min() > 0.1  # wings are on all of them


def test_a_search_that_is_over_keeps_nothing(shipped: Engine, gallery: Gallery) -> None:
    space = space_of(shipped, gallery, rows_of(gallery, "horse"), rows_of(gallery, "bird"), rng())
    space.grow(2)
    assert space.wings.wings([0, 1, 0])[0] is space.wings.wings([0])[0]
    pool = weakref.ref(space.wings)
    gc.disable()
    del space
    gc.enable()
    assert pool() is None


def rng() -> np.random.Generator:
    return np.random.default_rng(0)
