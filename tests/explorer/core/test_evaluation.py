"""Pegasi that a search found, judged from their files: real parts, a judge that learnt nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.core import evaluation
from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.engine.engine import Engine
from explorer.core.evaluation import (
    Judged,
    draw_pegasi,
    find_pegasi,
    judge_files,
    near_distance,
    pegasi_figures,
)
from explorer.core.favourites.file import Favourite, read_favourite
from explorer.core.favourites.recipe import Recipe
from explorer.core.gallery.gallery import open_gallery
from explorer.core.gallery.starter import starter_gallery
from explorer.core.search.generations import Findings, Wanted
from tests.explorer.core.conftest import make_source
from tests.explorer.tiny_set import no_graphs
from training.measure.judging import Witness
from training.models.judge import Judge
from training.models.publishing import NewPart, extend

SMALL = Wanted(count=4, candidates=48, seed=11)


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Witness:
    settings = {"widths": (8, 8, 8, 8), "classes": 3}
    weights = Judge(**settings).state_dict()  # type: ignore[arg-type]
    part = NewPart("judge", settings, weights, {}, "", {"temperature": 3.0}, "0")
    folder = tmp_path_factory.mktemp("judges") / "judge"
    extend(None, part, folder, ("airplane", "bird", "horse"), no_graphs)
    return Witness(folder)


def judged(body: float, wings: float, nearest: float, seeds: tuple[int, int] = (0, 1)) -> Judged:
    board = Board()
    for seed, name in zip(seeds, ("horse", "bird"), strict=True):
        board = board.add(make_source(seed, name))
    recipe = Recipe(board, (0.5, 0.5))
    return Judged(Favourite(np.zeros((32, 32, 3), np.uint8), recipe), body, wings, nearest)


@pytest.mark.parametrize(
    ("body", "wings", "nearest", "passes"),
    [
        (0.25, 0.55, 1.1, True),
        (0.24, 0.76, 1.1, False),
        (0.76, 0.24, 1.1, False),
        (0.4, 0.39, 1.1, False),  # too much of something else
        (0.5, 0.5, 1.0, False),  # nearly a source
    ],
)
def test_what_passes(body: float, wings: float, nearest: float, passes: bool) -> None:
    assert judged(body, wings, nearest).passes(1.0) is passes


def test_sources_are_counted_among_those_that_pass() -> None:
    pegasi = [
        judged(0.5, 0.5, 2, (0, 1)),
        judged(0.5, 0.5, 2, (0, 2)),
        judged(0.5, 0.5, 0.5, (3, 4)),
        judged(0.1, 0.5, 2, (5, 6)),
    ]
    assert pegasi_figures(pegasi, 1.0) == {
        "judge_pass_20": 2,
        "different_bodies": 1,
        "different_wings": 2,
        "nearly_a_source": 1,
        "near_distance": 1.0,
        "found": 4,
    }


def test_a_mirror_image_is_no_other_source() -> None:
    one = judged(0.5, 0.5, 2)
    pins = one.favourite.recipe.board.pins
    turned = [
        replace(p, source=p.source.of("other", None, p.source.picture[:, ::-1].copy()))
        for p in pins
    ]
    board = replace(one.favourite.recipe.board, pins=tuple(turned))
    recipe = replace(one.favourite.recipe, board=board)
    other = replace(one, favourite=replace(one.favourite, recipe=recipe))
    assert one.sources == other.sources and len(set(one.sources)) == 2


def test_from_the_search_to_the_sheet(engine: Engine, witness: Witness, tmp_path: Path) -> None:
    steps: list[Findings] = []
    files = find_pegasi(
        Renderer(engine), starter_gallery(), tmp_path / "pegasi", SMALL, steps.append
    )
    assert [file.name for file in files] == [f"{i + 1:02}.png" for i in range(len(files))]
    assert files and steps[-1].tried == 48
    pegasi = judge_files(files, witness)
    for one, file in zip(pegasi, files, strict=True):
        np.testing.assert_array_equal(one.favourite.picture, read_favourite(file).picture)
        assert 0 < one.body < 1 and 0 < one.wings < 1 and one.nearest > 0
        assert one.body + one.wings == pytest.approx(1, abs=1e-5)  # the judge knows no more
    draw_pegasi(pegasi, tmp_path / "pegasi.png")
    with Image.open(tmp_path / "pegasi.png") as image:
        assert image.size == (8 + len(files) * 168, 8 + 160 + 8 + 32)


def test_few_pictures_of_two_classes_are_near(witness: Witness) -> None:
    gallery = starter_gallery()
    floor = near_distance(gallery, witness)
    assert floor == near_distance(gallery, witness) > 0
    features = witness.features(gallery.pictures[:300])
    gaps = np.linalg.norm(features[:120] - features[120:240], axis=1)  # of two classes
    assert (gaps <= floor).mean() < 0.2


def test_random_pairs_are_of_test_pictures_and_differ(class_folders: Path, tmp_path: Path) -> None:
    gallery = open_gallery(class_folders, tmp_path / "cache")
    ones, others = evaluation._random_pairs(gallery)
    assert len(ones) == len(others) == evaluation.PAIRS
    assert (gallery.labels[ones] != gallery.labels[others]).all()
    assert set(gallery.splits[np.concatenate((ones, others))]) == {"test"}
