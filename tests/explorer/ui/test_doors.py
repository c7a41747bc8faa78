"""The same board looks the same through all doors: window, command line, search, figures, sheet."""

from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
import torch
from pytestqt.qtbot import QtBot

from explorer.__main__ import main
from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.board.modes import GRAFT, MODES, Mode
from explorer.core.engine.engine import Engine
from explorer.core.engine.torch_backend import TorchBackend
from explorer.core.favourites.file import read_favourite
from explorer.core.gallery.gallery import Gallery, open_gallery
from explorer.core.search.finds import looked_at
from explorer.core.search.generations import GRAFTS, Findings, _blended
from explorer.core.search.trials import Space, Trial, space_of, trial_board
from explorer.ui.program import Program
from tests.explorer.ui.conftest import wait_for_blend
from tests.explorer.ui.hands import choose
from training.blending import methods
from training.data.augment import images_of, quantised
from training.grafting.anchors import LENGTH, far_place, near_place
from training.grafting.graft import Place
from training.grafting.placement import Graft, WingPlacement
from training.measure import figures, looking
from training.measure.blend_sheet import SheetPairs, columns
from training.models.load import graph_modules
from training.models.modelset import ModelSet

BODY, WINGS = "test/horse/05", "test/bird/01"
MEASURED = [MODES.named(name) for name in figures.METHODS]
SEARCHED = [GRAFT, *MEASURED]
NEAR = 2
"""Levels by which what runs the networks may differ."""


@pytest.fixture
def gallery(class_folders: Path, tmp_path: Path) -> Gallery:
    return open_gallery(class_folders, tmp_path / "cache")


@pytest.mark.parametrize("mode", SEARCHED, ids=lambda mode: mode.name)
def test_all_doors_show_the_same_picture(
    program: Program,
    qtbot: QtBot,
    gallery: Gallery,
    tiny_set: ModelSet,
    class_folders: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: Mode,
) -> None:
    rows = [gallery.find(name) for name in (BODY, WINGS)]
    body, wings = (row for row in rows if row is not None)
    monkeypatch.setenv("PEGASUS_HOME", str(tmp_path / "home"))
    seen = _by_window(program, qtbot, gallery, (body, wings), mode)
    others = {
        "command": _by_command(tiny_set, class_folders, tmp_path / "blend.png", mode),
        "search": _by_search(tiny_set, gallery, (body, wings), mode),
    }
    if mode in MEASURED:
        others |= {
            "figures": _by_figures(tiny_set, gallery, (body, wings), mode),
            "sheet": _by_sheet(tiny_set, gallery, (body, wings), mode),
        }
    for door, picture in others.items():
        assert np.abs(picture.astype(int) - seen).max() <= NEAR, door


def test_what_a_prior_is_asked_for_shows(tiny_set: ModelSet, gallery: Gallery) -> None:
    """Else the doors would agree whatever they asked for."""
    rows = (gallery.find(BODY) or 0, gallery.find(WINGS) or 0)
    refined = MODES.named("refined")
    asked = _by_figures(tiny_set, gallery, rows, refined)
    with patch.object(methods, "meeting", lambda weights, bodies: 0 * weights[:, 0]):
        by_classes = _by_figures(tiny_set, gallery, rows, refined)
    assert np.abs(asked.astype(int) - by_classes).max() > NEAR


def _by_window(
    program: Program, qtbot: QtBot, gallery: Gallery, rows: tuple[int, int], mode: Mode
) -> np.ndarray:
    program.board.open(Board(), "Empty")
    program.board.show_pictures([gallery.source(row) for row in rows], "Two")
    choose(program.window.controls.mode, mode.name)
    return wait_for_blend(program, qtbot)


def _by_command(models: ModelSet, data: Path, out: Path, mode: Mode) -> np.ndarray:
    words = ["--data", str(data), "--models", str(models.folder), "--mode", mode.name]
    assert main(["blend", BODY, WINGS, *words, "--out", str(out)]) == 0
    return read_favourite(out).picture


def _by_search(models: ModelSet, gallery: Gallery, rows: tuple[int, int], mode: Mode) -> np.ndarray:
    """The last of a batch that is blended and looked at as a search does it."""
    engine = Engine(models, TorchBackend(models, "cpu"))
    renderer, (body, wings) = Renderer(engine), rows
    space = space_of(engine, gallery, [body], [wings], np.random.default_rng(0))
    space.grow(1)
    placed = _as_the_anchors_have_it(space) if mode.method.grafts else None
    trials = [Trial(body, wings, mode, graft=placed)] * (GRAFTS + 1)  # one more than go in one step
    boards = [trial_board(gallery, trial, Board()) for trial in trials]
    blending = _blended(renderer, space, trials, boards, Findings(0, ()))
    try:
        while True:
            next(blending)
    except StopIteration as end:
        finds = looked_at(renderer, trials, boards, end.value)
    return finds[-1].picture


def _as_the_anchors_have_it(space: Space) -> Graft:
    body, (wing,) = space.bodies.bodies([0]), space.wings.wings([0])
    length = np.full(1, LENGTH, np.float32)
    near, far = (place(body, wing.cutout, length) for place in (near_place, far_place))
    return Graft(_by_hand(near), _by_hand(far))


def _by_hand(place: Place) -> WingPlacement:
    return WingPlacement(_point(place.root), _point(place.tip))


def _point(points: np.ndarray) -> tuple[float, float]:
    return float(points[0, 0]), float(points[0, 1])


def _by_figures(
    models: ModelSet, gallery: Gallery, rows: tuple[int, int], mode: Mode
) -> np.ndarray:
    modules, (body, wings) = graph_modules(models), _images(gallery, rows)
    names = [gallery.class_name(row) for row in rows]
    own = tuple(models.classes.index(name) if name else None for name in names)
    roles = looking.known_roles(models.classes)
    pairs = figures.seen_pairs(modules, body, wings, roles, [own])
    with patch.object(torch, "randn", _as_the_window_draws):
        latents = figures.halfway_latents(modules, pairs)[mode.name]
    return _picture(looking.in_batches(modules["decoder"], latents))


def _by_sheet(models: ModelSet, gallery: Gallery, rows: tuple[int, int], mode: Mode) -> np.ndarray:
    pairs = SheetPairs(*_images(gallery, rows), (("horse", "bird"),))
    with patch.object(torch, "randn", _as_the_window_draws):
        (column,) = (c for c in columns(pairs, models) if c.head.strip() == mode.name)
    return _picture(column.images)


def _as_the_window_draws(*shape: int, **drawn: object) -> torch.Tensor:
    """Noise of a new board: figures take other noise for each picture, and that is the one thing
    in which they may differ."""
    return torch.from_numpy(np.random.default_rng(Board().seed).standard_normal(shape, np.float32))


def _images(gallery: Gallery, rows: tuple[int, int]) -> tuple[torch.Tensor, torch.Tensor]:
    body, wings = (images_of(gallery.pictures[row : row + 1]) for row in rows)
    return body, wings


def _picture(images: torch.Tensor) -> np.ndarray:
    (picture,) = quantised(images).numpy()
    return np.asarray(picture)
