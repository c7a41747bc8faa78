"""The best place for wings is found by trying, once, and holds wherever the puck goes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from explorer.core.blend.blends import region_shares, settled
from explorer.core.blend.placings import Placings
from explorer.core.blend.renderer import pegasus_scores, render_points
from explorer.core.board.board import Board, Mode, Placing, Source
from explorer.core.engine.backends import Floats, OpenVinoBackend
from explorer.core.engine.engine import Engine, Scores
from training.latent.placing import CHOICES, fit
from training.models.modelset import ModelSet

CLASSES = ("horse", "bird")


class Watched:
    """Networks that find a pegasus where the wings have the upper left cell, and count."""

    def __init__(self, realism: bool = True) -> None:
        self.sources = self
        self.asked, self._realism = 0, realism
        self.refines_at_once, self.steps = False, 0

    def velocity(self, noisy: Floats, time: Floats, condition: Floats) -> Floats:
        """A step that turns every blend upside down."""
        self.steps += 1
        assert np.allclose(condition, [[0.5, 0.5, 0]])  # a horse and a bird are asked for
        return noisy[:, :, ::-1] - noisy

    def latents(self, sources: Sequence[Source]) -> Floats:
        sides = [float(source.class_name == "bird") for source in sources]
        return np.array(sides, np.float32).reshape(-1, 1, 1, 1) * np.ones((1, 1, 4, 4), np.float32)

    def evidence(self, sources: Sequence[Source]) -> Floats:
        return np.zeros((len(sources), len(CLASSES), 4, 4), np.float32)

    def decode(self, latents: Floats) -> Floats:
        self.asked += 1
        return latents

    def score(self, images: Floats) -> Scores:
        found = images[:, 0, 0, 0] * (1 - images[:, 0, 2, 2])
        even = found[:, None] * np.full((1, 2), 0.5, np.float32)
        alike = np.ones(len(images), np.float32) if self._realism else None
        return Scores(even, images, alike)


def test_the_best_is_the_one_that_fits_best(engine: Engine, board: Board) -> None:
    for mode in (Mode.REGIONS, Mode.REFINED):
        wanted = board.with_mode(mode)
        found = settled(engine, wanted)
        assert replace(found, placing=Placing.BEST) == wanted
        assert found.placing in CHOICES
    assert settled(engine, board.with_mode(Mode.LINEAR)).placing is Placing.BEST
    halves = [board.with_mode(Mode.REGIONS).with_placing(choice) for choice in CHOICES]
    fits = []
    for half in halves:
        images = render_points(engine, half, [_even_point(half)]).images
        scores = engine.score(images)
        assert scores.realism is not None
        fits.append(float(fit(pegasus_scores(engine, half, scores), scores.realism)[0]))
    best = settled(engine, board.with_mode(Mode.REGIONS)).placing
    assert fits[CHOICES.index(best)] == pytest.approx(max(fits), rel=1e-2)


@pytest.mark.parametrize("realism", [True, False])
def test_it_is_found_once_for_all_places_of_the_puck(board: Board, realism: bool) -> None:
    networks = Watched(realism)
    placings = Placings(networks, (4, 4))
    pair = board.remove(2).with_mode(Mode.REGIONS)
    found = {placings.settle(pair.move_puck(x, 0.5), CLASSES).placing for x in (0.1, 0.5, 0.9)}
    assert found <= {Placing.ABOVE, Placing.LEFT, Placing.AROUND} and len(found) == 1
    assert networks.asked == 1
    swapped = Board(pins=pair.pins[::-1], mode=Mode.REGIONS)
    assert placings.settle(swapped, CLASSES).placing in found  # wings stay wings
    assert networks.asked == 2


def test_of_blends_that_are_refined_at_once_the_best_is_the_best_when_refined(
    board: Board,
) -> None:
    networks = Watched()
    networks.refines_at_once = True
    placings = Placings(networks, (4, 4))
    pair = board.remove(2).with_mode(Mode.REGIONS)
    upright = placings.settle(pair, CLASSES).placing
    assert upright in {Placing.ABOVE, Placing.LEFT, Placing.AROUND} and networks.steps == 0
    refined = placings.settle(pair.with_mode(Mode.REFINED), CLASSES).placing
    assert networks.steps == 1 and refined is not Placing.ABOVE
    assert refined in {Placing.BELOW, Placing.LEFT, Placing.AROUND}


def test_without_parts_to_score_the_evidence_counts(board: Board) -> None:
    networks = Watched()
    placings = Placings(networks, (4, 4))
    regions = board.with_mode(Mode.REGIONS)
    assert placings.settle(regions, ("ship", "car")).placing is Placing.EVIDENCE
    assert placings.settle(regions.remove(2).remove(1), CLASSES).placing is Placing.EVIDENCE
    assert networks.asked == 0


def test_a_placing_that_was_chosen_by_hand_stays(engine: Engine, board: Board) -> None:
    for placing in CHOICES:
        chosen = board.with_mode(Mode.REGIONS).with_placing(placing)
        assert settled(engine, chosen) is chosen


def test_wings_go_where_they_are_put(engine: Engine, board: Board) -> None:
    pair = board.remove(2).with_mode(Mode.REGIONS)
    shares = {
        placing: region_shares(
            engine, pair.with_placing(placing), np.array([[0.5, 0.5]], np.float32)
        )
        for placing in (Placing.ABOVE, Placing.BELOW)
    }
    above, below = shares[Placing.ABOVE], shares[Placing.BELOW]
    assert above is not None and below is not None
    assert (above[0, 1, 0] > above[0, 1, -1]).all() and (below[0, 1, 0] < below[0, 1, -1]).all()


def test_a_set_that_cannot_try_leaves_the_board_alone(tiny_set: ModelSet, board: Board) -> None:
    for graph in ("scorer", "decoder"):
        left = {name: file for name, file in tiny_set.graphs.items() if name != graph}
        found = replace(tiny_set, graphs=left)
        engine = Engine(found, OpenVinoBackend(found))
        regions = board.with_mode(Mode.REGIONS)
        assert settled(engine, regions) is regions


def _even_point(board: Board) -> tuple[float, float]:
    places = np.array([pin.place for pin in board.pins])
    x, y = places.mean(0)
    return float(x), float(y)
