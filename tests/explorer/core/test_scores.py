"""What scores amount to: the merit that search, map and dreams go by, and why there is none."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.core.board.board import Board
from explorer.core.engine.engine import Engine, Feature
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.view import Selection, view
from explorer.core.scores import PEGASUS, REALISM, SCORES, Seen, measured, merit, merit_of
from training.files.errors import UserError
from training.measure import figures, looking
from training.models.load import graph_modules

FALLING = replace(REALISM, name="doubt", low=1.0, high=3.0, falling=True, order="Least in doubt")


def test_the_merit_is_what_training_calls_one(engine: Engine) -> None:
    """Search, and dreams that ship, are chosen by two pieces of code that must agree."""
    images = np.random.default_rng(0).uniform(-1, 1, (5, 3, 32, 32)).astype(np.float32)
    model_set, board = engine.modelset, Board()
    seen = Seen(engine.score(images), model_set.classes, board.body, board.wings)
    values, notes = measured(tuple(SCORES), seen, engine.missing)
    assert not notes
    modules, roles = graph_modules(model_set), looking.known_roles(model_set.classes)
    with torch.no_grad():
        theirs = figures.merit(modules, torch.from_numpy(images), roles, model_set.calibration)
    assert np.ptp(merit(values)) > 0.001
    assert merit(values) == pytest.approx(theirs.numpy(), abs=1e-3)


def test_a_falling_score_counts_by_what_is_left_of_its_range() -> None:
    with SCORES.added(FALLING):
        assert merit_of({"realism": 0.5, "doubt": 1.5}) == pytest.approx(0.5 * 0.75)
        assert merit_of({"doubt": 3.0}) == 0
    assert merit_of({"realism": 0.5, "doubt": 1.5}) == 0.5  # no row, no say
    assert merit_of({"confidence": 1.0}) == merit_of({}) == 0
    with pytest.raises(ValueError, match="no score"):
        merit({"confidence": np.ones(2, np.float32)})


def test_a_reason_is_for_what_is_poor_the_falling_way_round_too() -> None:
    assert REALISM.is_poor(0.3) and not REALISM.is_poor(0.4)
    falling = replace(FALLING, poor=2.5)
    assert falling.is_poor(2.6) and not falling.is_poor(2.4)
    assert not PEGASUS.is_poor(-1.0)  # it has none to give


def test_a_gallery_shows_the_least_of_a_falling_score_first() -> None:
    values = np.array([2, 1, np.nan, 3], np.float32)
    gallery = _gallery(("",) * 4, {"doubt": values})
    with SCORES.added(FALLING):
        assert view(gallery, Selection(order="doubt")).tolist() == [1, 0, 3, 2]
        assert view(gallery, Selection(order="doubt", reverse=True)).tolist() == [3, 0, 1, 2]


def test_what_cannot_be_measured_says_why(engine: Engine) -> None:
    scores = engine.score(np.zeros((1, 3, 32, 32), np.float32))
    seen = Seen(scores, engine.modelset.classes, frozenset({"dragon"}), frozenset({"bird"}))
    values, notes = measured((PEGASUS, REALISM), seen, {Feature.REALISM: "no critic"})
    assert not values and notes["realism"] == "no critic"
    assert "no class that gives body" in notes["pegasus"]


def test_a_part_that_no_class_is_of_is_refused(engine: Engine) -> None:
    scores = engine.score(np.zeros((1, 3, 32, 32), np.float32))
    seen = Seen(scores, engine.modelset.classes, frozenset({"horse"}), frozenset())
    with pytest.raises(UserError, match="no class that gives wings"):
        PEGASUS.measure(seen)


@pytest.mark.parametrize(
    ("splits", "rows"), [(("train", "test", "test"), [1, 2]), (("", "", ""), [0, 1, 2])]
)
def test_the_test_split_is_unlearnt_or_all_where_there_is_none(
    splits: tuple[str, ...], rows: list[int]
) -> None:
    assert _gallery(splits).unlearnt().tolist() == rows


def _gallery(splits: tuple[str, ...], values: dict[str, np.ndarray] | None = None) -> Gallery:
    count = len(splits)
    return Gallery(
        title="small",
        fingerprint="f",
        pictures=np.zeros((count, 32, 32, 3), np.uint8),
        names=tuple(map(str, range(count))),
        labels=np.zeros(count, np.int64),
        classes=("horse",),
        splits=np.array(splits, "<U5"),
        values=values or {},
    )
