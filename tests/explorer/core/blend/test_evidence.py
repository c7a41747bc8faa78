"""Where a body and wings are seen: at the place where they are, of classes that count."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from explorer.core.blend.evidence import where_seen
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, Scores
from tests.explorer.core.conftest import make_source

CLASSES = ("airplane", "bird", "horse", "ship")
BODY, WINGS = frozenset({"horse"}), frozenset({"bird", "airplane"})


class SeesLight:
    """A classifier that sees a horse where it is light and a bird where it is red, in few places.

    As networks do, it leaves out what is over.
    """

    def __init__(self, places: int) -> None:
        self.modelset = SimpleNamespace(classes=CLASSES)
        self.places = places

    def score(self, images: Floats) -> Scores:
        stride = 2 ** int(np.log2(32 // self.places))
        cut = images[:, :, : stride * self.places, : stride * self.places]
        shape = (len(images), 3, self.places, stride, self.places, stride)
        means = cut.reshape(shape).mean((3, 5))
        green, red = means[:, 1], means[:, 0] - means[:, 1]
        evidence = 4 * np.stack([0 * green, red, green, 0 * green], 1)
        return Scores(np.full((len(images), 4), 0.25, np.float32), evidence, None)


def seen(places: int, picture: np.ndarray) -> Floats:
    engine: Any = SeesLight(places)
    seen = where_seen(engine, picture, BODY, WINGS)
    assert seen is not None and seen.shape == (2, 32, 32) and seen.dtype == np.float32
    return seen


@pytest.mark.parametrize("places", [3, 4, 7, 8])
@pytest.mark.parametrize("at", [(4, 4), (6, 22), (22, 10), (24, 24)])
def test_parts_are_seen_where_they_are(places: int, at: tuple[int, int]) -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    row, column = at
    picture[row : row + 8, column : column + 8] = 255
    body = seen(places, picture)[0]
    top = np.unravel_index(int(body.argmax()), body.shape)
    assert abs(top[0] - (row + 3.5)) <= 4.5 and abs(top[1] - (column + 3.5)) <= 4.5
    assert body.max() > 2 * body[31 - row, 31 - column]


def test_body_and_wings_are_told_apart_and_share_a_place_with_others() -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[:, :12] = 255
    picture[:, 20:, 0] = 255
    body, wings = seen(4, picture)
    assert body[16, 4] > 0.9 > 0.1 > body[16, 28] and wings[16, 28] > 0.9 > 0.1 > wings[16, 4]
    assert (body + wings <= 1 + 1e-6).all() and (np.diff(body[16]) < 0.2).all()


def test_a_picture_without_anything_has_the_share_of_chance() -> None:
    grey = np.full((32, 32, 3), 127, np.uint8)
    body, wings = seen(3, grey)
    assert body == pytest.approx(0.25, abs=0.02) and wings == pytest.approx(0.5, abs=0.02)


def test_a_classifier_that_tells_no_places_apart_says_so() -> None:
    engine: Any = SimpleNamespace(
        score=lambda images: Scores(
            np.ones((1, 4), np.float32), np.zeros((1, 4, 1, 1), np.float32), None
        )
    )
    assert where_seen(engine, np.zeros((32, 32, 3), np.uint8), BODY, WINGS) is None


def test_real_networks_tell_it_too(engine: Engine) -> None:
    picture = make_source(3, "horse").picture
    seen = where_seen(engine, picture, BODY, WINGS)
    assert seen is not None and seen.shape == (2, 32, 32) and (seen >= 0).all()
    assert seen.std() > 0
