"""The whole window: what a person does with mouse and keyboard, from first start to restart."""

import socket
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from explorer.core.board.board import Board, Layout
from explorer.core.board.modes import (
    DETAIL,
    GRAFT,
    LINEAR,
    MODES,
    REFINED,
    REGIONS,
    SHARPNESS,
    SLERP,
    STRENGTH,
    Mode,
)
from explorer.core.favourites.file import read_favourite
from explorer.core.home.home import Home
from explorer.ui.preview.view import Shown
from explorer.ui.program import Program
from tests.explorer.ui.conftest import EACH, PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import (
    LEFT,
    choose,
    click_picture,
    colour_at,
    drag,
    drop_files,
    on_screen,
    press,
)
from tests.noting import present
from training.models.modelset import ModelSet


def test_the_first_start_shows_a_blend_worth_looking_at(program: Program) -> None:
    window = program.window
    assert len(program.board.board.pins) == 2
    assert window.gallery.model.rowCount() == 3 * EACH
    assert window.canvas.scene.picture is not None and window.preview.picture.image is not None
    assert window.scores.classes.rows and window.scores.meters["pegasus"].number.text() != "–"
    assert window.gallery.banner.isVisible() and "made these pictures up" in _banner(program)


def test_a_first_start_and_what_follows_ask_nothing_of_the_network(
    open_program: OpenProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    for way in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, way, lambda *said: asked.append(said))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *said: asked.append(said))
    program = open_program()
    wait_for_blend(program, qtbot)
    press(program, qtbot, Qt.Key.Key_R)
    wait_for_blend(program, qtbot)
    program.window.close()
    assert not asked


def _banner(program: Program) -> str:
    return program.window.gallery.banner.text.text()


def test_clicks_choose_sources_and_undo_goes_back_to_the_start(
    program: Program, qtbot: QtBot
) -> None:
    before = program.board.board
    click_picture(program, qtbot, 3)
    click_picture(program, qtbot, 5)
    board = program.board.board
    assert [pin.source.name for pin in board.pins[2:]] == [
        "starter/airplane/3",
        "starter/airplane/5",
    ]
    click_picture(program, qtbot, 3)
    assert len(program.board.board.pins) == 3
    for _ in range(3):
        press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert program.board.board == before and not program.undo.canUndo()
    for _ in range(3):
        press(program, qtbot, Qt.Key.Key_Y, ctrl=True)
    assert len(program.board.board.pins) == 3


def test_a_drag_changes_picture_and_scores_and_is_one_step(program: Program, qtbot: QtBot) -> None:
    before, result = program.blend.picture, program.blend.result
    assert before is not None and result is not None
    start = on_screen(program, program.board.board.puck)
    drag(program, qtbot, start, *(start + QPoint(-10 * i, 2 * i) for i in range(1, 9)))
    after = wait_for_blend(program, qtbot)
    now = program.blend.result
    assert now is not None and now.scores["pegasus"] != result.scores["pegasus"]
    assert np.abs(after.astype(int) - before).max() > 0
    assert program.board.board.puck[0] < 0.45 and program.undo.index() == 1
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert np.array_equal(wait_for_blend(program, qtbot), before)


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_shows_a_blend(program: Program, qtbot: QtBot, mode: Mode) -> None:
    choose(program.window.controls.mode, mode.name)
    wait_for_blend(program, qtbot)
    assert program.board.board.mode is mode and not program.window.notice.text


def test_a_typed_weight_moves_the_blend(program: Program, qtbot: QtBot) -> None:
    box = program.window.weights.boxes[0]
    box.setValue(80)
    wait_for_blend(program, qtbot)
    result = program.blend.result
    assert result is not None and result.weights == pytest.approx((0.8, 0.2), abs=1e-3)


def test_a_favourite_is_kept_by_one_key_found_on_disk_and_opened_after_a_restart(
    program: Program, qtbot: QtBot, home: Home, open_program: OpenProgram
) -> None:
    kept = program.board.board.move_puck(0.3, 0.5)
    program.board.open(kept, "a test")
    seen = wait_for_blend(program, qtbot)
    press(program, qtbot, Qt.Key.Key_F)
    favourites = program.window.favourites
    qtbot.waitUntil(lambda: favourites.model.rowCount() == 1, timeout=PATIENCE)
    (file,) = home.favourites.glob("*.png")
    favourite = read_favourite(file)
    assert favourite.recipe.board == kept
    assert np.abs(favourite.picture.astype(int) - seen).max() <= 2
    program.window.close()

    again = open_program()
    strip = again.window.favourites.strip
    qtbot.waitUntil(lambda: strip.model().rowCount() == 1, timeout=PATIENCE)
    assert again.board.board == kept
    again.board.clear()
    place = strip.visualRect(strip.model().index(0, 0)).center()
    qtbot.mouseClick(strip.viewport(), LEFT, pos=place)
    assert again.board.board == kept
    assert np.array_equal(wait_for_blend(again, qtbot), favourite.picture)


def test_deleting_a_favourite_can_be_undone(program: Program, qtbot: QtBot, home: Home) -> None:
    program.keep()
    view = program.window.favourites
    qtbot.waitUntil(lambda: view.model.rowCount() == 1, timeout=PATIENCE)
    program.favourites.edits.delete(view.model.at(0))
    qtbot.waitUntil(lambda: view.model.rowCount() == 0, timeout=PATIENCE)
    assert not list(home.favourites.glob("*.png"))
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    qtbot.waitUntil(lambda: view.model.rowCount() == 1, timeout=PATIENCE)
    assert len(list(home.favourites.glob("*.png"))) == 1


def test_a_window_fits_the_screen_at_its_first_start(open_program: OpenProgram) -> None:
    window = open_program().window
    window.resize(5000, 4000)
    window.restore(b"", b"")  # as at a first start
    room = window.screen().availableGeometry()
    minimum = window.minimumSizeHint()
    assert window.width() <= max(room.width(), minimum.width())
    assert window.height() <= max(room.height(), minimum.height())


def test_pins_move_in_the_free_layout_alone_and_the_window_says_so(
    program: Program, qtbot: QtBot
) -> None:
    pin = program.board.board.pins[0]
    start = on_screen(program, pin.place)
    drag(program, qtbot, start, start + QPoint(0, -60))
    assert program.board.board.pins[0] == pin and "free layout" in program.window.notice.text
    program.board.set_layout(Layout.FREE)
    drag(program, qtbot, start, start + QPoint(0, -30), start + QPoint(0, -60))
    assert program.board.board.pins[0].y < pin.y


def test_before_and_after_show_the_nearest_original(program: Program, qtbot: QtBot) -> None:
    program.board.set_weight(0, 0.9)
    wait_for_blend(program, qtbot)
    press(program, qtbot, Qt.Key.Key_C)
    assert program.window.preview.shown is Shown.ORIGINAL
    image = program.window.preview.picture.image
    source = program.board.board.pins[0].source
    assert image is not None
    assert colour_at(image, 5, 9) == tuple(source.picture[9, 5].tolist())
    press(program, qtbot, Qt.Key.Key_C)
    assert program.window.preview.shown is Shown.BLEND


def test_a_random_pair_is_a_body_and_wings(program: Program, qtbot: QtBot) -> None:
    press(program, qtbot, Qt.Key.Key_R)
    body, wings = (pin.source.class_name for pin in program.board.board.pins)
    assert body == "horse" and wings in ("bird", "airplane")


def test_dropped_pictures_become_sources_and_damaged_ones_a_sentence(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    good, bad = tmp_path / "own.png", tmp_path / "bad.png"
    Image.fromarray(np.full((50, 40, 3), 99, np.uint8)).save(good)
    bad.write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    drop_files(program, good)
    assert program.board.board.pins[2].source.name == "own.png"
    board = program.board.board
    drop_files(program, bad)
    assert program.board.board == board and "bad.png" in program.window.notice.text
    wait_for_blend(program, qtbot)


def test_a_folder_opens_as_the_gallery_and_is_there_after_a_restart(
    program: Program, qtbot: QtBot, class_folders: Path, open_program: OpenProgram
) -> None:
    drop_files(program, class_folders)
    model = program.window.gallery.model
    qtbot.waitUntil(lambda: model.rowCount() == 72, timeout=PATIENCE)
    assert program.window.training.form.data.text() == str(class_folders)
    click_picture(program, qtbot, 0)
    assert program.board.board.pins[2].source.name == "train/airplane/00"
    program.window.close()
    again = open_program()
    qtbot.waitUntil(lambda: again.window.gallery.model.rowCount() == 72, timeout=PATIENCE)


def test_a_data_folder_that_vanished_is_told_and_the_dreams_are_shown(
    program: Program,
    qtbot: QtBot,
    class_folders: Path,
    open_program: OpenProgram,
    tmp_path: Path,
) -> None:
    program.openings.open_paths((class_folders,))
    qtbot.waitUntil(lambda: program.window.gallery.model.rowCount() == 72, timeout=PATIENCE)
    program.window.close()
    class_folders.rename(tmp_path / "elsewhere")
    again = open_program()
    qtbot.waitUntil(lambda: "no data set" in again.window.notice.text, timeout=PATIENCE)
    assert again.window.gallery.model.rowCount() == 3 * EACH
    again.window.close()
    (tmp_path / "elsewhere").rename(class_folders)
    back = open_program()  # such as when a disk is plugged in again
    qtbot.waitUntil(lambda: back.window.gallery.model.rowCount() == 72, timeout=PATIENCE)


def test_the_gallery_sorts_by_what_the_models_say(program: Program, qtbot: QtBot) -> None:
    gallery = program.window.gallery
    program.gallery.find_alike(7)
    qtbot.waitUntil(lambda: gallery.model.picture_at(0) == 7, timeout=PATIENCE)
    assert gallery.order.currentText() == "Most alike"


def test_pasting_and_copying_pictures(program: Program, qtbot: QtBot, qapp: QApplication) -> None:
    press(program, qtbot, Qt.Key.Key_C, ctrl=True)
    press(program, qtbot, Qt.Key.Key_V, ctrl=True)
    pasted = program.board.board.pins[2].source
    assert np.array_equal(pasted.picture, present(program.blend.picture))
    qapp.clipboard().clear()


def test_a_damaged_session_is_put_aside(
    home: Home, open_program: OpenProgram, qtbot: QtBot
) -> None:
    home.session.parent.mkdir(parents=True)
    home.session.write_text("{ half a sess")
    program = open_program()
    assert "damaged" in program.window.notice.text
    assert len(program.board.board.pins) == 2
    wait_for_blend(program, qtbot)


def test_a_damaged_model_set_is_refused_and_the_old_one_stays(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    engine = program.blend.renderer
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "modelset.json").write_text("{}")
    drop_files(program, broken)
    qtbot.waitUntil(lambda: bool(program.window.notice.text), timeout=PATIENCE)
    assert program.blend.renderer is engine
    assert "broken" in program.window.notice.text


def test_the_courseworks_vae_takes_over_with_the_board_as_it_is(
    program: Program, qtbot: QtBot, flat_set: ModelSet
) -> None:
    before, controls = program.board.board, program.window.controls
    choose(controls.mode, LINEAR.name)
    board, ours = program.board.board, wait_for_blend(program, qtbot).copy()
    drop_files(program, flat_set.folder)
    engine = program.blend.renderer
    qtbot.waitUntil(lambda: program.blend.renderer is not engine, timeout=PATIENCE)
    assert not np.array_equal(wait_for_blend(program, qtbot), ours)
    assert program.board.board == board and board.pins == before.pins
    for mode in MODES:
        item = _item(controls.mode, mode)
        assert item.isEnabled() == (mode not in {REGIONS, REFINED})
        assert item.isEnabled() or "grid" in item.toolTip()


def test_the_first_board_opens_as_a_graft_and_others_do_where_no_mode_was_chosen(
    program: Program, qtbot: QtBot
) -> None:
    assert program.board.board.mode == GRAFT and not program.undo.count()
    sources = [pin.source for pin in program.board.board.pins]
    for mode, expected in ((LINEAR, GRAFT), (SLERP, SLERP)):
        program.board.open(Board(mode=mode), "Empty")
        assert program.board.show_pictures(sources, "Two")
        assert program.board.board.mode == expected
    program.board.set_mode(LINEAR)
    assert program.board.show_pictures(sources[::-1], "Turned")
    assert program.board.board.mode == LINEAR
    wait_for_blend(program, qtbot)


def test_an_empty_board_says_what_to_do(program: Program, qtbot: QtBot) -> None:
    assert program.window.latency.text().endswith(" ms")
    press(program, qtbot, Qt.Key.Key_N, ctrl=True)
    assert program.board.board == Board(mode=GRAFT)
    qtbot.waitUntil(lambda: not program.window.latency.text(), timeout=PATIENCE)
    press(program, qtbot, Qt.Key.Key_F)
    assert "pick two pictures" in program.window.notice.text


def test_a_ninth_picture_is_refused_in_words(program: Program, qtbot: QtBot) -> None:
    for row in range(7):
        click_picture(program, qtbot, row)
    assert len(program.board.board.pins) == 8 and "8 pictures" in program.window.notice.text
    wait_for_blend(program, qtbot)


def test_each_mode_shows_its_settings_and_they_slide(program: Program, qtbot: QtBot) -> None:
    controls = program.window.controls
    for mode in MODES:
        choose(controls.mode, mode.name)
        for setting in (SHARPNESS, STRENGTH):
            assert controls.slider(setting).isVisible() == (setting in mode.settings)
        assert controls.slider(DETAIL).isVisible()
    choose(controls.mode, REGIONS.name)
    before = wait_for_blend(program, qtbot).copy()
    controls.slider(SHARPNESS).slider.setValue(0)
    assert program.board.board.region_sharpness == 0
    assert (wait_for_blend(program, qtbot) != before).any()
    program.undo.undo()
    assert controls.slider(SHARPNESS).slider.value() == 30


def _item(box: QComboBox, mode: Mode) -> QStandardItem:
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    return model.item(list(MODES).index(mode))
