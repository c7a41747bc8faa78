"""A folder whose classes are none of the models': it is said which of them give body and wings."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from explorer.core.board.board import Board, Pin, Role
from explorer.core.board.parts import MENU
from explorer.ui.actions import Do
from explorer.ui.canvas.parts_dialog import TICKED, PartsDialog
from explorer.ui.program import Program
from explorer.ui.search.control import State
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend
from tests.explorer.ui.hands import drop_files

TITLE = "My pictures (2026)"
HORSES, BIRDS, PLANES = CLASSES = ("Pferde – Galopp", "Vögel & co", "planes_#1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Stripes, in folders that no model has heard of."""
    rng = np.random.default_rng(3)
    for name in CLASSES:
        (tmp_path / TITLE / name).mkdir(parents=True)
        for i in range(6):
            tiles = rng.integers(0, 256, (4, 4, 3), np.uint8).repeat(8, 0).repeat(8, 1)
            Image.fromarray(tiles).save(tmp_path / TITLE / name / f"{i}.png")
    return tmp_path / TITLE


def rows(made: QListWidget) -> list[str]:
    return [made.item(row).text() for row in range(made.count())]


def test_folders_of_ones_own_give_body_and_wings_once_that_is_said(
    program: Program, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_files(program, folder)
    qtbot.waitUntil(lambda: _title(program) == TITLE, timeout=PATIENCE)
    panel = program.window.search
    program.window.action_for(Do.SEARCH).trigger()
    assert program.search.state is State.IDLE
    assert "no picture of horse" in panel.problem.text() and MENU in panel.problem.text()

    def tick(dialog: PartsDialog) -> bool:
        model = program.blend.renderer
        assert (
            model is not None and len(rows(dialog.body)) == len(model.engine.modelset.classes) + 3
        )
        assert rows(dialog.body)[-3:] == rows(dialog.wings)[-3:] == [*CLASSES]
        assert TITLE in dialog.said.text()
        last = dialog.body.count()
        dialog.body.item(last - 3).setCheckState(TICKED)
        for row in (last - 2, last - 1):
            dialog.wings.item(row).setCheckState(TICKED)
        return True

    monkeypatch.setattr(PartsDialog, "exec", tick)
    before = program.board.board
    program.window.action_for(Do.PARTS).trigger()
    board = program.board.board
    assert (board.body, board.wings) == (before.body | {HORSES}, before.wings | {BIRDS, PLANES})

    program.window.action_for(Do.SEARCH).trigger()
    assert not panel.problem.text() and program.search.state is State.RUNNING
    qtbot.waitUntil(lambda: len(panel.tiles.tiles.items) > 1, timeout=PATIENCE)
    program.search.stop()
    for find in panel.tiles.tiles.items:
        given = {pin.source.class_name: role for pin, role in _roles(find.board)}
        assert given.pop(HORSES) is Role.BODY and {*given.values()} == {Role.WINGS}

    program.window.action_for(Do.RANDOM).trigger()
    wait_for_blend(program, qtbot)
    names = [pin.source.class_name for pin in program.board.board.pins]
    assert names[0] == HORSES and names[1] in (BIRDS, PLANES)
    drawn = program.board.board
    program.window.action_for(Do.SURPRISE).trigger()
    qtbot.waitUntil(lambda: program.board.board != drawn, timeout=PATIENCE)
    assert program.board.board.pins[0].source.class_name == HORSES


def _title(program: Program) -> str:
    return program.gallery.gallery.title if program.gallery.gallery else ""


def _roles(board: Board) -> list[tuple[Pin, Role]]:
    return list(zip(board.pins, board.roles(), strict=True))
