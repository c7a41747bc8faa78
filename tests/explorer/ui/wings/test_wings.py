"""Wings under the hand: placed, changed and brushed by mouse and keys, in the real window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.core.board.modes import GRAFT, LINEAR
from explorer.core.favourites.file import read_favourite
from explorer.core.home.home import Home
from explorer.ui.actions import Do
from explorer.ui.parts.style import STILL
from explorer.ui.preview.pixel_view import PixelView
from explorer.ui.preview.view import Shown
from explorer.ui.program import Program
from explorer.ui.wings.dot import Dot
from explorer.ui.wings.handles import Handles, Limb
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, press
from training.grafting.placement import AS_FOUND, Graft

MIDDLE = QPoint(11, 11)
"""Of a dot."""


@pytest.fixture
def program(open_program: OpenProgram, qtbot: QtBot) -> Program:
    program = open_program()
    wait_for_blend(program, qtbot)
    program.window.pages.turn_to(1)
    return program


def stroke(qtbot: QtBot, widget: QWidget, start: QPoint, *way: QPoint) -> None:
    """Drag on a widget; a dot goes along with the mouse, so each point is seen from where it is."""
    origin = widget.mapToGlobal(QPoint(0, 0))
    qtbot.mousePress(widget, LEFT, pos=start)
    for point in way:
        qtbot.mouseMove(widget, widget.mapFromGlobal(origin + point))
    qtbot.mouseRelease(widget, LEFT, pos=widget.mapFromGlobal(origin + way[-1]))


def dot(program: Program, wing: int, tip: bool) -> Dot:
    return program.window.dots.dots(wing)[tip]


def test_a_new_board_of_body_and_wings_is_a_graft_with_dots(program: Program) -> None:
    assert program.board.board.mode == GRAFT and len(program.wings.wings) == 2
    area, zoom = program.window.preview.picture.area, program.window.preview.picture.area.width()
    for i, wing in enumerate(program.wings.wings):
        for tip, spot in ((False, wing.root), (True, wing.seen_tip)):
            made = dot(program, i, tip)
            assert made.isVisible() and made.accessibleName() and made.toolTip()
            at = area.topLeft() + QPointF(*spot) * (zoom / 32)
            inside = program.window.dots.rect().adjusted(6, 6, -6, -6).contains(at.toPoint())
            assert not inside or (made.geometry().center() - at.toPoint()).manhattanLength() <= 2


def test_dragging_a_tip_turns_the_wing_live_and_is_one_step(program: Program, qtbot: QtBot) -> None:
    before, board = wait_for_blend(program, qtbot).copy(), program.board.board
    asked = len(program.wings.wings)
    way = [MIDDLE + QPoint(-9 * i, 7 * i) for i in range(1, 9)]
    stroke(qtbot, dot(program, 0, True), MIDDLE, *way)
    after = wait_for_blend(program, qtbot).copy()
    graft = program.board.board.graft
    assert graft is not None and graft.near.tip is not None and graft.near.root is None
    assert (after != before).any() and program.undo.count() == 1 and asked == 2
    wing = program.wings.wings[0]
    assert wing.seen_tip == pytest.approx(dot(program, 0, True).spot, abs=1e-3)
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert np.array_equal(wait_for_blend(program, qtbot), before)
    assert program.board.board == board
    press(program, qtbot, Qt.Key.Key_Y, ctrl=True)
    assert np.array_equal(wait_for_blend(program, qtbot), after)


def test_a_dragged_root_takes_its_wing_along(program: Program, qtbot: QtBot) -> None:
    before = program.wings.wings[0]
    zoom = program.window.preview.picture.area.width() / 32
    stroke(qtbot, dot(program, 0, False), MIDDLE, MIDDLE + QPoint(round(2 * zoom), 0))
    wait_for_blend(program, qtbot)
    after = program.wings.wings[0]
    assert after.root == pytest.approx((before.root[0] + 2, before.root[1]), abs=0.1)
    assert after.tip == pytest.approx((before.tip[0] + 2, before.tip[1]), abs=0.1)


def test_dots_are_reached_and_moved_by_keys(program: Program, qtbot: QtBot) -> None:
    program.window.activateWindow()
    root = dot(program, 1, False)
    root.setFocus(Qt.FocusReason.TabFocusReason)
    assert program.wings.chosen == 1 and program.window.wings.which[1].isChecked()
    assert root.nextInFocusChain() is dot(program, 1, True)
    x, y = program.wings.wings[1].root
    qtbot.keyClick(root, Qt.Key.Key_Right)
    wait_for_blend(program, qtbot)
    qtbot.keyClick(root, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    wait_for_blend(program, qtbot)
    assert program.wings.wings[1].root == pytest.approx((x + 0.5, y + 2))
    assert program.undo.count() == 2
    assert f"{x + 0.5:.1f}, {y + 2:.1f}" in root.accessibleDescription()


def test_settings_by_mouse_and_keys_go_back_to_the_start_and_forward_again(
    program: Program, qtbot: QtBot
) -> None:
    window, start = program.window, program.board.board
    first = wait_for_blend(program, qtbot).copy()
    for key in (Qt.Key.Key_X, Qt.Key.Key_V):
        press(program, qtbot, key)
        wait_for_blend(program, qtbot)
    assert window.wings.behind.isChecked()
    window.wings.tone.box.setValue(40)
    window.wings.softness.slider.setValue(15)
    wait_for_blend(program, qtbot)
    graft = program.board.board.graft
    assert graft is not None and graft.near.tone == pytest.approx(0.4)
    assert graft.near.softness == pytest.approx(1.5) and graft.near.mirrored is not None
    assert window.wings.tone.slider.value() == 40
    assert window.wings.softness.box.text() == "1.5 px"
    press(program, qtbot, Qt.Key.Key_W)
    wait_for_blend(program, qtbot)
    assert len(program.wings.wings) == 1 and not window.wings.which[1].isEnabled()
    end, last = program.board.board, wait_for_blend(program, qtbot).copy()
    steps = program.undo.count()
    assert steps == 5 and (last != first).any()
    for _ in range(steps):
        program.undo.undo()
    assert program.board.board == start
    assert np.array_equal(wait_for_blend(program, qtbot), first)
    for _ in range(steps):
        program.undo.redo()
    assert program.board.board == end
    assert np.array_equal(wait_for_blend(program, qtbot), last)
    window.action_for(Do.AUTOMATIC_WINGS).trigger()
    assert np.array_equal(wait_for_blend(program, qtbot), first)


def test_the_matte_is_brushed_by_mouse_and_by_keys(program: Program, qtbot: QtBot) -> None:
    panel, before = program.window.wings, wait_for_blend(program, qtbot).copy()
    zoom = panel.cut.area.width() / 32
    assert zoom >= 4 and not panel.cut_reset.isEnabled()
    qtbot.mouseClick(panel.add, LEFT)
    at = [(panel.cut.area.topLeft() + QPointF(3, y) * zoom).toPoint() for y in (3, 14, 29)]
    shown = panel.cut.image
    stroke(qtbot, panel.cut.brush, *at)
    after = wait_for_blend(program, qtbot).copy()
    assert program.undo.count() == 1 and panel.cut.image != shown and panel.cut_reset.isEnabled()
    touch = _touch(program)
    assert (touch[3:29, 3] == 255).all() and (touch[:, 12:] == AS_FOUND).all()
    qtbot.mouseClick(panel.rub, LEFT)
    panel.cut.brush.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel.cut.brush, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(panel.cut.brush, Qt.Key.Key_Space)
    assert program.undo.count() == 2 and (_touch(program) < 10).any()
    program.undo.undo()
    assert np.array_equal(wait_for_blend(program, qtbot), after)
    qtbot.mouseClick(panel.cut_reset, LEFT)
    assert program.board.board.pins[1].cut is None
    assert np.array_equal(wait_for_blend(program, qtbot), before)


def _touch(program: Program) -> np.ndarray:
    cut = program.board.board.pins[1].cut
    assert cut is not None and cut.touch is not None
    return np.frombuffer(cut.touch, np.uint8).reshape(32, 32)


def test_wings_set_by_hand_are_kept_and_come_back_after_a_restart(
    program: Program, qtbot: QtBot, home: Home, open_program: OpenProgram
) -> None:
    stroke(qtbot, dot(program, 0, True), MIDDLE, MIDDLE + QPoint(-30, 20))
    wait_for_blend(program, qtbot)
    stroke(qtbot, program.window.wings.cut.brush, QPoint(20, 20), QPoint(60, 40))
    seen, board = wait_for_blend(program, qtbot).copy(), program.board.board
    press(program, qtbot, Qt.Key.Key_F)
    model = program.window.favourites.model
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE)
    (file,) = home.favourites.glob("*.png")
    kept = read_favourite(file)
    assert kept.recipe.board == board and board.graft not in (None, Graft())
    assert board.pins[1].cut is not None
    assert np.abs(kept.picture.astype(int) - seen).max() <= 2
    program.window.close()
    again = open_program()
    assert again.board.board == board
    assert np.array_equal(wait_for_blend(again, qtbot), seen)


def test_wings_have_no_dots_on_sources_nor_in_other_modes(program: Program, qtbot: QtBot) -> None:
    window = program.window
    window.preview.show_part(Shown.ORIGINAL)
    assert not dot(program, 0, True).isVisible()
    window.preview.show_part(Shown.BLEND)
    assert dot(program, 0, True).isVisible()
    choose(window.controls.mode, LINEAR.name)
    wait_for_blend(program, qtbot)
    assert not dot(program, 0, True).isVisible() and window.pages.page == 0
    assert not window.pages.buttons[1].isEnabled() and "graft" in window.pages.buttons[1].toolTip()
    assert not window.action_for(Do.FLIP_WING).isEnabled()


@pytest.mark.parametrize("side", [32, 100, 128, 257, 700])
def test_dots_stand_right_at_every_size(qtbot: QtBot, side: int) -> None:
    picture = PixelView("a test")
    qtbot.addWidget(picture)
    handles = Handles(picture)
    handles.set_limbs([Limb("Wing", (8, 24), (24, 8), "#ffffff")])
    picture.setMinimumSize(1, 1)
    picture.show()
    picture.resize(side, side)
    told: list[tuple[int, float, float, int]] = []
    handles.tip_moved.connect(lambda *values: told.append(values))
    area, (_, tip) = picture.area, handles.dots(0)
    centre = area.topLeft() + QPointF(24, 8) * (area.width() / 32)
    assert (tip.geometry().center() - centre.toPoint()).manhattanLength() <= 2
    stroke(qtbot, tip, MIDDLE, MIDDLE + QPoint(round(-4 * area.width() / 32), 0))
    assert told[-1][1:3] == pytest.approx((20, 8), abs=32 / area.width())


def test_dots_pulse_where_the_network_is_unsure_but_not_with_reduced_motion(
    program: Program, qapp: QApplication
) -> None:
    window, result = program.window, program.blend.result
    assert result is not None and not window.dots.is_pulsing
    doubtful = tuple(replace(wing, sure=False) for wing in result.wings)
    result = replace(result, wings=doubtful, unsure=("Place it by hand.",))
    program.wings.show(result)
    assert window.dots.is_pulsing and window.wings.doubts.text() == "Place it by hand."
    assert dot(program, 0, True).unsure and window.wings.doubts.isVisible()
    qapp.setProperty(STILL, True)
    try:
        program.wings.show(result)
        assert not window.dots.is_pulsing and dot(program, 0, True).unsure
    finally:
        qapp.setProperty(STILL, None)
    program.wings.show(program.blend.result)  # type: ignore[arg-type]
    assert not window.dots.is_pulsing and not window.wings.doubts.isVisible()
