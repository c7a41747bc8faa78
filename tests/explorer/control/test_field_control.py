"""The plane filled: coarse to fine, anew after a pause, and told where it cannot be."""

from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from explorer.core.blend.field import Field, FieldKind
from explorer.core.engine.engine import Feature, Scores
from explorer.core.scores import Seen
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.canvas.field_control import FieldControl
from tests.explorer.control.fakes import (
    CLASSES,
    FakeEngine,
    FakePause,
    FakeWork,
    heard,
    two_pins,
)
from training.files.errors import UserError


class FakePlane:
    def __init__(self) -> None:
        self.fields: list[Field | None] = []

    def set_field(self, field: Field | None) -> None:
        self.fields.append(field)


class FieldEngine(FakeEngine):
    def require(self, feature: Feature) -> None:
        if feature in self.missing:
            raise UserError(self.missing[feature])


class FieldRenderer:
    """Shows points as light as they are far to the right, and scores them so."""

    def __init__(self, missing: dict[Any, str] | None = None) -> None:
        self.engine = FieldEngine(missing)

    def points(self, board: object, points: Any, scored: bool = False) -> Any:
        light = 2 * np.asarray(points, np.float32)[:, 0] - 1
        images = np.broadcast_to(light[:, None, None, None], (len(light), 3, 32, 32))
        pictures = np.rint((images + 1) * 127.5).astype(np.uint8).transpose(0, 2, 3, 1)
        scores = self.engine.score(images) if scored else None
        return SimpleNamespace(images=images, pictures=pictures, scores=scores)

    def seen(self, board: Any, scores: Scores) -> Seen:
        return Seen(scores, CLASSES, board.body, board.wings)


class Desk(NamedTuple):
    control: FieldControl
    model: BoardModel
    work: FakeWork
    plane: FakePlane
    pause: FakePause


@pytest.fixture
def desk() -> Desk:
    model, work, plane, pause = BoardModel(), FakeWork(), FakePlane(), FakePause()
    control = FieldControl(model, work, plane, pause)
    model.set(two_pins())
    control.set_renderer(FieldRenderer())  # type: ignore[arg-type]
    return Desk(control, model, work, plane, pause)


def test_nothing_is_computed_until_a_plane_is_wanted(desk: Desk) -> None:
    desk.work.settle()
    assert not desk.plane.fields and not desk.pause.running


def test_a_plane_becomes_finer_and_says_how_far_it_is(desk: Desk) -> None:
    desk.control.set_kind(FieldKind.PICTURES)
    desk.work.settle()
    first, *fields = desk.plane.fields
    assert first is None and fields[-1] is not None and fields[-1].done == 1
    done = [field.done for field in fields if field]
    assert done == sorted(done) and any(share < 1 for share in done)


def test_what_is_of_the_last_board_goes_at_once_and_the_new_one_comes_after_a_pause(
    desk: Desk,
) -> None:
    desk.control.set_kind(FieldKind.PICTURES)
    desk.work.compute()
    desk.work.arrive(2)
    desk.model.set(desk.model.board.with_overshoot(True))
    assert desk.plane.fields[-1] is None and desk.pause.running
    desk.work.settle()  # what is still under way is of the last board
    assert desk.plane.fields[-1] is None
    desk.pause.end()
    desk.work.settle()
    assert desk.plane.fields[-1] is not None and desk.plane.fields[-1].done == 1


def test_the_puck_alone_leaves_the_plane_as_it_is(desk: Desk) -> None:
    desk.control.set_kind(FieldKind.PICTURES)
    desk.work.settle()
    count = len(desk.plane.fields)
    desk.model.set(desk.model.board.move_puck(0.1, 0.9))
    assert len(desk.plane.fields) == count and not desk.pause.running


def test_any_score_is_mapped_and_its_best_point_can_be_gone_to(desk: Desk) -> None:
    sought, told = heard(desk.control.sought), heard(desk.control.told)
    desk.control.go_to_best()
    assert not sought and "no score" in told[-1]
    desk.control.set_kind(FieldKind.SCORE, "realism")
    desk.work.settle()
    field = desk.plane.fields[-1]
    assert field is not None and field.words == "realism" and field.heights is not None
    assert desk.control.score == "realism" and field.heights[0, -1] > field.heights[0, 0]
    desk.control.go_to_best()
    ((x, _),) = sought
    assert x > 0.95  # there it is lightest


def test_what_cannot_be_filled_is_told(desk: Desk) -> None:
    told = heard(desk.control.told)
    desk.control.set_renderer(FieldRenderer({Feature.REALISM: "no realism here"}))  # type: ignore[arg-type]
    desk.control.set_kind(FieldKind.SCORE, "realism")
    desk.work.settle()
    assert "no realism here" in told[-1] and desk.plane.fields[-1] is None
    desk.control.close()
    assert not desk.pause.running
