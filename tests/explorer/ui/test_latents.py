"""Latents and boards go out of the window and come back, by menus, clipboard, drop and names."""

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from explorer.core.blend.latents import npy_of
from explorer.ui.actions import Do
from explorer.ui.menus import ON_THE_PREVIEW
from explorer.ui.parts import dialogs
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import drop_files
from tests.noting import present


def trigger(program: Program, do: Do) -> None:
    program.window.action_for(do).trigger()


def alone(program: Program, qtbot: QtBot) -> np.ndarray:
    """Wait for a board of one picture; return the latent that is seen."""
    qtbot.waitUntil(lambda: len(program.board.board.pins) == 1, timeout=PATIENCE)
    wait_for_blend(program, qtbot)
    assert program.blend.latent is not None
    return program.blend.latent


def test_a_latent_is_saved_and_opens_as_itself(
    program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, seen = tmp_path / "seen.npy", present(program.blend.latent)
    picture = present(program.blend.picture)
    monkeypatch.setattr(dialogs, "ask_target", lambda *_: file)
    trigger(program, Do.SAVE_LATENT)
    saved = np.load(file)
    assert saved.dtype == np.float32 and saved.shape == seen.shape
    np.testing.assert_array_equal(saved, seen)
    trigger(program, Do.NEW)
    monkeypatch.setattr(dialogs, "ask_files", lambda *_: (file,))
    trigger(program, Do.OPEN)
    np.testing.assert_array_equal(alone(program, qtbot), seen)
    near = present(program.blend.picture).astype(int) - picture
    assert np.abs(near).max() <= 1
    trigger(program, Do.NEW)
    drop_files(program, file)
    np.testing.assert_array_equal(alone(program, qtbot), seen)


def test_a_latent_named_at_the_start_is_there_after_a_restart(
    open_program: OpenProgram, qtbot: QtBot, tmp_path: Path
) -> None:
    program = open_program()
    latent = np.full(present(program.blend.renderer).engine.modelset.latent_shape, 0.5, np.float32)
    program.window.close()
    (tmp_path / "half.npy").write_bytes(npy_of(latent))
    for paths in ((tmp_path / "half.npy",), ()):
        again = open_program(paths=paths)
        np.testing.assert_array_equal(alone(again, qtbot), latent)
        again.window.close()


def test_a_latent_that_does_not_fit_is_told(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    board = program.board.board
    (tmp_path / "odd.npy").write_bytes(npy_of(np.zeros((3, 3), np.float32)))
    drop_files(program, tmp_path / "odd.npy")
    notice = program.window.notice
    qtbot.waitUntil(notice.isVisible, timeout=PATIENCE)
    assert "odd.npy is of shape 3 x 3" in notice.text
    assert program.board.board == board


def test_a_latent_goes_by_the_clipboard(program: Program, qtbot: QtBot) -> None:
    seen = program.blend.latent
    trigger(program, Do.COPY_LATENT)
    as_text = json.loads(QGuiApplication.clipboard().text())
    np.testing.assert_array_equal(np.array(as_text, np.float32), seen)
    trigger(program, Do.NEW)
    trigger(program, Do.PASTE)
    np.testing.assert_array_equal(alone(program, qtbot), seen)
    QGuiApplication.clipboard().clear()


def test_a_board_goes_by_the_clipboard(program: Program, qtbot: QtBot) -> None:
    board = program.board.board
    trigger(program, Do.COPY_BOARD)
    text = QGuiApplication.clipboard().text()
    trigger(program, Do.NEW)
    assert not program.board.board.pins
    trigger(program, Do.PASTE)
    assert program.board.board == board
    program.undo.undo()
    assert not program.board.board.pins  # pasting is one step
    QGuiApplication.clipboard().setText(text[:-9])
    trigger(program, Do.PASTE)
    assert "no board" in program.window.notice.text
    QGuiApplication.clipboard().setText("a horse")
    trigger(program, Do.PASTE)
    assert "no picture, latent or board" in program.window.statusBar().currentMessage()
    QGuiApplication.clipboard().clear()


def test_the_preview_offers_its_latent(program: Program) -> None:
    offered = program.window.preview.actions()
    assert offered == [program.window.action_for(do) for do in ON_THE_PREVIEW]
    assert {Do.COPY_LATENT, Do.SAVE_LATENT} < set(ON_THE_PREVIEW)
