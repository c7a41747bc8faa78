"""A model of another framework: flat latents, grey pictures, its own classes, in the window."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from explorer.core.board.modes import LINEAR
from explorer.core.board.parts import MENU
from explorer.core.engine.engine import Feature
from explorer.ui.actions import Do
from explorer.ui.canvas.parts_dialog import PartsDialog
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend
from tests.explorer.ui.hands import drop_files
from tests.noting import present

PAGE = Path(__file__).parents[3] / "docs" / "own-model.md"
WAIT = 10 * PATIENCE


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the script on the page writes."""
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    folder = tmp_path_factory.mktemp("own") / "mine"
    command = [sys.executable, "-W", "ignore", "-c", script, str(folder)]
    subprocess.run(command, check=True, timeout=WAIT / 1000)
    return folder


def test_a_model_of_ones_own_is_explored_and_kept(
    program: Program, qtbot: QtBot, own_model: Path
) -> None:
    program.board.set_mode(LINEAR)
    before, old = wait_for_blend(program, qtbot), program.blend.renderer
    drop_files(program, own_model)
    qtbot.waitUntil(lambda: program.blend.renderer is not old, timeout=WAIT)
    renderer = program.blend.renderer
    assert renderer is not None
    assert renderer.engine.modelset.classes == ("circle", "square")
    assert {Feature.REGIONS, Feature.REFINED, Feature.GRAFT} <= set(renderer.engine.missing)
    picture = wait_for_blend(program, qtbot)
    assert (picture != before).any()
    assert (picture == picture[:, :, :1]).all()  # it is grey
    result = program.blend.result
    assert result is not None and result.latent is not None and result.latent.shape == (16,)
    np.testing.assert_allclose(np.sum(present(result.probabilities)), 1, atol=1e-5)
    program.board.move_puck(0.1, 0.5, 1)
    assert (wait_for_blend(program, qtbot) != picture).any()
    program.keep()
    qtbot.waitUntil(lambda: program.window.favourites.strip.model().rowCount() == 1, timeout=WAIT)
    assert "mine" in program.window.model_name.text()


def test_its_classes_are_chosen_as_body_and_wings_and_that_is_undone(
    program: Program, qtbot: QtBot, own_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.board.set_mode(LINEAR)
    wait_for_blend(program, qtbot)
    program.board.set_parts(frozenset({"horse", "mule"}), program.board.board.wings)
    old, before = program.blend.renderer, program.board.board
    drop_files(program, own_model)
    qtbot.waitUntil(lambda: program.blend.renderer is not old, timeout=WAIT)
    wait_for_blend(program, qtbot)
    result = program.blend.result
    assert result is not None
    assert MENU in result.notes["pegasus"]

    def tick(dialog: PartsDialog) -> bool:
        agree = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ticked = [made.item(row) for made in (dialog.body, dialog.wings) for row in range(2, 5)]
        for item in ticked:  # the gallery's
            item.setCheckState(Qt.CheckState.Unchecked)
        dialog.wings.item(0).setCheckState(Qt.CheckState.Checked)
        assert not agree.isEnabled()
        dialog.wings.item(1).setCheckState(Qt.CheckState.Checked)
        dialog.body.item(0).setCheckState(Qt.CheckState.Checked)  # no wings any more
        assert agree.isEnabled() and dialog.wings.item(0).checkState() is Qt.CheckState.Unchecked
        return True

    monkeypatch.setattr(PartsDialog, "exec", tick)
    program.window.action_for(Do.PARTS).trigger()
    board = program.board.board
    assert (board.body, board.wings) == ({"mule", "circle"}, {"square"})
    wait_for_blend(program, qtbot)
    result = program.blend.result
    assert result is not None and "pegasus" in result.scores
    program.undo.undo()
    assert program.board.board == before


def test_what_does_not_fit_is_refused_in_a_sentence(
    program: Program, qtbot: QtBot, own_model: Path, tmp_path: Path
) -> None:
    old = program.blend.renderer
    for name in ("encoder.onnx", "decoder.onnx", "scorer.onnx"):
        (tmp_path / name).write_bytes((own_model / name).read_bytes())
    manifest = json.loads((own_model / "modelset.json").read_text())
    (tmp_path / "modelset.json").write_text(json.dumps(manifest | {"latent_shape": [17]}))
    drop_files(program, tmp_path)
    qtbot.waitUntil(lambda: bool(program.window.notice.text), timeout=WAIT)
    text = program.window.notice.text
    assert "\n" not in text and "does not fit" in text and "mine" in text
    assert program.blend.renderer is old
