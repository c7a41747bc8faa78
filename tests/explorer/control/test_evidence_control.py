"""What the classifier sees where: looked for in each blend while it is wanted, and not else."""

from types import SimpleNamespace
from typing import cast

import numpy as np

from explorer.core.blend.renderer import Renderer, RenderResult
from explorer.core.board.board import Board
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Feature, Scores
from explorer.ui.parts.event import Event
from explorer.ui.preview.evidence_control import NOWHERE, WAIT, EvidenceControl
from tests.explorer.control.fakes import FakeEngine, FakeWork, heard


class PlacesEngine(FakeEngine):
    """Sees a horse wherever it is light, at two by two places; or tells none apart."""

    def __init__(self, missing: dict[Feature, str] | None = None, places: int = 2) -> None:
        super().__init__(missing)
        self.places, self.broken = places, False

    def score(self, images: Floats) -> Scores:
        if self.broken:
            raise RuntimeError("out of paper")
        said = super().score(images)
        light = images.mean((1, 2, 3))[:, None, None].repeat(self.places, 1).repeat(self.places, 2)
        evidence = 4 * np.stack([0 * light, -light, light, 0 * light], 1)
        return Scores(said.probabilities, evidence.astype(np.float32), None)


class FakeView:
    def __init__(self) -> None:
        self.switched = Event[bool]()
        self.evidence: Floats | None = None
        self.reason = ""

    def set_evidence(self, evidence: Floats | None) -> None:
        self.evidence = evidence

    def set_usable(self, reason: str) -> None:
        self.reason = reason


class Table:
    """A controller with everything that it talks to."""

    def __init__(self, engine: PlacesEngine | None = None) -> None:
        self.work, self.view, self.shown = FakeWork(), FakeView(), Event[RenderResult]()
        self.control = EvidenceControl(Board, self.shown, self.work, self.view)
        self.failed = heard(self.control.failed)
        assert self.view.reason == WAIT
        self.engine = engine or PlacesEngine()
        self.control.set_renderer(cast(Renderer, SimpleNamespace(engine=self.engine)))

    def show(self, shade: int) -> None:
        self.shown.emit(RenderResult(1, np.full((32, 32, 3), shade, np.uint8)))

    @property
    def body(self) -> float:
        assert self.view.evidence is not None
        return float(self.view.evidence[0].mean())


def test_nothing_is_looked_for_before_it_is_wanted() -> None:
    table = Table()
    table.show(200)
    table.work.settle()
    assert table.engine.scored == 0 and table.view.evidence is None and not table.view.reason
    table.view.switched.emit(True)
    table.work.settle()
    assert table.body > 0.5


def test_each_blend_is_looked_at_while_it_is_wanted() -> None:
    table, seen = Table(), list[float]()
    table.view.switched.emit(True)
    for shade in (20, 120, 220):
        table.show(shade)
        table.work.settle()
        seen.append(table.body)
    assert seen[0] < seen[1] < seen[2]
    table.view.switched.emit(False)
    assert table.view.evidence is None
    before = table.engine.scored
    table.show(90)
    table.work.settle()
    assert table.engine.scored == before and table.view.evidence is None


def test_turned_off_while_it_is_looked_for_nothing_comes() -> None:
    table = Table()
    table.view.switched.emit(True)
    table.show(200)
    table.work.compute()
    table.view.switched.emit(False)
    table.work.arrive()
    assert table.view.evidence is None


def test_an_empty_board_shows_nothing() -> None:
    table = Table()
    table.view.switched.emit(True)
    table.show(200)
    table.work.settle()
    table.shown.emit(RenderResult(2))
    assert table.view.evidence is None and not table.work.jobs.pending()


def test_what_cannot_be_told_is_greyed_with_the_reason() -> None:
    table = Table(PlacesEngine({Feature.SCORE: "no classifier here"}))
    table.view.switched.emit(True)
    table.show(200)
    assert table.view.reason == "no classifier here" and not table.work.jobs.pending()
    blind = Table(PlacesEngine(places=1))
    blind.view.switched.emit(True)
    blind.show(200)
    blind.work.settle()
    assert blind.view.evidence is None and blind.view.reason == NOWHERE


def test_other_models_are_asked_anew_and_what_goes_wrong_is_said() -> None:
    table = Table()
    table.view.switched.emit(True)
    table.show(200)
    table.work.settle()
    table.engine.broken = True
    table.show(100)
    table.work.settle()
    assert table.view.evidence is None and "out of paper" in table.failed[0]
    other = SimpleNamespace(engine=PlacesEngine())
    table.control.set_renderer(cast(Renderer, other))
    table.show(200)
    table.work.settle()
    assert table.body > 0.5
