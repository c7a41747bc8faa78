"""Edges of the window: jitter, late answers, themes, menus that fill late, what was put away."""

import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from explorer.core.blend.field import FieldKind
from explorer.core.blend.reference import reference_renderer
from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.weights import weights
from explorer.core.engine.backend_choice import open_backend
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, Scores
from explorer.core.favourites.file import read_favourite
from explorer.core.home.home import Home, Settings, read_settings, write_settings
from explorer.core.home.log import logging_to
from explorer.ui.actions import Do
from explorer.ui.app import _failures_told
from explorer.ui.canvas.board_model import Change
from explorer.ui.parts import dialogs
from explorer.ui.parts.dialogs import ask_target
from explorer.ui.parts.style import LIGHT
from explorer.ui.program import Program
from tests.explorer.ui.conftest import EACH, PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, click_picture, drag, on_screen, press
from tests.noting import noting, present
from training.models.modelset import ModelSet


class _SlowEngine(Engine):
    """Paints grey, and only when it is let go on."""

    def __init__(self, modelset: ModelSet) -> None:
        super().__init__(modelset, open_backend(modelset))
        self.entered, self.go_on = threading.Event(), threading.Event()

    def decode(self, latents: Floats) -> Floats:
        self.entered.set()
        self.go_on.wait(60)
        return np.zeros((len(latents), 3, 32, 32), np.float32)

    def show(self, latents: Floats) -> tuple[Floats, Scores]:
        images = self.decode(latents)
        return images, self.score(images)


def test_an_answer_of_the_last_models_is_never_shown(
    program: Program, qtbot: QtBot, tiny_set: ModelSet
) -> None:
    new, slow = program.blend.renderer, _SlowEngine(tiny_set)
    assert new is not None
    shown: list[np.ndarray] = []
    program.blend.shown.connect(lambda result: shown.append(present(result.picture)))
    program.blend.set_renderer(Renderer(slow))
    assert slow.entered.wait(60)
    program.blend.set_renderer(new)
    slow.go_on.set()
    wait_for_blend(program, qtbot)
    assert shown and all((picture != picture[0, 0]).any() for picture in shown)


def test_the_menu_of_models_opens_at_once_and_fills(program: Program, qtbot: QtBot) -> None:
    menu = program.window.known_menu
    assert [action.isEnabled() for action in menu.actions()] == [False]
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: menu.actions()[0].isEnabled(), timeout=PATIENCE)
    (shipped,) = menu.actions()
    assert shipped.isChecked() and shipped.text() == "shipped"


def test_a_move_of_the_puck_is_weighed_once(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    maths, weighed, moves = sys.modules[weights.__module__], list[tuple[Any, ...]](), list[Change]()
    monkeypatch.setattr(maths, "_by_arrangement", noting(weighed, maths._by_arrangement))
    program.board.changed.connect(moves.append)
    start = on_screen(program, program.board.board.puck)
    drag(program, qtbot, start, *(start + QPoint(-9 * i, i) for i in range(1, 6)))
    wait_for_blend(program, qtbot)
    assert len(moves) > 3 and len(weighed) == len(moves)


def test_the_jitter_of_a_click_moves_no_pin(program: Program, qtbot: QtBot) -> None:
    before = program.board.board
    start = on_screen(program, before.pins[1].place)
    drag(program, qtbot, start, start + QPoint(1, 1))
    assert program.board.board == before and not program.window.notice.text
    assert program.window.canvas.scene.chosen == 1


def test_a_favourite_as_a_picture_is_kept_as_it_was_seen(
    program: Program, qtbot: QtBot, home: Home
) -> None:
    program.keep()
    model = program.window.favourites.model
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE)
    program.favourites.used.emit(model.at(0).read())
    seen = wait_for_blend(program, qtbot)
    board, renderer = program.board.board, program.blend.renderer
    assert len(board.pins) == 3 and renderer is not None
    kept = reference_renderer(renderer.engine.modelset.folder).render(RenderRequest(board)).picture
    assert kept is not None and np.abs(kept.astype(int) - seen).max() <= 2
    (file,) = home.favourites.glob("*.png")
    assert np.array_equal(board.pins[2].source.picture, read_favourite(file).picture)


def test_the_keyboard_stays_where_it_was_when_the_gallery_is_sorted(
    program: Program, qtbot: QtBot
) -> None:
    gallery = program.window.gallery
    click_picture(program, qtbot, 5)
    program.gallery.find_alike(7)
    qtbot.waitUntil(lambda: gallery.model.picture_at(0) == 7, timeout=PATIENCE)
    assert gallery.model.picture_at(gallery.grid.currentIndex().row()) == 5


def test_the_map_of_scores_is_drawn_anew_in_other_colours(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.set_field(FieldKind.SCORE)
    canvas = program.window.canvas
    qtbot.waitUntil(lambda: bool(canvas.scene.fill.marks), timeout=PATIENCE)
    before = canvas.scene.fill
    monkeypatch.setattr("explorer.ui.canvas.plane_view.theme_now", lambda: LIGHT)
    program.window.dress()
    after = canvas.scene.fill
    assert after.image != before.image and after.marks != before.marks


def test_home_in_the_gallery_goes_to_its_first_picture(program: Program, qtbot: QtBot) -> None:
    click_picture(program, qtbot, 5)
    program.board.move_puck(0.2, 0.5, 1)
    board, grid = program.board.board, program.window.gallery.grid
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.currentIndex().row() == 0 and program.board.board == board
    press(program, qtbot, Qt.Key.Key_R, ctrl=True)
    assert program.board.board != board
    wait_for_blend(program, qtbot)


def test_a_file_named_without_a_suffix_gets_one(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def agree(dialog: QFileDialog) -> int:
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.selectFile(str(tmp_path / "mine"))
        return int(QFileDialog.DialogCode.Accepted)

    monkeypatch.setattr(QFileDialog, "exec", agree)
    chosen = ask_target(program.window, "Export", "pegasus.png", "PNG (*.png)")
    assert chosen == tmp_path / "mine.png"


def test_a_click_on_the_plane_moves_the_blend_there(program: Program, qtbot: QtBot) -> None:
    qtbot.mouseClick(program.window.canvas, LEFT, pos=on_screen(program, (0.3, 0.3)))
    assert program.board.board.puck != (0.5, 0.5)
    wait_for_blend(program, qtbot)


def test_a_data_set_got_on_the_command_line_is_shown_at_the_next_start(
    program: Program, qtbot: QtBot, home: Home, class_folders: Path, open_program: OpenProgram
) -> None:
    program.window.close()
    write_settings(home.settings, Settings(data=class_folders))
    again = open_program()
    qtbot.waitUntil(lambda: again.window.gallery.model.rowCount() == 72, timeout=PATIENCE)
    again.galleries.back_to_dreams()
    again.window.close()
    third = open_program()  # it is no news any more: the dreams were chosen since
    wait_for_blend(third, qtbot)
    assert not third.data.busy and third.window.gallery.model.rowCount() == 3 * EACH


def test_a_data_set_that_was_named_in_vain_replaces_nothing(
    program: Program, qtbot: QtBot, class_folders: Path, open_program: OpenProgram, tmp_path: Path
) -> None:
    program.openings.open_paths((class_folders,))
    qtbot.waitUntil(lambda: program.window.gallery.model.rowCount() == 72, timeout=PATIENCE)
    program.window.close()
    notes = tmp_path / "notes.txt"
    notes.write_text("no pictures")
    again = open_program(data=notes)
    qtbot.waitUntil(lambda: "notes.txt" in again.window.notice.text, timeout=PATIENCE)
    again.window.close()
    third = open_program()
    qtbot.waitUntil(lambda: third.window.gallery.model.rowCount() == 72, timeout=PATIENCE)
    assert not third.window.notice.text


def test_pictures_named_at_the_start_take_the_place_of_the_last_ones(
    program: Program, qtbot: QtBot, tmp_path: Path, open_program: OpenProgram
) -> None:
    program.window.close()
    files = tmp_path / "one.png", tmp_path / "two.png"
    for shade, file in enumerate(files):
        Image.fromarray(np.full((32, 32, 3), 90 * shade, np.uint8)).save(file)
    again = open_program(paths=files)
    assert [pin.source.name for pin in again.board.board.pins] == ["one.png", "two.png"]
    wait_for_blend(again, qtbot)


def test_a_random_pair_leaves_locked_pins(program: Program, qtbot: QtBot) -> None:
    body = program.board.board.pins[0].source
    program.board.lock(0, True)
    program.play.draw_pair()
    board = program.board.board
    assert [pin.source.class_name in board.wings for pin in board.pins] == [False, True]
    assert board.pins[0].source == body and board.pins[0].locked
    program.board.lock(1, True)
    program.play.draw_pair()
    assert "locked" in program.window.notice.text
    wait_for_blend(program, qtbot)


def test_favourites_whose_folder_vanishes_are_gone_and_it_is_made_again(
    program: Program, qtbot: QtBot, home: Home, tmp_path: Path
) -> None:
    program.keep()
    model = program.window.favourites.model
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE)
    seen = model.at(0)
    home.favourites.rename(tmp_path / "away")
    program.favourites.edits.annotate(seen, rating=4)
    assert f"is not in {home.favourites} any more" in program.window.notice.text
    qtbot.waitUntil(lambda: model.rowCount() == 0, timeout=PATIENCE)
    click_picture(program, qtbot, 5)
    wait_for_blend(program, qtbot)
    program.keep()
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE)
    (file,) = home.favourites.glob("*.png")
    assert len(read_favourite(file).recipe.board.pins) == 3
    (before,) = (tmp_path / "away").glob("*.png")
    assert read_favourite(before).rating == 0


def test_stars_can_be_undone(program: Program, qtbot: QtBot, home: Home) -> None:
    program.keep()
    model = program.window.favourites.model
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE)
    (file,) = home.favourites.glob("*.png")
    program.favourites.edits.annotate(model.at(0), rating=4)
    assert read_favourite(file).rating == 4
    program.undo.undo()
    assert read_favourite(file).rating == 0
    qtbot.waitUntil(lambda: not program.chores.busy, timeout=PATIENCE)


def test_a_favourite_that_is_opened_and_kept_again_is_kept_once(
    program: Program, qtbot: QtBot, home: Home
) -> None:
    program.keep()
    model = program.window.favourites.model
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=PATIENCE)
    program.favourites.open(model.at(0).read())
    wait_for_blend(program, qtbot)
    program.keep()
    assert "kept already" in program.window.statusBar().currentMessage()
    assert not program.chores.busy and len(list(home.favourites.glob("*.png"))) == 1


def test_favourites_are_kept_elsewhere_once_that_was_chosen(
    program: Program, qtbot: QtBot, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: elsewhere)
    program.window.action_for(Do.FAVOURITES_FOLDER).trigger()
    program.keep()
    qtbot.waitUntil(lambda: len(list(elsewhere.glob("*.png"))) == 1, timeout=PATIENCE)
    assert read_settings(home.settings).favourites == elsewhere
    qtbot.waitUntil(lambda: not program.chores.busy, timeout=PATIENCE)


def test_the_log_is_opened_from_the_menu_and_its_place_is_told(
    program: Program, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = list[tuple[Path]]()
    monkeypatch.setattr(dialogs, "show_in_system", noting(shown, lambda path: True))
    entry, line = program.window.action_for(Do.LOG), program.window.statusBar()
    entry.trigger()
    assert not shown and line.currentMessage() == "The log is empty: nothing went wrong so far."
    with logging_to(home.log), _failures_told(program):
        sys.excepthook(ValueError, ValueError("odd"), None)  # type: ignore[arg-type]
    entry.trigger()
    assert shown == [(home.log,)] and str(home.log) in line.currentMessage()
    assert "ValueError: odd" in home.log.read_text()


def test_two_warnings_are_both_to_be_read(program: Program) -> None:
    notice = program.window.notice
    notice.warn("One thing.")
    notice.warn("Another thing.")
    notice.warn("One thing.")
    assert notice.text.split("\n") == ["Another thing.", "One thing."]
    notice.inform("Something good.")
    assert notice.text == "Something good."


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, to raise a window
def test_what_stands_beside_the_window_goes_with_it(program: Program) -> None:
    dock = program.window.gallery_dock
    dock.setFloating(True)
    program.model_sets.show()
    listed = program.model_sets.view
    assert listed is not None and dock.isVisible() and listed.isVisible()
    program.window.close()
    assert not dock.isVisible() and not listed.isVisible()


def test_a_clipboard_that_went_with_its_owner_is_empty(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    program.menus.told.connect(said.append)
    nothing = SimpleNamespace(mimeData=lambda: None)
    monkeypatch.setattr("explorer.ui.menu_control.QGuiApplication.clipboard", lambda: nothing)
    program.menus.paste()
    assert said == ["There is no picture, latent or board on the clipboard."]


def test_models_that_cannot_be_looked_into_are_told(program: Program, tmp_path: Path) -> None:
    program.openings.open_models(tmp_path / (300 * "x"))  # a name that no disk takes
    assert "cannot be opened (File name too long)" in program.window.notice.text
