"""The window opens as it was left, undo and all, and a crash loses nothing that is older."""

from dataclasses import fields
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.core.aside import aside
from explorer.core.blend.field import FieldKind
from explorer.core.board.modes import SLERP
from explorer.core.home.home import Home
from explorer.core.scores import REALISM
from explorer.core.session import Session, load_session
from explorer.ui.actions import Do
from explorer.ui.preview.evidence_layer import EvidenceLayer
from explorer.ui.program import Program
from explorer.ui.session_control import SAVE_MILLISECONDS
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import choose, click_picture, drag, on_screen, press

OF_QT = ("geometry", "layout")
"""What Qt writes of a window, which says the same in more than one way."""


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


def test_the_data_of_a_training_and_what_is_skipped_of_it_stay_as_they_were_set(
    program: Program, open_program: OpenProgram, qtbot: QtBot
) -> None:
    form = program.window.training.form
    assert not form.skip.isChecked() and form.named is None
    form.skip.click()
    qtbot.keyClicks(form.data, "/my/pictures")
    program.window.close()
    again = open_program().window.training
    assert again.form.skip.isChecked() and again.form.data.text() == "/my/pictures"
    again.set_data(Path("/other"))  # what the user named stays
    assert again.form.data.text() == "/my/pictures"


def test_the_map_shows_the_score_that_it_showed(
    program: Program, open_program: OpenProgram, qtbot: QtBot
) -> None:
    choose(program.window.field, f"{FieldKind.SCORE}:{REALISM.name}")
    program.window.close()
    again = open_program()
    assert (again.field.kind, again.field.score) == (FieldKind.SCORE, REALISM.name)
    assert again.window.field.currentText() == REALISM.label


def test_evidence_and_the_seed_of_chance_come_back(
    program: Program, open_program: OpenProgram, qtbot: QtBot
) -> None:
    program.window.show_play()
    seed = program.window.play.seed.box
    press(program, qtbot, Qt.Key.Key_E)
    seed.selectAll()
    qtbot.keyClicks(seed, "4711")
    qtbot.keyClick(seed, Qt.Key.Key_Return)
    assert program.play.seed == 4711
    program.window.close()
    again = open_program()
    assert again.play.seed == 4711 and again.window.play.seed.value == 4711
    assert (
        again.window.evidence.box.isChecked() and again.window.action_for(Do.EVIDENCE).isChecked()
    )
    (layer,) = again.window.preview.picture.findChildren(EvidenceLayer)
    wait_for_blend(again, qtbot)
    qtbot.waitUntil(lambda: bool(layer.areas()), timeout=PATIENCE)


def test_a_window_in_which_all_is_unusual_opens_as_it_was_left(
    program: Program, open_program: OpenProgram, qtbot: QtBot, class_folders: Path
) -> None:
    _make_unusual(program, qtbot, class_folders)
    left = program.session()
    for field in fields(Session):
        assert getattr(left, field.name) != getattr(Session(), field.name), field.name
    program.window.close()
    again = open_program()
    qtbot.waitUntil(lambda: again.session().gallery == left.gallery, timeout=PATIENCE)
    wait_for_blend(again, qtbot)
    reopened = again.session()
    for field in fields(Session):
        if field.name not in OF_QT:
            assert getattr(reopened, field.name) == getattr(left, field.name), field.name


def _make_unusual(program: Program, qtbot: QtBot, folder: Path) -> None:
    """Change all that a session has."""
    window = program.window
    program.openings.open_paths((folder,))
    qtbot.waitUntil(lambda: program.session().gallery is not None, timeout=PATIENCE)
    program.gallery.set_side(160)
    window.gallery.filters.turned.click()
    bar = window.gallery.grid.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300, timeout=PATIENCE)
    bar.setValue(300)
    program.set_field(FieldKind.SCORE, REALISM.name)
    window.training.form.skip.click()
    qtbot.keyClicks(window.training.form.data, "/elsewhere")
    window.action_for(Do.PATH).trigger()
    window.path_bar.seconds.setValue(7.0)
    program.compare.control.choose_mode(SLERP)
    press(program, qtbot, Qt.Key.Key_E)
    program.play.go_to(4711)


def test_a_reset_opens_as_at_the_first_start_and_puts_what_was_aside(
    program: Program, open_program: OpenProgram, home: Home, qtbot: QtBot
) -> None:
    first = program.session()
    panel = program.window.search
    panel.button.click()
    qtbot.waitUntil(lambda: len(panel.tiles.tiles.items) > 1, timeout=PATIENCE)
    panel.button.click()
    click_picture(program, qtbot, 5)
    program.set_field(FieldKind.SCORE, REALISM.name)
    program.window.action_for(Do.PATH).trigger()
    left = program.board.board
    program.window.close()
    again = open_program(reset=True)
    wait_for_blend(again, qtbot)
    found = again.session()
    for field in fields(Session):
        if field.name not in (*OF_QT, "seed"):  # which chance chooses at each first start
            assert getattr(found, field.name) == getattr(first, field.name), field.name
    assert found.board != left and not again.undo.count() and not again.undo.canRedo()
    assert not again.window.path_bar.isVisible() and not again.window.search.tiles.tiles.items
    kept, problem = load_session(aside(home.session))
    assert problem is None and kept.board == left
    again.window.close()
    last = open_program()  # and what was forgotten does not come back
    qtbot.waitUntil(lambda: not last.chores.busy, timeout=PATIENCE)
    assert last.board.board == found.board and not last.window.search.tiles.tiles.items


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


def test_a_start_anew_keeps_what_was_there_beside_it(
    program: Program, home: Home, open_program: OpenProgram, qtbot: QtBot
) -> None:
    first = program.board.board
    click_picture(program, qtbot, 5)
    left = program.board.board
    program.window.close()
    again = open_program(reset=True)
    wait_for_blend(again, qtbot)
    assert again.board.board == first and not again.undo.canUndo()
    kept, _ = load_session(home.session.with_name("session-before.json"))
    assert kept.board == left
