"""Favourites to test with: a picture, and a recipe of which every field is told apart."""

import dataclasses
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from explorer.core.favourites.file import Favourite
from explorer.core.favourites.recipe import FavouriteScores, Recipe
from explorer.core.favourites.store import Favourites
from tests.explorer.core.boards import odd_board

PICTURE = np.random.default_rng(5).integers(0, 256, (32, 32, 3), np.uint8)
LATENT = np.random.default_rng(6).normal(size=(16, 4, 4)).astype(np.float32)


def odd_recipe(**changes: Any) -> Recipe:
    """Every field differs from its default."""
    settings: dict[str, Any] = {
        "board": odd_board(),
        "weights": (1 / 3, 2 / 3),
        "models": {"set": "s" * 64, "vae": "v" * 64, "critic": "c" * 64},
        "scores": FavouriteScores({"horse": 0.4, "bird": 0.5}, {"pegasus": 0.8, "realism": 0.123}),
        "latent": LATENT,
        "parents": ("mother", "father"),
        "created": datetime(2024, 2, 29, 23, 59, 58, 123456, timezone(timedelta(hours=5.5))),
        "version": "9.9",
        "id": "abcdef",
    }
    return Recipe(**settings | changes)


def keep(folder: Favourites, **changes: Any) -> Path:
    """Save a favourite, return its path."""
    path = folder.save(Favourite(PICTURE, odd_recipe(**changes), 4, "A *fine* one, schön ♞\n")).path
    assert path is not None
    return path


def assert_same(one: Recipe, other: Recipe) -> None:
    for field in dataclasses.fields(Recipe):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if field.name == "latent" and mine is not None:
            assert theirs.dtype == np.float32
            assert np.array_equal(mine, theirs)
        else:
            assert mine == theirs, field.name
