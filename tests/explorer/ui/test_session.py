"""The window opens as it was left, undo and all, and a crash loses nothing that is older."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.core.blend.field import FieldKind
from explorer.core.home.home import Home
from explorer.core.scores import REALISM
from explorer.core.session import load_session
from explorer.ui.program import Program
from explorer.ui.session_control import SAVE_MILLISECONDS
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import choose, click_picture, drag, on_screen, press


def test_undo_goes_on_where_the_last_window_ended(
    program: Program, open_program: OpenProgram, qtbot: QtBot
) -> None:
    boards = [program.board.board]
    click_picture(program, qtbot, 5)
    boards.append(program.board.board)
    drag(
        program, qtbot, on_screen(program, program.board.board.puck), on_screen(program, (0.3, 0.6))
    )
    boards.append(program.board.board)
    click_picture(program, qtbot, 7)
    boards.append(program.board.board)
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert program.board.board == boards[2]
    texts = [program.undo.text(i) for i in range(program.undo.count())]
    program.window.close()
    again = open_program()
    picture = wait_for_blend(again, qtbot)
    assert again.board.board == boards[2]
    assert [again.undo.text(i) for i in range(again.undo.count())] == texts
    press(again, qtbot, Qt.Key.Key_Y, ctrl=True)
    assert again.board.board == boards[3]
    for board in reversed(boards[:3]):
        press(again, qtbot, Qt.Key.Key_Z, ctrl=True)
        assert again.board.board == board
    assert not again.undo.canUndo()
    for _ in range(2):
        press(again, qtbot, Qt.Key.Key_Y, ctrl=True)
    assert (wait_for_blend(again, qtbot) == picture).all()


def test_the_gallery_is_scrolled_to_where_it_was(
    program: Program, open_program: OpenProgram, qtbot: QtBot
) -> None:
    program.gallery.set_side(160)
    bar = program.window.gallery.grid.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 400, timeout=PATIENCE)
    bar.setValue(333)
    program.window.close()
    again = open_program()
    bar = again.window.gallery.grid.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == 333, timeout=PATIENCE)


def test_pictures_that_cannot_be_read_are_skipped_as_was_ticked(
    program: Program, open_program: OpenProgram
) -> None:
    assert not program.window.training.form.skip.isChecked()
    program.window.training.form.skip.click()
    program.window.close()
    assert open_program().window.training.form.skip.isChecked()


def test_the_map_shows_the_score_that_it_showed(
    program: Program, open_program: OpenProgram, qtbot: QtBot
) -> None:
    choose(program.window.field, f"{FieldKind.SCORE}:{REALISM.name}")
    program.window.close()
    again = open_program()
    assert (again.field.kind, again.field.score) == (FieldKind.SCORE, REALISM.name)
    assert again.window.field.currentText() == REALISM.label


def test_a_crash_in_a_long_drag_loses_seconds_alone(
    program: Program, home: Home, qtbot: QtBot
) -> None:
    canvas, left = program.window.canvas, Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, left, pos=on_screen(program, program.board.board.puck))
    for i in range(2 * SAVE_MILLISECONDS // 100):  # a hand that never rests
        qtbot.mouseMove(canvas, on_screen(program, (0.3 + 0.4 * (i % 2), 0.4)))
        qtbot.wait(100)
    kept, problem = load_session(home.session)
    assert problem is None and abs(kept.board.puck[1] - 0.4) < 0.02
    assert kept.history.edits[-1].text == "Move the blend"
    qtbot.mouseRelease(canvas, left, pos=on_screen(program, (0.3, 0.4)))
