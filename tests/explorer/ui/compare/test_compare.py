"""Comparing in the window: opened by its key, dragged, swapped, kept, and the same next day."""

import gc
import shutil
import weakref

import numpy as np
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from explorer.core.board.modes import GRAFT, LINEAR, SLERP
from explorer.core.comparison import Against
from explorer.core.home.home import Home
from explorer.ui.compare.view import CompareView
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, drag, on_screen, press
from training.models.modelset import ModelSet


def open_panel(program: Program, qtbot: QtBot) -> CompareView:
    """Press the key, and wait until both sides are shown."""
    program.window.activateWindow()
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    panel = program.window.compare
    qtbot.waitUntil(lambda: panel.swap.isEnabled(), timeout=PATIENCE)
    return panel


def shown(panel: CompareView, side: int) -> np.ndarray:
    """The picture of a side as it is drawn, (32, 32)."""
    image = panel.pictures[side].image
    assert image is not None
    return np.array([[image.pixel(x, y) for x in range(32)] for y in range(32)])


def settle(program: Program, qtbot: QtBot) -> None:
    """Wait for the blend and for what is compared with it."""
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(
        lambda: not program.work.pending() and not program.chores.busy, timeout=PATIENCE
    )
    qtbot.wait(20)


def test_a_drag_moves_both_and_scores_stand_side_by_side(program: Program, qtbot: QtBot) -> None:
    panel = open_panel(program, qtbot)
    assert panel.names[0].text() == f"A · {program.board.board.mode.label}"
    choose(panel.b.mode, SLERP.name)
    settle(program, qtbot)
    before = shown(panel, 0), shown(panel, 1)
    start = on_screen(program, program.board.board.puck)
    drag(program, qtbot, start, start + QPoint(-40, 0), start + QPoint(-90, 0))
    settle(program, qtbot)
    for side in range(2):
        assert (shown(panel, side) != before[side]).any()
    assert panel.names[1].text() == "B · Slerp"
    pegasus = panel.scores.texts[0]
    assert pegasus[0] == "Pegasus"
    apart = int(pegasus[2]) - int(pegasus[1])
    assert pegasus[3] == (f"+{apart}" if apart > 0 else str(apart).replace("-", "\N{MINUS SIGN}"))
    assert "of 255 levels" in panel.apart_words.text() and panel.apart.image is not None


def test_swapping_is_one_step(program: Program, qtbot: QtBot) -> None:
    panel = open_panel(program, qtbot)
    mode = program.board.board.mode
    choose(panel.b.mode, SLERP.name)
    settle(program, qtbot)
    both = shown(panel, 0), shown(panel, 1)
    qtbot.mouseClick(panel.swap, LEFT)
    settle(program, qtbot)
    assert program.board.board.mode == SLERP and panel.b.mode.currentData() == mode.name
    assert (shown(panel, 0) == both[1]).all() and (shown(panel, 1) == both[0]).all()
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    settle(program, qtbot)
    assert program.board.board.mode == mode and panel.b.mode.currentData() == SLERP.name


def test_a_kept_board_stays_b_and_both_become_favourites(program: Program, qtbot: QtBot) -> None:
    panel = open_panel(program, qtbot)
    choose(panel.b.against, Against.BOARD)
    assert "Keep the board" in panel.hint.text() and not panel.keep.isEnabled()
    kept = program.board.board
    qtbot.mouseClick(panel.b.take, LEFT)
    qtbot.mouseClick(panel.b.linked, LEFT, pos=QPoint(8, panel.b.linked.height() // 2))
    assert not program.compare.control.comparison.linked
    drag(program, qtbot, on_screen(program, kept.puck), on_screen(program, (0.3, 0.5)))
    settle(program, qtbot)
    qtbot.mouseClick(panel.keep, LEFT)
    strip = program.window.favourites.model
    qtbot.waitUntil(lambda: strip.rowCount() == 2, timeout=PATIENCE)
    boards = {strip.at(row).read().recipe.board for row in range(2)}
    assert boards == {kept, program.board.board}
    program.compare.with_favourite(strip.at(0))
    name = strip.at(0).path.stem
    assert program.compare.control.comparison.name == name == panel.b.board.text()


def test_another_set_is_loaded_without_touching_the_windows_own_and_freed(
    program: Program, qtbot: QtBot, home: Home, tiny_set_without_prior: ModelSet
) -> None:
    other = home.models / "mine"
    shutil.copytree(tiny_set_without_prior.folder, other)
    program.board.set_mode(LINEAR)
    panel = open_panel(program, qtbot)
    ours = program.blend.renderer
    choose(panel.b.against, Against.MODELS)
    qtbot.waitUntil(lambda: panel.b.sets.findData(str(other)) >= 0, timeout=PATIENCE)
    choose(panel.b.sets, str(other))
    qtbot.waitUntil(lambda: panel.swap.isEnabled(), timeout=PATIENCE)
    assert panel.names[1].text() == "B · mine" and program.blend.renderer is ours
    assert program.models.folder != other
    program.board.set_mode(GRAFT)  # for which that set has no parts
    settle(program, qtbot)
    assert panel.problem.text().startswith("B: ") and "parts network" in panel.problem.text()
    assert panel.pictures[0].image is not None and panel.pictures[1].image is None
    renderer = weakref.ref(program.compare.control._other.renderer)
    program.window.gallery_dock.raise_()  # before it; the set stays
    qtbot.wait(20)
    gc.collect()
    assert renderer() is not None
    program.window.compare_dock.close()
    qtbot.waitUntil(lambda: gc.collect() >= 0 and renderer() is None, timeout=PATIENCE)


def test_a_finished_run_is_a_door_to_the_panel(
    program: Program, qtbot: QtBot, home: Home, tiny_set_without_prior: ModelSet
) -> None:
    run = home.runs / "vae-1"
    shutil.copytree(tiny_set_without_prior.folder, run / "modelset")
    (run / "events.jsonl").write_text('{"kind": "end"}\n')
    program.board.set_mode(LINEAR)
    program.window.show_training()
    program.training.follow(run)
    button = program.window.training.run.compare
    qtbot.waitUntil(lambda: button.isEnabled(), timeout=PATIENCE)
    button.click()
    panel = program.window.compare
    qtbot.waitUntil(lambda: panel.swap.isEnabled(), timeout=PATIENCE)
    assert panel.names[1].text() == "B · vae-1" and panel.isVisible()


def test_the_next_window_compares_as_this_one_did(
    program: Program, open_program: OpenProgram, qtbot: QtBot
) -> None:
    panel = open_panel(program, qtbot)
    choose(panel.b.mode, SLERP.name)
    choose(panel.gain, 16)
    settle(program, qtbot)
    program.window.close()
    again = open_program()
    panel = again.window.compare
    qtbot.waitUntil(lambda: again.window.compare_dock.isVisible(), timeout=PATIENCE)
    again.window.show_comparison()
    qtbot.waitUntil(lambda: panel.swap.isEnabled(), timeout=PATIENCE)
    assert panel.b.mode.currentData() == SLERP.name and panel.gain.currentData() == 16
    assert panel.names[1].text() == "B · Slerp"
