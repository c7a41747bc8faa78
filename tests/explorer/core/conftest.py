"""The tiny model set as an engine, and pictures to blend."""

import numpy as np
import pytest

from explorer.core.board.board import SIDE, Board, Source
from explorer.core.engine.backends import OpenVinoBackend
from explorer.core.engine.engine import Engine
from training.models.modelset import ModelSet


@pytest.fixture(scope="session")
def engine(tiny_set: ModelSet) -> Engine:
    return Engine(tiny_set, OpenVinoBackend(tiny_set))


def make_source(seed: int, class_name: str | None) -> Source:
    """A smooth picture of its own, so that an encoder has something to see."""
    coarse = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), np.uint8)
    picture = coarse.repeat(SIDE // 4, axis=0).repeat(SIDE // 4, axis=1)
    return Source.of(f"{class_name}/{seed}", class_name, picture)


@pytest.fixture
def board() -> Board:
    """A horse, a bird and a picture of no known class."""
    board = Board()
    for seed, class_name in enumerate(("horse", "bird", None)):
        board = board.add(make_source(seed, class_name))
    return board
