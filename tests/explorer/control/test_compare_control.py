"""The comparison: B follows A, pairs are of one moment, another set is loaded and freed."""

import gc
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.core.board.board import Board
from explorer.core.board.modes import LINEAR, REFINED, REGIONS, SLERP
from explorer.core.comparison import Against, Comparison
from explorer.core.engine.engine import Feature
from explorer.core.models import KnownSet, Origin
from explorer.ui.canvas.blend_control import PICK, BlendControl, BlendViews
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.compare.control import CompareControl
from explorer.ui.compare.follower import CHANNEL
from explorer.ui.compare.show import Choice
from explorer.ui.compare.words import IN_USE, NO_BOARD, NO_OTHER_SET, NO_SET
from tests.explorer.control.comparing import Desk, FakeCompare, FakeSets, renderer_of
from tests.explorer.control.fake_canvas import FakeCanvas
from tests.explorer.control.fake_views import FakePreview, FakeScores
from tests.explorer.control.fakes import FakeChores, FakeSteps, FakeWork, heard, source, two_pins
from tests.noting import present
from training.files.errors import UserError


@pytest.fixture
def desk() -> Desk:
    model, work, chores, steps = BoardModel(), FakeWork(), FakeChores(), FakeSteps()
    blend = BlendControl(model, work, BlendViews(FakeCanvas(), FakePreview(), FakeScores()))
    sets, view = FakeSets(), FakeCompare()
    control = CompareControl(model, blend, steps, work, chores, sets, view)
    return Desk(control, model, blend, steps, work, chores, sets, view)


@pytest.fixture
def comparing(desk: Desk) -> Desk:
    """Two pictures, blended by slerp, beside the same by a straight line."""
    desk.model.set(two_pins().with_mode(SLERP))
    desk.load(renderer_of("ours"))
    desk.show()
    desk.settle()
    desk.requests.clear()
    return desk


def test_b_is_rendered_by_its_own_mode_with_the_same_puck(comparing: Desk) -> None:
    comparing.move(0.2)
    comparing.settle()
    assert [request.board.mode for request in comparing.requests] == [SLERP, LINEAR]
    assert {request.board.puck for request in comparing.requests} == {(0.2, 0.5)}
    assert [side.name for side in comparing.view.sides] == ["Slerp", "Linear"]
    assert comparing.view.shades == (20, 20) and comparing.view.usable
    assert comparing.view.difference is not None and comparing.view.difference.most == 0
    assert "same in every pixel" in comparing.view.words


def test_the_puck_goes_first_and_a_quick_drag_renders_the_newest_alone(comparing: Desk) -> None:
    for x in (0.4, 0.3, 0.2):
        comparing.move(x)
    assert comparing.work.jobs.pending() == ("puck",)
    comparing.work.settle()
    assert [request.board.mode for request in comparing.requests] == [SLERP]
    comparing.move(0.1)
    assert comparing.work.jobs.pending() == ("puck", CHANNEL)
    comparing.settle()
    for mode in (SLERP, LINEAR):
        asked = [one.board.puck[0] for one in comparing.requests if one.board.mode == mode]
        assert asked == [0.2, 0.1]


def test_a_drag_that_never_rests_moves_both(comparing: Desk) -> None:
    shown = []
    for step in range(40):
        comparing.move(step / 40)  # there is always a newer request for A
        comparing.work.jobs.run_one()
        comparing.work.arrive()
        shown.append(comparing.view.shades)
    modes = [request.board.mode for request in comparing.requests]
    assert modes.count(LINEAR) >= 13 and modes.count(SLERP) >= 20
    assert all(ours == theirs for ours, theirs in shown) and len(set(shown)) >= 13
    comparing.settle()
    assert comparing.view.shades == (98, 98)


def test_both_sides_are_of_one_moment(comparing: Desk) -> None:
    comparing.move(0.4)
    comparing.work.settle()  # A at 0.4 is here, and B at 0.4 is asked for
    comparing.move(0.2)
    assert comparing.view.shades == (50, 50)
    comparing.work.settle()
    assert comparing.view.shades == (40, 40)
    comparing.settle()
    assert comparing.view.shades == (20, 20)


def test_what_was_under_way_when_its_turn_came_counts_once(comparing: Desk) -> None:
    comparing.move(0.4)
    comparing.work.settle()
    comparing.work.compute()  # B at 0.4, which is on its way
    comparing.move(0.2)
    comparing.work.jobs.run_one()
    comparing.settle()
    assert comparing.view.shades == (20, 20)
    assert comparing.work.jobs.pending() == ()


def test_nothing_is_rendered_for_a_panel_that_is_not_seen(comparing: Desk) -> None:
    comparing.control.set_in_sight(False)
    comparing.move(0.2)
    comparing.settle()
    assert [request.board.mode for request in comparing.requests] == [SLERP]
    comparing.control.set_in_sight(True)
    comparing.settle()
    assert [request.board.mode for request in comparing.requests] == [SLERP, LINEAR]
    assert comparing.view.shades == (20, 20)


def test_scores_stand_beside_each_other_with_the_sign_of_what_is_between(comparing: Desk) -> None:
    theirs = {"scores": {"pegasus": 0.55, "realism": 0.2}, "probabilities": np.eye(4)[1]}
    comparing.sets.made[Path("theirs")] = lambda: renderer_of("theirs", **theirs)
    comparing.view.set_chosen.emit(Path("theirs"))
    comparing.settle()
    assert [row[:4] for row in comparing.view.rows] == [
        ("Pegasus", "40", "55", "+15"),
        ("Realism", "50", "20", "\N{MINUS SIGN}30"),
        ("Seen most", "aeroplane 25 %", "bird 100 %", "other"),
    ]


def test_a_score_that_a_set_cannot_tell_says_why(comparing: Desk) -> None:
    notes = {"realism": "No critic."}
    comparing.sets.made[Path("theirs")] = lambda: renderer_of(
        "theirs", scores={"pegasus": 0.4}, notes=notes
    )
    comparing.view.set_chosen.emit(Path("theirs"))
    comparing.settle()
    realism = comparing.view.rows[1]
    assert realism[:4] == ("Realism", "50", "\N{EN DASH}", "\N{EN DASH}")
    assert "B: No critic." in realism.tip
    assert comparing.view.rows[0].apart == "0"


def test_the_difference_is_amplified_as_chosen_and_says_its_scale(comparing: Desk) -> None:
    comparing.view.board_wanted.emit()  # at 0.5
    comparing.view.linked_chosen.emit(False)
    comparing.move(0.3)
    comparing.settle()
    assert comparing.view.shades == (30, 50)
    comparing.view.gain_chosen.emit(8)
    shown = comparing.view.difference
    assert shown is not None and shown.picture.max() == 160 and shown.most == 20
    assert comparing.view.words == (
        "Mean 20.0, most 20 of 255 levels.\nBlack: the same. White: 32 levels apart or more."
    )
    assert comparing.view.comparison.gain == 8


def test_a_kept_board_follows_the_puck_and_keeping_is_undone(comparing: Desk) -> None:
    comparing.view.against_chosen.emit(Against.BOARD)
    assert comparing.view.hint == NO_BOARD and comparing.view.shades == (50, None)
    assert not comparing.view.usable
    kept = comparing.model.board
    comparing.view.board_wanted.emit()
    comparing.model.set(two_pins().add(source(9, "ship")).move_puck(0.2, 0.5))
    comparing.settle()
    assert comparing.requests[-1].board == replace(kept, puck=(0.2, 0.5))
    assert comparing.requests[-1].weights is None  # those of A are not its own
    assert comparing.view.board_name == "Slerp: horse + bird"
    comparing.steps.undo()
    comparing.settle()
    assert comparing.view.hint == NO_BOARD
    comparing.steps.redo()
    comparing.settle()
    assert comparing.view.comparison.board == kept and comparing.view.shades == (20, 20)


def test_an_empty_board_says_what_to_do(comparing: Desk) -> None:
    comparing.model.set(Board())
    comparing.settle()
    assert comparing.view.hint == PICK and not comparing.view.usable
    comparing.view.board_wanted.emit()
    assert not comparing.steps.done and comparing.view.hint == PICK


def test_a_mode_that_cannot_be_used_is_greyed_and_an_error_is_told(comparing: Desk) -> None:
    comparing.load(renderer_of("ours", {Feature.REFINED: "No prior."}))
    assert comparing.view.reasons == {REFINED: "No prior."}
    comparing.load(renderer_of("ours", error="No prior: choose another mode."))
    comparing.settle()
    assert [side.problem for side in comparing.view.sides] == ["No prior: choose another mode."] * 2
    assert not comparing.view.usable


def test_another_set_is_loaded_beside_all_else_and_freed_at_the_end(comparing: Desk) -> None:
    made: list[weakref.ref[Any]] = []

    def make() -> Any:
        renderer = renderer_of("theirs")
        made.append(weakref.ref(renderer))
        return renderer

    comparing.sets.made[Path("theirs")] = make
    comparing.view.against_chosen.emit(Against.MODELS)
    assert comparing.view.hint == NO_SET
    comparing.view.set_chosen.emit(Path("theirs"))
    assert comparing.view.hint.startswith("Loading theirs") and not comparing.sets.used
    comparing.move(0.2)
    comparing.settle()
    theirs = present(made[0]())
    assert [side.name for side in comparing.view.sides] == ["ours", "theirs"]
    assert comparing.view.shades == (20, 20) and comparing.view.hint == ""
    assert [request.board.mode for request in theirs.requests] == [SLERP]
    assert theirs.requests[0].weights == comparing.requests[0].weights is not None
    assert not comparing.sets.used
    del theirs
    comparing.control.set_in_sight(False)  # another panel is before it: the set stays
    gc.collect()
    assert made[0]() is not None
    comparing.control.close()
    gc.collect()
    assert made[0]() is None and comparing.view.shades == (None, None)
    comparing.show()
    comparing.settle()
    assert len(made) == 2 and comparing.view.shades == (20, 20)


def test_of_two_sets_the_one_chosen_last_is_shown(comparing: Desk) -> None:
    for name in ("first", "second"):
        comparing.sets.made[Path(name)] = lambda name=name: renderer_of(name)
        comparing.view.set_chosen.emit(Path(name))
    slow, quick = comparing.chores.answer(0), comparing.chores.answer(0)
    quick()
    slow()
    comparing.settle()
    assert comparing.view.sides[1].name == "second" and comparing.view.usable


def test_a_set_that_cannot_be_loaded_says_why_and_is_tried_again_when_chosen(
    comparing: Desk,
) -> None:
    def fail() -> Any:
        raise UserError("bad has no VAE: choose another set.")

    comparing.sets.made[Path("bad")] = fail
    comparing.view.set_chosen.emit(Path("bad"))
    comparing.settle()
    comparing.move(0.2)
    comparing.settle()
    assert comparing.view.hint == "bad has no VAE: choose another set."
    comparing.sets.made[Path("bad")] = lambda: renderer_of("bad")
    comparing.view.set_chosen.emit(Path("bad"))
    comparing.settle()
    assert comparing.view.hint == "" and comparing.view.usable


def test_sets_are_listed_and_the_one_in_use_cannot_be_chosen(
    comparing: Desk, tmp_path: Path
) -> None:
    damaged = KnownSet("bad", tmp_path / "bad", Origin.INSTALLED, False, None, "It is damaged.")
    used = KnownSet("ours", Path("ours"), Origin.INSTALLED, True, None, "")
    assert comparing.sets.asked == 1
    comparing.sets.known.emit([used, damaged])
    assert comparing.view.choices == [
        Choice(Path("ours"), "ours", IN_USE),
        Choice(tmp_path / "bad", "bad", "It is damaged."),
    ]
    comparing.view.set_chosen.emit(Path("ours"))
    assert comparing.view.hint == IN_USE and not comparing.chores.waiting
    comparing.sets.known.emit([used])  # there are no files of it: it was deleted
    assert comparing.view.comparison.models is None and comparing.view.hint == NO_OTHER_SET


def test_modes_are_swapped_and_back(comparing: Desk) -> None:
    comparing.view.swap_wanted.emit()
    comparing.settle()
    assert comparing.model.board.mode == LINEAR and comparing.view.comparison.mode == SLERP
    assert [side.name for side in comparing.view.sides] == ["Linear", "Slerp"]
    comparing.steps.undo()
    comparing.settle()
    assert comparing.model.board.mode == SLERP and comparing.view.comparison.mode == LINEAR
    assert [side.name for side in comparing.view.sides] == ["Slerp", "Linear"]


def test_boards_are_swapped_with_their_pucks_linked(comparing: Desk) -> None:
    first = comparing.model.board
    comparing.view.board_wanted.emit()
    second = two_pins().add(source(9, "ship")).with_mode(REGIONS).move_puck(0.2, 0.5)
    comparing.model.set(second)
    comparing.view.swap_wanted.emit()
    assert comparing.model.board == replace(first, puck=(0.2, 0.5))
    assert comparing.view.comparison.board == second
    comparing.steps.undo()
    assert comparing.model.board == second and comparing.view.comparison.board == first


def test_sets_are_swapped_by_using_the_other(comparing: Desk) -> None:
    for name in ("ours", "theirs"):
        comparing.sets.made[Path(name)] = lambda name=name: renderer_of(name)
    comparing.view.set_chosen.emit(Path("theirs"))
    comparing.settle()
    comparing.view.swap_wanted.emit()
    assert comparing.sets.used == [Path("theirs")]
    comparing.load(renderer_of("theirs"))  # as the window does when it is loaded
    comparing.settle()
    assert [side.name for side in comparing.view.sides] == ["theirs", "ours"]
    comparing.steps.undo()
    assert comparing.sets.used == [Path("theirs"), Path("ours")]
    assert comparing.view.comparison.models == Path("theirs")


def test_both_are_kept_each_with_the_set_that_shows_it(comparing: Desk) -> None:
    kept: list[tuple[Board, Path]] = []
    comparing.control.keep.connect(lambda board, models: kept.append((board, models.folder)))
    comparing.view.keep_wanted.emit()
    board = comparing.model.board
    assert kept == [(board, Path("ours")), (board.with_mode(LINEAR), Path("ours"))]
    kept.clear()
    comparing.sets.made[Path("theirs")] = lambda: renderer_of("theirs")
    comparing.view.set_chosen.emit(Path("theirs"))
    comparing.settle()
    comparing.view.keep_wanted.emit()
    assert kept == [(board, Path("ours")), (board, Path("theirs"))]


def test_a_change_is_told_and_a_session_goes_on_with_it(comparing: Desk) -> None:
    changed = heard(comparing.control.changed)
    comparing.view.mode_chosen.emit(REGIONS)
    comparing.settle()
    assert len(changed) == 1 and comparing.requests[-1].board.mode == REGIONS
    comparing.control.start_with(Comparison(mode=SLERP, gain=16))
    comparing.settle()
    assert (
        comparing.view.comparison == comparing.control.comparison == Comparison(mode=SLERP, gain=16)
    )
    assert comparing.requests[-1].board.mode == SLERP


def test_an_answer_to_what_was_compared_before_is_dropped(comparing: Desk) -> None:
    comparing.view.mode_chosen.emit(REGIONS)
    comparing.work.compute()
    comparing.view.mode_chosen.emit(LINEAR)
    shown = comparing.view.sides
    comparing.work.arrive()
    assert comparing.view.sides == shown
    comparing.settle()
    assert comparing.requests[-1].board.mode == LINEAR and comparing.view.sides[1].name == "Linear"
