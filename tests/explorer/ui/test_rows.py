"""A mode and a score are a row each: registered here, they are seen wherever there are any."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from explorer.__main__ import main
from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.board.json import restored_board, stored_board
from explorer.core.board.modes import LINEAR, MODES, Amount, Mode, Setting
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, Feature
from explorer.core.favourites.file import read_favourite
from explorer.core.gallery.starter import starter_gallery
from explorer.core.registry import Registry
from explorer.core.scores import SCORES, Score, Seen
from explorer.core.search.trials import fresh_trial, space_of
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import choose
from training.blending.methods import Blend, Method, Networks, Settings, Sources
from training.latent.blending import Array, weighted_sum
from training.models.modelset import ModelSet


def _dimmed(sources: Sources, weights: Array, settings: Settings, networks: Networks) -> Blend:
    return Blend(settings.region_sharpness * weighted_sum(sources.latents, weights), weights)


def _doubt(seen: Seen) -> Floats:
    return 1 - seen.scores.probabilities.max(1)


def _clear(image: Floats, top: float, originals: Floats) -> str:
    return f"sure: {len(originals)} pictures are clear"


LIGHT = Setting(
    "region_sharpness", "light", "Light", "Light", "Dark at 0", "dark at 0.", 8, 80, tried=(2, 8)
)
"""It shares a number with another one; a setting of its own has a field of the board, too."""
DIMMED = Mode(
    "dimmed",
    "Dimmed",
    "The straight line, times the light",
    Method(_dimmed),
    needs=(Feature.SCORE,),
    settings=(LIGHT,),
    amount=Amount(suffix=" parts", scale=10),
    often=1e15,
)
DOUBT = Score(
    "doubt",
    "Doubt",
    "doubt",
    "How unsure it is",
    _doubt,
    high=2.0,
    merit=True,
    order="Least clear",
    reason=_clear,
    poor=1.5,
)


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    with MODES.added(DIMMED), SCORES.added(DOUBT):
        yield
    assert DIMMED not in MODES and DOUBT not in SCORES


@pytest.fixture
def own_program(open_program: OpenProgram, qtbot: QtBot) -> Program:
    program = open_program()
    wait_for_blend(program, qtbot)
    return program


def test_the_window_offers_the_mode_and_shows_the_score(own_program: Program, qtbot: QtBot) -> None:
    window, before = own_program.window, wait_for_blend(own_program, qtbot).copy()
    assert window.controls.mode.itemText(window.controls.mode.count() - 1) == "Dimmed"
    choose(window.controls.mode, "dimmed")
    assert own_program.board.board.mode == DIMMED
    assert (wait_for_blend(own_program, qtbot) != before).any()
    assert window.controls.slider(LIGHT).isVisible()
    assert "5.00 parts" in window.canvas.accessibleDescription()
    assert window.weights.boxes[0].text() == "5.00 parts"
    meter, result = window.scores.meters["doubt"], own_program.blend.result
    assert meter.isVisible() and result is not None
    assert meter.number.text() == str(round(50 * result.scores["doubt"]))
    assert meter.reason.text() == "Sure: 2 pictures are clear"
    assert window.gallery.order.findText("Least clear") >= 0
    choose(window.gallery.order, "doubt")
    qtbot.waitUntil(lambda: not np.isnan(_values(own_program)).any(), timeout=PATIENCE)
    shown = _values(own_program)[[window.gallery.model.picture_at(i) for i in range(10)]]
    assert (np.diff(shown) <= 0).all()


def test_a_favourite_keeps_both(own_program: Program, qtbot: QtBot) -> None:
    choose(own_program.window.controls.mode, "dimmed")
    wait_for_blend(own_program, qtbot)
    own_program.keep()
    model = own_program.window.favourites.model
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE)
    recipe = model.at(0).read().recipe
    assert recipe.board.mode == DIMMED and 0 <= recipe.scores.values["doubt"] <= 1
    assert "doubt" in str(model.data(model.index(0, 0), 3))  # the tool tip


def test_a_boards_json_has_the_mode() -> None:
    board = Board(mode=DIMMED)
    stored = stored_board(board)
    assert stored.mode == "dimmed" and restored_board(stored) == board


def test_the_command_line_takes_the_mode_and_tells_the_score(
    tiny_set: ModelSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models, out = ["--models", str(tiny_set.folder)], tmp_path / "j.json"
    place = ["--home", str(tmp_path / "home")]
    sources = ["starter/horse/0", "starter/bird/0"]
    pictures = []
    for light in ("0", "2"):
        kept = tmp_path / f"{light}.png"
        words = ["--mode", "dimmed", "--light", light, "--out", str(kept), "--json", str(out)]
        assert main(["blend", *sources, *words, *models, *place]) == 0
        told = json.loads(out.read_text())
        assert told["mode"] == "dimmed" and 0 <= told["scores"]["doubt"] <= 1
        assert "doubt" in capsys.readouterr().out
        pictures.append(read_favourite(kept).picture)
    assert (pictures[0] != pictures[1]).any()
    assert main(["blend", *sources, "--light", "2", *models, *place]) == 2
    assert "--light does nothing in linear mode: give --mode dimmed" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["blend", "--help"])
    help = capsys.readouterr().out
    assert "dimmed" in help and "In dimmed mode: dark at 0." in help


def test_the_search_tries_the_mode_and_goes_by_the_score(
    tiny_set: ModelSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--count", "3", "--candidates", "64", "--seconds", "99", "--out", str(tmp_path / "o")]
    place = ["--models", str(tiny_set.folder), "--home", str(tmp_path / "home")]
    assert main(["search", *words, *place, "--json", str(tmp_path / "j.json")]) == 0
    assert "doubt" in capsys.readouterr().out
    pegasi = json.loads((tmp_path / "j.json").read_text())["pegasi"]
    assert pegasi and {pegasus["mode"] for pegasus in pegasi} == {"dimmed"}
    for pegasus in pegasi:
        known = pegasus["scores"]
        value = known["pegasus"] * known["realism"] * known["doubt"] / 2
        assert pegasus["score"] == pytest.approx(value)
        kept = read_favourite(tmp_path / "o" / pegasus["file"]).recipe
        assert kept.scores.values["doubt"] == pytest.approx(known["doubt"])


def test_a_set_that_lacks_what_a_mode_needs_is_not_searched_in_it(tiny_set: ModelSet) -> None:
    from explorer.core.engine.openvino_backend import OpenVinoBackend

    engine = Engine(tiny_set, OpenVinoBackend(tiny_set))
    rng = np.random.default_rng(0)
    lacking = (Feature.SCORE, Feature.REGIONS, Feature.GRAFT)
    for name, missing in (("dimmed", ()), ("slerp", lacking)):
        engine.missing = dict.fromkeys(missing, "no classifier")
        space = space_of(engine, starter_gallery(), [0], [1], rng)
        space.grow(1)
        assert fresh_trial(space, rng).mode.name == name
    board = Board(mode=DIMMED)
    with pytest.raises(Exception, match="no classifier"):
        Renderer(engine).blend(board, np.ones((1, 0), np.float32))


def test_a_table_has_each_name_once() -> None:
    table = Registry((LINEAR,))
    with pytest.raises(ValueError, match="already"):
        table.add(LINEAR)
    assert table.named("linear") == LINEAR and list(table) == [LINEAR] and len(table) == 1
    table.remove("linear")
    with pytest.raises(ValueError, match="'linear' is none of"):
        table.remove("linear")


def _values(program: Program) -> np.ndarray:
    """What the gallery knows of the score, of the pictures that are shown."""
    return program.gallery._values["doubt"]
