"""Chance with real networks: dreams and variations that repeat, and decode to what they keep."""

import numpy as np
import pytest

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.board.board import Board
from explorer.core.engine.engine import Engine, Feature
from explorer.core.engine.images import to_pictures
from explorer.core.engine.torch_backend import TorchBackend
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.starter import starter_gallery
from explorer.core.play.chance import random_pair, rng_of
from explorer.core.play.drawn import drawn_board, drawn_picture
from explorer.core.play.dreams import WINGED, dream_classes, dreams, is_variation, variations
from explorer.core.play.surprise import TRIED, surprise
from explorer.core.search import generations
from explorer.core.search.finds import Find
from tests.noting import present
from training.files.errors import UserError
from training.models.modelset import ModelSet


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return starter_gallery()


def seen(engine: Engine, board: Board) -> RenderResult:
    result = Renderer(engine).render(RenderRequest(board))
    assert result.latent is not None
    return result


def test_a_dream_repeats_and_does_not_depend_on_how_many_are_asked_for(engine: Engine) -> None:
    assert dream_classes(engine.modelset) == (WINGED, *engine.modelset.classes)
    three, one = list(dreams(engine, WINGED, 4, 3)), next(dreams(engine, WINGED, 4, 1))
    assert three[0] == one and len({dream.pixels for dream in three}) == 3
    assert next(dreams(engine, "horse", 4, 1)).pixels != one.pixels
    assert next(dreams(engine, WINGED, 5, 1)).pixels != one.pixels
    assert one.latent is not None and one.class_name == WINGED
    decoded = to_pictures(engine.decode(one.latent.array[None]))[0]
    assert np.array_equal(decoded, one.picture)


def test_only_what_the_prior_knows_can_be_dreamt(
    engine: Engine, tiny_set_without_prior: ModelSet
) -> None:
    with pytest.raises(UserError, match="cannot dream of unicorn"):
        next(dreams(engine, "unicorn", 0, 1))
    without = Engine(tiny_set_without_prior, TorchBackend(tiny_set_without_prior))
    assert WINGED not in dream_classes(tiny_set_without_prior)
    with pytest.raises(UserError, match="no prior"):
        next(dreams(without, "horse", 0, 1))


def test_variations_of_no_strength_are_what_is_seen(engine: Engine, board: Board) -> None:
    result = seen(engine, board)
    assert result.latent is not None
    (same,) = variations(engine, result, result.latent, 0.0, 9, 1)
    assert same.latent is not None and np.array_equal(same.latent.array, result.latent)
    two = list(variations(engine, result, result.latent, 0.5, 9, 2))
    again = list(variations(engine, result, result.latent, 0.5, 9, 2))
    assert two == again and two[0] != two[1] and all(map(is_variation, two))


def test_variations_need_no_prior(tiny_set_without_prior: ModelSet, board: Board) -> None:
    engine = Engine(tiny_set_without_prior, TorchBackend(tiny_set_without_prior))
    assert Feature.REFINED in engine.missing
    result = seen(engine, board)
    assert result.latent is not None
    gaps = []
    for strength in (0.2, 0.8):
        (made,) = variations(engine, result, result.latent, strength, 9, 1)
        assert made.latent is not None
        gaps.append(float(np.abs(made.latent.array - result.latent).mean()))
    assert 0 < gaps[0] < gaps[1]
    picture = drawn_picture(Renderer(engine), board, made, 9)
    assert np.array_equal(picture.picture, made.picture) and "realism" in picture.scores


def test_chance_is_its_own_for_each_seed_kind_and_place() -> None:
    draws = [rng_of(*key).random() for key in ((1, "a", 0), (1, "a", 1), (1, "b", 0), (2, "a", 0))]
    assert len(set(draws)) == 4 and rng_of(1, "a").random() == draws[0]


def test_a_surprise_is_the_best_of_what_was_tried_and_repeats(
    engine: Engine, gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "FIRST_PICTURES", 16)  # finding the parts of more takes long
    renderer = Renderer(engine)
    (tried, best) = list(surprise(renderer, gallery, 3, Board(), 4))[-1]
    values = [find.value for find in best]
    assert tried == TRIED and values == sorted(values, reverse=True) and len(best) > 1
    again: list[Find] = list(list(surprise(renderer, gallery, 3, Board(), 4))[-1][1])
    assert [find.board for find in again] == [find.board for find in best]


def test_what_is_drawn_of_a_board_is_its_blend(engine: Engine, gallery: Gallery) -> None:
    renderer, shown = Renderer(engine), Board()
    for source in random_pair(gallery, 5, shown):
        shown = shown.add(source)
    drawn, result = drawn_board(renderer, shown, 5), renderer.render(RenderRequest(shown))
    assert np.array_equal(drawn.picture, present(result.picture))
    assert drawn.scores == result.scores and len(drawn.sources) == 2
    with pytest.raises(UserError, match="nothing"):
        drawn_board(renderer, Board(), 5)
