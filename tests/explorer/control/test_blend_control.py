"""The blend: rendered with the model's weights, shown while wanted, dropped when it is not."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from explorer.core.board.board import Board
from explorer.core.board.weights import weights
from explorer.core.engine.engine import Feature
from explorer.core.registry import Registry
from explorer.core.scores import PEGASUS, REALISM
from explorer.ui.canvas.blend_control import PICK, BlendControl, BlendViews
from explorer.ui.canvas.board_model import BoardModel, Weights
from explorer.ui.parts.shown import Shown
from tests.explorer.control.fake_canvas import FakeCanvas
from tests.explorer.control.fake_views import FakePreview, FakeScores
from tests.explorer.control.fakes import FakeEngine, FakeRenderer, FakeWork, heard, two_pins
from tests.noting import present


class Desk(NamedTuple):
    control: BlendControl
    model: BoardModel
    work: FakeWork
    canvas: FakeCanvas
    preview: FakePreview
    scores: FakeScores
    renderer: FakeRenderer

    def move(self, x: float) -> None:
        self.model.set(self.model.board.move_puck(x, 0.5))

    def load(self, renderer: FakeRenderer) -> None:
        self.control.set_renderer(renderer)  # type: ignore[arg-type]

    @property
    def shade(self) -> int:
        assert self.canvas.picture is not None
        return int(self.canvas.picture[0, 0, 0])


def grey(shade: float) -> np.ndarray:
    return np.full((32, 32, 3), round(shade), np.uint8)


@pytest.fixture
def weighed() -> list[Board]:
    return []


@pytest.fixture
def desk(weighed: list[Board]) -> Desk:
    def weigh(board: Board) -> Weights:
        weighed.append(board)
        return weights(board)

    model, work = BoardModel(weigh), FakeWork()
    canvas, preview, scores = FakeCanvas(), FakePreview(), FakeScores()
    control = BlendControl(model, work, BlendViews(canvas, preview, scores))
    return Desk(control, model, work, canvas, preview, scores, FakeRenderer())


@pytest.fixture
def blending(desk: Desk) -> Desk:
    """Two pictures pinned and a first blend shown."""
    desk.model.set(two_pins())
    desk.load(desk.renderer)
    desk.work.settle()
    desk.renderer.requests.clear()
    return desk


def test_nothing_is_asked_before_there_is_an_engine(desk: Desk) -> None:
    desk.model.set(two_pins())
    desk.work.settle()
    assert not desk.renderer.requests and not desk.control.is_up_to_date
    desk.load(desk.renderer)
    assert not desk.control.is_up_to_date
    desk.work.settle()
    assert desk.control.is_up_to_date and desk.shade == 50
    assert np.array_equal(desk.preview.pictures[Shown.BLEND], grey(50))


def test_a_drag_is_rendered_with_the_weights_computed_once(
    blending: Desk, weighed: list[Board]
) -> None:
    weighed.clear()
    for x in (0.4, 0.3, 0.2):
        blending.move(x)
        blending.work.settle()
    assert len(weighed) == len(blending.renderer.requests) == 3
    assert [request.weights for request in blending.renderer.requests] == [
        weights(request.board) for request in blending.renderer.requests
    ]
    assert blending.shade == 20


def test_of_a_quick_drag_the_newest_alone_is_rendered(blending: Desk) -> None:
    for x in (0.4, 0.3, 0.2):
        blending.move(x)
    blending.work.compute()
    assert [request.board.puck[0] for request in blending.renderer.requests] == [0.2]
    assert blending.shade == 50 and not blending.control.is_up_to_date
    blending.work.arrive()
    assert blending.shade == 20 and blending.control.is_up_to_date


def test_an_answer_under_way_shows_something_but_is_not_the_newest(blending: Desk) -> None:
    blending.move(0.4)
    blending.work.compute()
    blending.move(0.2)
    blending.work.arrive()
    assert blending.shade == 40 and not blending.control.is_up_to_date
    blending.work.settle()
    assert blending.shade == 20 and blending.control.is_up_to_date


def test_an_answer_of_the_last_engine_is_dropped(blending: Desk) -> None:
    shown = heard(blending.control.shown)
    blending.move(0.4)
    blending.work.compute()
    blending.load(FakeRenderer())
    blending.work.arrive()
    assert not shown and blending.shade == 50
    blending.work.settle()
    assert [result.picture[0, 0, 0] for result in shown] == [40]


def test_what_was_kept_is_shown_for_as_long_as_its_board(blending: Desk) -> None:
    kept = blending.model.board.move_puck(0.3, 0.5)
    blending.control.show_kept(kept, grey(7))
    assert blending.shade == 50
    blending.model.set(kept)
    assert blending.shade == 7
    blending.work.settle()  # the live picture of the same board does not replace it
    assert blending.shade == 7 and np.array_equal(present(blending.control.picture), grey(7))
    blending.move(0.2)
    blending.work.settle()
    assert blending.shade == 20


def test_an_error_is_told_and_shown_in_place_of_scores(blending: Desk) -> None:
    failed, shown = heard(blending.control.failed), heard(blending.control.shown)
    blending.renderer.said.update(
        {"probabilities": None, "error": "No prior: choose another mode."}
    )
    blending.move(0.4)
    blending.work.settle()
    assert failed == ["No prior: choose another mode."] == [blending.scores.cleared] and not shown
    blending.renderer.said.clear()
    blending.move(0.3)
    blending.work.settle()
    assert len(failed) == 1 and blending.scores.cleared == "" and len(shown) == 1


def test_what_breaks_while_rendering_is_told(blending: Desk) -> None:
    failed = heard(blending.control.failed)
    blending.renderer.said["no such field"] = 1
    blending.move(0.4)
    blending.work.settle()
    assert len(failed) == 1 and "could not be rendered" in failed[0]
    assert not blending.control.is_up_to_date and blending.shade == 50


def test_scores_come_with_their_reasons(blending: Desk) -> None:
    assert blending.scores.values == {"pegasus": 0.4, "realism": 0.5}
    assert blending.canvas.caption == "pegasus 40" and not blending.scores.sentences
    assert blending.scores.wanted == {"horse", "bird", "airplane"}
    blending.renderer.said.update({"scores": {}, "notes": {"pegasus": "No wings."}})
    blending.move(0.4)
    blending.work.settle()
    assert blending.scores.values == {} and blending.canvas.caption == ""
    assert blending.scores.sentences == {"pegasus": "No wings."}
    blending.renderer.said["unsure"] = ("Where do wings go?",)  # comes after its lack
    blending.move(0.45)
    blending.work.settle()
    assert blending.scores.sentences == {"pegasus": "No wings."}
    blending.renderer.said.clear()
    blending.renderer.said["reasons"] = {"realism": "blurred: soft edges"}
    blending.move(0.3)
    blending.work.settle()
    assert blending.scores.sentences == {"realism": "Blurred: soft edges"}
    blending.renderer.said["unsure"] = ("Where do wings go?", "Which are the wings?")
    blending.move(0.2)
    blending.work.settle()
    assert blending.scores.sentences == {
        "pegasus": "Where do wings go? Which are the wings?",
        "realism": "Blurred: soft edges",
    }


def test_the_row_says_which_score_is_the_headline(
    blending: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = replace(PEGASUS, headline=False), replace(REALISM, headline=True, high=2.0)
    monkeypatch.setattr("explorer.core.scores.SCORES", Registry(rows))
    blending.renderer.said["unsure"] = ("Where do wings go?",)
    blending.move(0.4)
    blending.work.settle()
    assert blending.canvas.caption == "realism 25"
    assert blending.scores.sentences == {"realism": "Where do wings go?"}


def test_an_empty_board_says_what_to_do(blending: Desk) -> None:
    blending.renderer.said["probabilities"] = None
    blending.model.set(Board())
    blending.work.settle()
    assert blending.scores.cleared == PICK and blending.canvas.picture is None
    assert blending.preview.pictures[Shown.ORIGINAL] is None


def test_before_and_after_are_of_the_nearest_source(blending: Desk) -> None:
    body, wings = (pin.source.picture for pin in blending.model.board.pins)
    pictures = blending.preview.pictures
    assert np.array_equal(present(pictures[Shown.ORIGINAL]), body)
    assert np.array_equal(present(pictures[Shown.COPY]), body)  # this engine loses nothing of grey
    blending.move(0.8)
    assert np.array_equal(present(pictures[Shown.ORIGINAL]), wings)
    blending.work.settle()
    assert np.array_equal(present(pictures[Shown.COPY]), wings)
    for shown in Shown:
        assert np.array_equal(present(blending.control.picture_of(shown)), present(pictures[shown]))


def test_a_copy_of_another_source_is_dropped(blending: Desk) -> None:
    body = blending.model.board.pins[0].source.picture
    blending.move(0.8)
    blending.work.compute()
    blending.move(0.2)
    blending.work.arrive()  # the copy of the wings
    assert np.array_equal(present(blending.preview.pictures[Shown.COPY]), body)
    blending.work.settle()
    assert np.array_equal(present(blending.preview.pictures[Shown.COPY]), body)


def test_a_set_without_a_vae_has_no_copy(blending: Desk) -> None:
    missing = {Feature.BLEND: "no VAE"}
    blending.load(FakeRenderer(FakeEngine(missing)))
    blending.work.settle()
    assert blending.preview.pictures[Shown.COPY] is None
    assert blending.preview.pictures[Shown.ORIGINAL] is not None


def test_settings_of_the_board_are_rendered_too(blending: Desk) -> None:
    blending.model.set(replace(blending.model.board, detail=0.5))
    blending.work.settle()
    assert [request.board.detail for request in blending.renderer.requests] == [0.5]
