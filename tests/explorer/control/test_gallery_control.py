"""The gallery: what is shown of it, in which order, and what a look at it with an engine does."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pytest

from explorer.core.board.board import Board
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, Feature
from explorer.core.engine.slices import SLICE_SECONDS
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.view import LIKENESS, LOSS, NAME, Selection, Values
from explorer.core.scores import CONFIDENCE, REALISM
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.gallery.control import SORT_SECONDS, GalleryControl
from tests.explorer.control.fake_views import FakeGalleryView
from tests.explorer.control.fakes import FakeEngine, FakeWork, heard

SHADES = (30, 90, 60, 10, 50, 80)


def a_gallery(shades: tuple[int, ...] = SHADES, title: str = "test") -> Gallery:
    """Grey pictures, in turn of a bird, a horse and a ship."""
    pictures = np.array(shades, np.uint8)[:, None, None, None].repeat(32, 1).repeat(32, 2)
    return Gallery(
        title=title,
        fingerprint=title,
        pictures=pictures.repeat(3, 3),
        names=tuple(f"{title}/{i}" for i in range(len(shades))),
        labels=np.arange(len(shades)) % 3,
        classes=("bird", "horse", "ship"),
        splits=np.full(len(shades), ""),
    )


class Desk(NamedTuple):
    control: GalleryControl
    model: BoardModel
    work: FakeWork
    view: FakeGalleryView
    now: list[float]


@pytest.fixture
def desk() -> Desk:
    model, work, view, now = BoardModel(), FakeWork(), FakeGalleryView(), [0.0]
    control = GalleryControl(model, work, view, clock=lambda: now[0])
    control.set_gallery(a_gallery())
    return Desk(control, model, work, view, now)


@pytest.fixture
def looking(desk: Desk) -> Desk:
    """All classes shown, and an engine to look with."""
    desk.control.set_engine(FakeEngine())  # type: ignore[arg-type]
    desk.view.classes_chosen.emit(frozenset({"bird", "horse", "ship"}))
    return desk


def test_a_gallery_shows_its_first_classes_and_then_those_that_are_chosen(desk: Desk) -> None:
    changed = []
    desk.control.changed.connect(lambda: changed.append(1))
    assert desk.view.shown == [0, 1, 3, 4] and not changed
    desk.view.classes_chosen.emit(frozenset({"ship"}))
    assert desk.view.shown == [2, 5] and len(changed) == 1
    assert desk.control.selection == Selection(classes=frozenset({"ship"}))


def test_classes_of_another_gallery_are_not_asked_of_this_one(desk: Desk) -> None:
    desk.control.set_gallery(a_gallery(), Selection(classes=frozenset({"frog"})))
    assert desk.view.shown == [0, 1, 3, 4] and desk.control.selection.classes is None


def test_an_order_looks_at_each_picture_once(looking: Desk) -> None:
    engine = FakeEngine()
    looking.control.set_engine(engine)  # type: ignore[arg-type]
    looking.view.order_chosen.emit(REALISM.name)
    looking.work.settle()
    assert looking.view.shown == [1, 5, 2, 4, 0, 3] and engine.scored == 6
    looking.view.order_chosen.emit(NAME)
    assert looking.view.shown == [0, 1, 2, 3, 4, 5]
    looking.view.order_chosen.emit(CONFIDENCE.name)  # was found by the same look
    looking.work.settle()
    assert engine.scored == 6 and looking.view.selection.order == CONFIDENCE.name


def test_a_long_look_is_sorted_now_and_then(looking: Desk) -> None:
    slow = FakeEngine(seconds=1.1 * SLICE_SECONDS)  # so that each picture is a slice of its own
    looking.control.set_engine(slow)  # type: ignore[arg-type]
    looking.view.order_chosen.emit(REALISM.name)
    looking.work.compute()
    before = looking.view.times
    looking.work.arrive(1)
    assert looking.view.times == before
    looking.now[0] += SORT_SECONDS
    looking.work.arrive(1)
    assert looking.view.times == before + 1
    assert looking.view.shown == [1, 0, 2, 3, 4, 5]  # what is not known yet comes last
    looking.work.arrive()
    assert looking.view.shown == [1, 5, 2, 4, 0, 3] and looking.view.times == before + 2


def test_a_look_for_an_order_that_was_left_sorts_nothing(looking: Desk) -> None:
    looking.view.order_chosen.emit(REALISM.name)
    looking.view.order_chosen.emit(NAME)
    before = looking.view.times
    looking.work.compute()
    looking.now[0] += SORT_SECONDS
    looking.work.arrive(1)
    assert looking.view.times == before


def test_what_another_engine_said_is_void(looking: Desk) -> None:
    looking.view.order_chosen.emit(REALISM.name)
    looking.work.compute()
    other = FakeEngine()
    looking.control.set_engine(other)  # type: ignore[arg-type]
    looking.work.arrive()  # answers of the first one: none is taken
    assert looking.view.shown == [0, 1, 2, 3, 4, 5]
    looking.work.settle()
    assert other.scored == 6 and looking.view.shown == [1, 5, 2, 4, 0, 3]


class FakeMemory:
    """Has values by gallery and engine, as long as the test lasts."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], dict[str, Values]] = {}

    def recall(self, gallery: Gallery, engine: Engine) -> dict[str, Values]:
        known = self.kept.get((gallery.fingerprint, engine.modelset.fingerprint), {})
        return {order: values.copy() for order, values in known.items()}

    def keep(self, gallery: Gallery, engine: Engine, values: Mapping[str, Values]) -> None:
        key = gallery.fingerprint, engine.modelset.fingerprint
        self.kept[key] = {order: some.copy() for order, some in values.items()}


def _started(memory: FakeMemory, engine: FakeEngine) -> tuple[GalleryControl, FakeWork]:
    """A start of the program with a gallery that is sorted by realism."""
    work = FakeWork()
    control = GalleryControl(BoardModel(), work, FakeGalleryView(), memory=memory)
    control.set_engine(engine)  # type: ignore[arg-type]
    every = frozenset({"bird", "horse", "ship"})
    control.set_gallery(a_gallery(), Selection(every, order=REALISM.name))
    return control, work


def test_what_was_said_of_pictures_is_known_at_the_next_start() -> None:
    memory, engine = FakeMemory(), FakeEngine()
    control, work = _started(memory, engine)
    work.settle()
    assert control.rows_shown.tolist() == [1, 5, 2, 4, 0, 3] and engine.scored == 6
    control.find_alike(4)
    work.settle()
    control.close()
    assert all(LIKENESS not in known for known in memory.kept.values())
    again = FakeEngine()
    control, work = _started(memory, again)
    work.settle()
    assert control.rows_shown.tolist() == [1, 5, 2, 4, 0, 3] and again.scored == 0


def test_a_look_that_was_broken_off_goes_on_at_the_next_start() -> None:
    memory, slow = FakeMemory(), FakeEngine(seconds=1.1 * SLICE_SECONDS)
    control, work = _started(memory, slow)
    work.compute()
    work.arrive(2)
    control.close()
    again = FakeEngine()
    control, work = _started(memory, again)
    work.settle()
    assert control.rows_shown.tolist() == [1, 5, 2, 4, 0, 3] and again.scored == 4


def test_answers_about_another_gallery_are_dropped(looking: Desk) -> None:
    looking.view.order_chosen.emit(REALISM.name)
    looking.work.compute()
    looking.control.set_gallery(a_gallery((1, 2, 3), "other"))
    looking.work.arrive()
    picked = heard(looking.control.picked)
    looking.view.source_picked.emit(1)
    assert picked[0].name == "other/1" and looking.view.shown == [0, 1]


def test_find_alike_sorts_by_distance_and_needs_a_picture_to_be_like(looking: Desk) -> None:
    told = heard(looking.control.told)
    looking.view.order_chosen.emit(LIKENESS)
    assert "Find alike" in told[0] and looking.control.selection.order == NAME
    looking.view.alike_wanted.emit(4)
    looking.work.settle()
    assert looking.view.shown == [4, 2, 0, 5, 1, 3]  # of equal distance the first comes first
    looking.control.set_engine(FakeEngine())  # type: ignore[arg-type]
    assert looking.control.selection.order == NAME


def test_an_order_that_cannot_be_says_why(desk: Desk) -> None:
    told = heard(desk.control.told)
    desk.view.order_chosen.emit(REALISM.name)
    assert "not loaded yet" in told[-1]
    missing = {Feature.REALISM: "There is no critic: train one."}
    desk.control.set_engine(FakeEngine(missing))  # type: ignore[arg-type]
    assert told[-2] == ""  # that no models are loaded is not said any more
    assert told[-1] == "There is no critic: train one." and desk.view.shown == [0, 1, 3, 4]


def test_a_look_that_breaks_is_told(looking: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told = heard(looking.control.told)
    engine = FakeEngine()
    monkeypatch.setattr(engine, "score", lambda images: 1 / 0)
    looking.control.set_engine(engine)  # type: ignore[arg-type]
    looking.view.order_chosen.emit(REALISM.name)
    looking.work.settle()
    assert "cannot be put in order" in told[-1]


def test_pictures_on_the_board_are_marked(desk: Desk) -> None:
    gallery = a_gallery()
    desk.model.set(Board().add(gallery.source(3)).add(gallery.source(0)))
    assert desk.view.marked == ["test/3", "test/0"]
    desk.view.marked = ["as it was"]
    desk.model.set(desk.model.board.move_puck(0.1, 0.1))
    assert desk.view.marked == ["as it was"]


def test_the_size_of_pictures_is_a_whole_multiple_of_their_own(desk: Desk) -> None:
    for wanted, given in ((70, 64), (1, 32), (999, 160)):
        desk.control.set_side(wanted)
        assert desk.control.side == desk.view.side == given
    desk.view.side_changed.emit(96)
    assert desk.control.side == 96


def test_text_is_searched_in_all_classes_until_some_are_chosen(desk: Desk) -> None:
    desk.view.text_typed.emit("SHIP")
    assert desk.view.shown == [2, 5] and desk.control.selection.text == "SHIP"
    desk.view.classes_chosen.emit(frozenset({"horse"}))
    assert desk.view.shown == []
    desk.view.text_typed.emit("test/4")
    assert desk.view.shown == [4]
    desk.view.text_typed.emit("")
    assert desk.view.shown == [1, 4]


def test_what_pictures_are_sorted_by_is_shown_and_turned_round(looking: Desk) -> None:
    assert looking.view.values is None
    looking.view.order_chosen.emit(REALISM.name)
    looking.work.settle()
    order = list(looking.view.shown)
    values = looking.view.values
    assert values is not None and [round(255 * float(v)) for v in values] == list(SHADES)
    looking.view.order_reversed.emit(True)
    assert looking.view.shown == order[::-1]
    looking.view.order_chosen.emit(NAME)
    assert looking.view.values is None and not looking.control.selection.reverse


def test_a_limit_of_loss_shows_what_is_known_to_be_within_it(desk: Desk) -> None:
    desk.control.set_engine(LossyEngine())  # type: ignore[arg-type]
    desk.view.classes_chosen.emit(frozenset({"bird", "horse", "ship"}))
    desk.view.loss_chosen.emit(50.0)
    assert desk.view.shown == []  # nothing is known yet
    desk.work.settle()
    assert desk.view.shown == [0, 3, 4]  # those of 50 levels and fewer lose so many
    desk.view.order_chosen.emit(LOSS)
    desk.work.settle()
    assert desk.view.shown == [3, 0, 4]
    desk.view.order_chosen.emit(REALISM.name)
    desk.work.settle()
    assert desk.view.shown == [4, 0, 3]
    desk.view.loss_chosen.emit(None)
    assert len(desk.view.shown) == len(SHADES)
    assert not desk.work.jobs.pending()  # what is known is not looked at again


class LossyEngine(FakeEngine):
    """Its copies are black."""

    def decode(self, latents: Floats) -> Floats:
        return np.full((len(latents), 3, 32, 32), -1, np.float32)
