"""Chance: everything repeats by its seed, and each picture that it gives is one step away."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from explorer.core.blend.renderer import Renderer, RenderResult
from explorer.core.board.board import Board
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature, Scores
from explorer.core.gallery.gallery import Gallery
from explorer.core.play.drawn import Drawn
from explorer.core.play.dreams import is_variation
from explorer.core.play.surprise import TRIED
from explorer.ui.canvas.board_control import BoardControl, BoardViews
from explorer.ui.canvas.board_model import BoardModel
from explorer.ui.parts.event import Event
from explorer.ui.play.control import COUNT, STRENGTH, PlayControl
from explorer.ui.play.words import NOTHING_SEEN, WAIT, Act, caption, in_words
from tests.explorer.control.fake_canvas import FakeCanvas, FakeControls, FakeShares
from tests.explorer.control.fake_views import FakePlayView
from tests.explorer.control.fakes import (
    CLASSES,
    FakeEngine,
    FakePause,
    FakeSteps,
    FakeWork,
    heard,
    two_pins,
)
from training.files.errors import UserError


def a_gallery(horses: int = 20, birds: int = 20) -> Gallery:
    """Grey pictures, each of its own shade."""
    count = horses + birds
    shades = np.arange(count, dtype=np.uint8)[:, None, None, None] * 5
    return Gallery(
        title="greys",
        fingerprint=f"greys {count}",
        pictures=shades.repeat(32, 1).repeat(32, 2).repeat(3, 3),
        names=tuple(f"grey/{i}" for i in range(count)),
        labels=np.array([1] * horses + [0] * birds, np.int64),
        classes=("bird", "horse"),
        splits=np.full(count, ""),
    )


class PlayEngine(FakeEngine):
    """Its prior goes to nought, and a little further for each class but the first."""

    def __init__(self, missing: dict[Feature, str] | None = None) -> None:
        super().__init__(missing)
        self.modelset.knows_winged = True

    def require(self, feature: Feature) -> None:
        if feature in self.missing:
            raise UserError(self.missing[feature])

    def encode_images(self, images: Floats) -> Floats:
        return images.mean((1, 2, 3)).reshape(-1, 1, 1, 1)

    def show(self, latents: Floats) -> tuple[Floats, Scores]:
        images = self.decode(latents)
        return images, self.score(images)

    def velocity(self, noisy: Floats, time: Floats, condition: Floats) -> Floats:
        towards = condition @ np.linspace(0, 0.5, condition.shape[1], dtype=np.float32)
        return towards.reshape(-1, 1, 1, 1) - noisy


class Table:
    """A controller with everything that it talks to."""

    def __init__(self, engine: PlayEngine | None = None, gallery: Gallery | None = None) -> None:
        self.model, self.steps, self.work = BoardModel(), FakeSteps(), FakeWork()
        views = BoardViews(FakeCanvas(), FakeControls(), FakeShares())
        self.board = BoardControl(self.model, self.steps, views)
        self.sight = SimpleNamespace(result=None, latent=None, shown=Event[RenderResult]())
        self.pictures = SimpleNamespace(gallery=gallery or a_gallery())
        self.view, self.pause, self.tried = FakePlayView(), FakePause(), TRIED
        self.control = PlayControl(
            self.board,
            cast(Any, self.sight),
            cast(Any, self.pictures),
            self.work,
            self.view,
            self.pause,
            self.look,
        )
        self.failed, self.told = heard(self.control.failed), heard(self.control.told)
        self.renderer = SimpleNamespace(engine=engine or PlayEngine())
        self.control.set_renderer(cast(Renderer, self.renderer))

    def look(
        self, renderer: Renderer, gallery: Gallery, seed: int, board: Board, count: int
    ) -> Iterator[tuple[int, list[Drawn]]]:
        """The board ever farther to the right, by the seed."""
        for tried in range(1, self.tried + 1):
            shown = two_pins().move_puck((seed % 10) / 10, tried / TRIED)
            picture = np.full((32, 32, 3), tried, np.uint8)
            yield tried, [Drawn(shown, picture, {"pegasus": 0.5, "realism": 1.0}, seed, ())]

    def see(self, light: float = 0.25) -> None:
        """Let a blend be shown."""
        self.sight.latent = np.full((1, 1, 1), light, np.float32)
        self.sight.result = RenderResult(
            1, probabilities=np.full(len(CLASSES), 0.25, np.float32), scores={"pegasus": 0.5}
        )
        self.sight.shown.emit(self.sight.result)

    @property
    def names(self) -> list[str]:
        return [pin.source.name for pin in self.model.board.pins]

    @property
    def pixels(self) -> list[bytes]:
        return [drawn.picture.tobytes() for drawn in self.view.drawn]


def test_the_seed_that_is_shown_gives_the_same_pair_in_another_program() -> None:
    one, other = Table(), Table()
    one.view.act_wanted.emit(Act.PAIR)
    other.view.seed_typed.emit(one.view.seed)
    assert one.names == other.names and len(one.names) == 2
    assert [pin.source.class_name for pin in one.model.board.pins] == ["horse", "bird"]


def test_again_goes_to_the_next_seed_and_the_arrows_go_on_and_back() -> None:
    table, names = Table(), list[list[str]]()
    table.view.seed_typed.emit(41)
    for _ in range(3):
        names.append(table.names)
        table.control.draw_pair()
    assert table.view.seed == 44 and len({tuple(pair) for pair in names}) > 1
    table.view.seed_stepped.emit(-3)
    assert table.view.seed == 41 and table.names == names[0]
    table.control.next_seed()
    assert table.names == names[1]
    table.control.seed_before()
    assert table.names == names[0]


def test_seeds_stay_in_their_range_and_chance_draws_others() -> None:
    table, seeds = Table(), set[int]()
    table.view.seed_typed.emit(0)
    table.view.seed_stepped.emit(-1)
    assert table.view.seed == 0
    table.view.seed_typed.emit(2**31 - 1)
    table.view.seed_stepped.emit(1)
    assert table.view.seed == 2**31 - 1
    table.work.settle()
    assert len(table.view.drawn) == 1  # no seeds come after this one
    for _ in range(8):
        table.view.new_seed_wanted.emit()
        seeds.add(table.view.seed)
    assert len(seeds) > 1


def test_a_pair_is_one_step_that_can_be_undone_and_says_how_to_go_on() -> None:
    table = Table()
    table.model.set(two_pins())
    table.control.draw_pair()
    assert len(table.steps.done) == 1 and "Shift+N" in table.told[-1]
    table.steps.undo()
    assert table.model.board == two_pins()


def test_any_two_pictures_are_a_pair_where_there_are_no_wings() -> None:
    table = Table(gallery=a_gallery(5, 0))
    table.control.draw_pair()
    assert len(set(table.names)) == 2
    few = Table(gallery=a_gallery(1, 0))
    few.control.draw_pair()
    assert not few.names and "no two pictures" in few.failed[0]


def test_pairs_of_the_next_seeds_are_shown_and_a_click_goes_to_one() -> None:
    table = Table()
    table.view.seed_typed.emit(7)
    table.work.settle()
    assert [caption(drawn, Act.PAIR) for drawn in table.view.drawn][:2] == ["seed 7", "seed 8"]
    assert len(table.view.drawn) == COUNT
    third = table.view.drawn[3]
    table.view.picked.emit(third)
    assert table.view.seed == 10 and table.model.board == third.board


def test_nothing_is_drawn_for_a_panel_that_nobody_sees() -> None:
    table = Table()
    table.view.is_open = False
    table.control.draw_pair()
    table.work.settle()
    assert len(table.names) == 2 and not table.view.drawn
    table.view.is_open = True
    table.view.opened.emit()
    table.work.settle()
    assert len(table.view.drawn) == COUNT


def test_a_surprise_is_looked_for_and_its_best_is_opened_as_one_step() -> None:
    table = Table()
    table.view.seed_typed.emit(3)
    table.control.draw_surprise()
    job = table.work.jobs._next()
    assert job is not None
    table.work.jobs._step(job)
    table.work.arrive()
    assert f"1 of {TRIED} tried" in table.view.progress
    assert table.model.board.puck != (0.3, 1.0)
    table.work.settle()
    assert table.model.board == two_pins().move_puck(0.3, 1.0)
    assert table.steps.done[-1].text == "Surprise of seed 3" and not table.view.progress
    table.control.draw_surprise()
    table.work.settle()
    assert table.view.seed == 4 and table.model.board.puck == (0.4, 1.0)
    table.view.opened.emit()  # the panel comes to the front: nothing is looked for anew
    assert not table.work.jobs.pending()


def test_dreams_repeat_by_seed_and_class_and_are_pinned_by_a_click() -> None:
    table, other = Table(), Table()
    for one in (table, other):
        one.view.seed_typed.emit(5)
        one.view.act_wanted.emit(Act.DREAMS)
        one.work.settle()
    assert table.view.classes[0] == "pegasus" and set(CLASSES) < set(table.view.classes)
    assert table.pixels == other.pixels and len(set(table.pixels)) > 1
    winged = table.pixels
    table.view.class_chosen.emit("horse")
    table.work.settle()
    assert table.pixels != winged
    dream = table.view.drawn[2]
    assert dream.sources[0].name == "dream/horse/5.3" and not caption(dream, Act.DREAMS)
    before = table.model.board
    table.view.picked.emit(dream)
    assert table.model.board == before.add(dream.sources[0]) and len(table.steps.done) == 2
    table.view.seed_stepped.emit(1)
    table.work.settle()
    assert table.view.drawn[2].sources[0].name == "dream/horse/6.3"


def test_variations_are_around_what_is_seen_and_go_farther_with_strength() -> None:
    table = Table()
    table.model.set(two_pins())
    table.see()
    table.view.seed_typed.emit(5)
    table.view.act_wanted.emit(Act.VARIATIONS)
    table.work.settle()
    near = table.view.drawn
    assert len(near) == COUNT and len(set(table.pixels)) > 1

    def spread() -> float:
        return float(np.std([drawn.picture.mean() for drawn in table.view.drawn]))

    little = spread()
    table.view.strength_moved.emit(1.0, 1)
    table.work.settle()
    assert spread() > little
    table.view.strength_moved.emit(STRENGTH, 2)
    table.work.settle()
    assert table.pixels == [drawn.picture.tobytes() for drawn in near]


@pytest.mark.parametrize("missing", [{}, {Feature.REFINED: "no prior"}])
def test_a_click_makes_a_variation_the_present_picture(missing: dict[Feature, str]) -> None:
    table = Table(PlayEngine(missing))
    table.model.set(two_pins())
    table.see()
    table.view.act_wanted.emit(Act.VARIATIONS)
    table.work.settle()
    first, second = table.view.drawn[:2]
    before = table.model.board
    table.view.picked.emit(first)
    assert table.model.board.pins[2].source == first.sources[0]
    assert table.model.weights == pytest.approx((0, 0, 1))
    table.view.picked.emit(second)  # takes the place of the last one
    assert table.names[2] == second.sources[0].name and len(table.names) == 3
    table.view.pin_wanted.emit(first)
    assert len(table.names) == 4
    assert all(is_variation(pin.source) for pin in table.model.board.pins[2:])
    for _ in range(3):
        table.steps.undo()
    assert table.model.board == before


def test_a_locked_variation_stays_and_a_full_board_says_so() -> None:
    table, refused = Table(), list[str]()
    table.board.refused.connect(refused.append)
    table.model.set(two_pins())
    table.see()
    table.view.act_wanted.emit(Act.VARIATIONS)
    table.work.settle()
    for drawn in table.view.drawn[:6]:
        table.view.picked.emit(drawn)
        table.board.lock(len(table.names) - 1, True)
    assert len(table.names) == 8 and not refused
    table.view.picked.emit(table.view.drawn[6])
    assert len(table.names) == 8 and "8 pictures" in refused[0]


def test_variations_stay_until_they_are_asked_for_anew() -> None:
    table = Table()
    table.model.set(two_pins())
    table.view.act_wanted.emit(Act.VARIATIONS)
    assert not table.view.drawn
    table.see(0.1)
    assert table.pause.running  # there was nothing to vary before
    table.pause.end()
    table.work.settle()
    before = table.pixels
    table.view.picked.emit(table.view.drawn[1])
    table.see(0.5)
    table.view.opened.emit()  # another panel was before it for a while
    assert not table.pause.running and not table.work.jobs.pending()
    table.view.picked.emit(table.view.drawn[2])
    table.steps.undo()
    assert table.pixels == before and table.names[-1] == table.view.drawn[1].sources[0].name
    table.view.act_wanted.emit(Act.VARIATIONS)
    table.work.settle()
    assert table.pixels != before


def test_variations_of_a_seed_that_was_stepped_to_unseen_are_drawn_when_they_are_seen() -> None:
    table = Table()
    table.see()
    table.view.act_wanted.emit(Act.VARIATIONS)
    table.work.settle()
    table.view.is_open, before = False, table.pixels
    table.control.next_seed()
    table.view.is_open = True
    table.view.opened.emit()
    table.work.settle()
    assert table.pixels != before


def test_without_anything_to_vary_that_is_said() -> None:
    table = Table()
    table.view.act_wanted.emit(Act.VARIATIONS)
    assert table.view.progress == NOTHING_SEEN and not table.view.drawn


def test_what_a_model_set_lacks_is_greyed_with_the_reason() -> None:
    missing = {Feature.REFINED: "no prior here", Feature.SCORE: "no classifier here"}
    table = Table(PlayEngine(missing))
    assert table.view.reasons == {
        Act.DREAMS: "no prior here",
        Act.SURPRISE: "no classifier here",
    }
    table.control.draw_surprise()
    assert table.failed == ["no classifier here"] and table.view.act is Act.PAIR


def test_another_model_set_without_a_prior_ends_dreams() -> None:
    table = Table()
    table.view.act_wanted.emit(Act.DREAMS)
    table.renderer.engine = PlayEngine({Feature.REFINED: "no prior here"})
    table.control.set_renderer(cast(Renderer, table.renderer))
    assert table.view.act is Act.PAIR and Act.DREAMS in table.view.reasons


def test_before_models_are_loaded_a_pair_can_be_drawn_and_nothing_else() -> None:
    view, failed = FakePlayView(), list[str]()
    table = Table()
    control = PlayControl(
        table.board,
        cast(Any, table.sight),
        cast(Any, table.pictures),
        table.work,
        view,
        FakePause(),
    )
    control.failed.connect(failed.append)
    assert set(view.reasons.values()) == {WAIT} and Act.PAIR not in view.reasons
    control.draw_pair()
    assert len(table.names) == 2 and not failed
    control.draw_surprise()
    assert failed == [WAIT]


def test_what_goes_wrong_is_said_and_nothing_goes_on() -> None:
    table = Table()

    def broken(*_: object) -> Floats:
        raise RuntimeError("out of paper")

    table.renderer.engine.velocity = cast(Callable[..., Floats], broken)
    table.view.act_wanted.emit(Act.DREAMS)
    table.work.settle()
    assert "out of paper" in table.failed[0] and not table.work.jobs.pending()


def test_words() -> None:
    table = Table()
    table.control.draw_surprise()
    table.work.settle()
    (find,) = table.view.drawn
    assert caption(find, Act.SURPRISE) == "50"
    assert in_words(find, Act.SURPRISE).splitlines()[0] == "Pegasus 50 · Realism 100"
