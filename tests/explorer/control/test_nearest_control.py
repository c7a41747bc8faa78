"""The nearest real pictures: looked for as soon as the puck rests, while somebody can see them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from explorer.core.blend.renderer import Renderer, RenderResult
from explorer.core.board.board import Board
from explorer.core.engine.engine import Feature
from explorer.ui.parts.event import Event
from explorer.ui.preview.nearest_control import (
    BLENDING,
    COUNT,
    NOTHING,
    WAIT,
    NearestControl,
    Neighbour,
)
from tests.explorer.control.fakes import FakeEngine, FakePause, FakeWork, heard, two_pins
from tests.explorer.control.test_gallery_control import a_gallery

SHADES = (30, 90, 60, 10, 50, 80, 200)


class FakeNearestView:
    def __init__(self) -> None:
        self.opened, self.is_open = Event[()](), True
        self.neighbours: Sequence[Neighbour] = ()
        self.pinned: Collection[str] = ()
        self.note = ""

    def set_nearest(self, neighbours: Sequence[Neighbour], pinned: Collection[str]) -> None:
        self.neighbours, self.pinned = neighbours, pinned

    def set_note(self, text: str) -> None:
        self.note = text


class Table:
    """A controller with everything that it talks to."""

    def __init__(self, missing: dict[Feature, str] | None = None) -> None:
        self.work, self.view, self.pause = FakeWork(), FakeNearestView(), FakePause()
        self.sight = SimpleNamespace(result=None, is_up_to_date=False, shown=Event[RenderResult]())
        self.pictures = SimpleNamespace(gallery=a_gallery(SHADES))
        self.board = two_pins()
        self.control = NearestControl(
            lambda: self.board,
            cast(Any, self.sight),
            cast(Any, self.pictures),
            self.work,
            self.view,
            self.pause,
        )
        self.failed = heard(self.control.failed)
        assert self.view.note == WAIT
        self.load(missing)

    def load(self, missing: dict[Feature, str] | None = None) -> None:
        renderer = SimpleNamespace(engine=FakeEngine(missing))
        self.control.set_renderer(cast(Renderer, renderer))

    def see(self, shade: int) -> None:
        """Let a blend of this shade be shown, and rest."""
        self.show(shade)
        self.pause.end()
        self.work.settle()

    def show(self, shade: int) -> None:
        latent = np.full((1, 1, 1), shade / 127.5 - 1, np.float32)
        self.sight.result, self.sight.is_up_to_date = RenderResult(1, latent=latent), True
        self.sight.shown.emit(self.sight.result)

    @property
    def names(self) -> list[str]:
        return [near.source.name for near in self.view.neighbours]


def test_the_nearest_come_with_name_and_distance() -> None:
    table = Table()
    assert table.view.note == BLENDING and not table.view.neighbours
    table.see(60)
    assert len(table.names) == COUNT and table.names[:2] == ["test/2", "test/4"]
    first, second = table.view.neighbours[:2]
    assert first.distance < 1e-3 < second.distance
    assert table.view.note == "Among all 7 pictures of test, by distance in the latent space."


def test_they_follow_the_puck_when_it_rests() -> None:
    table = Table()
    table.see(60)
    table.show(200)
    table.work.settle()
    assert table.names[0] == "test/2"  # the puck is still on its way
    table.pause.end()
    table.work.settle()
    assert table.names[0] == "test/6"


def test_those_on_the_board_are_marked_at_once() -> None:
    table = Table()
    table.see(60)
    table.board = Board().add(table.view.neighbours[0].source)
    table.sight.shown.emit(RenderResult(2))
    assert table.view.pinned == {"test/2"} and table.names[0] == "test/2"


def test_nothing_is_done_for_a_page_that_nobody_sees() -> None:
    table = Table()
    table.view.is_open = False
    table.see(60)
    assert not table.pause.running and not table.work.jobs.pending() and not table.view.neighbours
    table.view.is_open = True
    table.view.opened.emit()
    table.work.settle()
    assert table.names[0] == "test/2"


def test_another_gallery_and_other_models_are_looked_through_anew() -> None:
    table = Table()
    table.see(60)
    table.pictures.gallery = replace(a_gallery((5, 6), "other"), dreams=True)
    table.control.look()
    table.work.settle()
    assert table.names == ["other/1", "other/0"]
    assert table.view.note.startswith("Among all 2 dreams, by")
    table.load()
    assert not table.view.neighbours
    table.work.settle()
    assert table.names == ["other/1", "other/0"]


def test_a_gallery_that_is_opened_again_is_known_already() -> None:
    table = Table()
    table.see(60)
    table.pictures.gallery = a_gallery(SHADES)
    table.see(200)
    assert table.names[0] == "test/6"


def test_an_answer_of_a_gallery_that_was_left_is_not_shown() -> None:
    table = Table()
    table.see(60)
    table.sight.shown.emit(RenderResult(2))
    table.pause.end()
    table.work.compute()
    table.pictures.gallery = a_gallery((5, 6), "other")
    before = table.view.neighbours
    table.work.arrive()
    assert table.view.neighbours is before


def test_without_a_vae_the_reason_is_said() -> None:
    table = Table({Feature.BLEND: "no VAE here"})
    table.see(60)
    assert table.view.note == "no VAE here" and not table.view.neighbours


def test_a_look_says_how_far_it_is_and_fills_in_by_itself() -> None:
    table = Table()
    table.show(60)
    table.pause.end()
    assert table.view.note == "Looking through the pictures of test: 0 of 7."
    while not table.names:
        job = table.work.jobs._next()
        assert job is not None
        table.work.jobs._step(job)
        table.work.arrive()
    assert table.view.note == "Looking through the pictures of test: 1 of 7."
    table.work.settle()
    assert table.view.note.startswith("Among all 7") and len(table.names) == COUNT
    table.pictures.gallery = a_gallery((5, 6), "other")
    table.control.look()
    assert table.view.note == "Looking through the pictures of other: 0 of 2."
    assert not table.names  # these were of another gallery
    table.work.settle()
    assert table.names == ["other/1", "other/0"]


def test_only_an_empty_board_asks_for_pictures() -> None:
    table = Table()
    table.see(60)
    table.sight.is_up_to_date = False  # another board is being blended
    table.control.look()
    assert table.names and table.view.note.startswith("Among all 7")
    table.board = Board()
    table.control.look()
    assert table.view.note == NOTHING and not table.names
