"""The gallery in the window: searched, sorted, walked by keys; own pictures kept and cropped."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.core.gallery.view import LOSS, NAME
from explorer.ui.actions import Do
from explorer.ui.gallery.filters import FIRST_WORDS
from explorer.ui.gallery.model import TEXT_ROLE
from explorer.ui.gallery.thumbnails import LEAST_GAP
from explorer.ui.gallery.view import DREAMS, MINE, GalleryView
from explorer.ui.parts.elided import ElidedLabel
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, choose, drop, drop_files, press

ODD = "<b>R&D</b> a_very_long_name_of_a_phone_photo_20261126_075012_0001.jpg"


def photo(path: Path, seed: int = 0, size: tuple[int, int] = (90, 60)) -> Path:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    Image.fromarray(pixels).save(path, "PNG")
    return path


def test_typing_finds_pictures_by_either_word_for_a_class(program: Program, qtbot: QtBot) -> None:
    gallery = program.window.gallery
    program.window.action_for(Do.FIND).trigger()
    QTest.keyClicks(gallery.search, "aeroplane")
    assert gallery.model.rowCount() == 12
    assert "aeroplane" in gallery.model.in_words(gallery.model.picture_at(0))
    gallery.search.clear()
    QTest.keyClicks(gallery.search, "airplane/3")
    assert gallery.model.rowCount() == 1
    QTest.keyClick(gallery.search, Qt.Key.Key_Return)
    QTest.keyClicks(gallery.search, " zebra")
    assert gallery.nothing.isVisible() and not gallery.grid.isVisible()
    gallery.search.clear()
    assert gallery.model.rowCount() == 36 and gallery.grid.isVisible()


def test_a_picture_whose_name_is_no_text_is_dragged_out(
    program: Program, qtbot: QtBot, class_folders: Path
) -> None:
    for path in class_folders.rglob("*.png"):
        path.rename(path.with_stem(f"caf\udce9-{path.stem}"))
    drop_files(program, class_folders)
    model = program.window.gallery.model
    qtbot.waitUntil(lambda: model.rowCount() == 72, timeout=PATIENCE)
    drop(program, model.mimeData([model.index(0, 0)]))
    board = program.board.board
    assert board.pins[2].source.name == "train/airplane/caf\udce9-00"
    wait_for_blend(program, qtbot)


def test_what_pictures_are_sorted_by_stands_below_them(program: Program, qtbot: QtBot) -> None:
    gallery = program.window.gallery
    first = gallery.grid.model().index(0, 0)
    assert first.data(TEXT_ROLE) == "" and not gallery.grid.thumbnails.text_height
    choose(gallery.order, LOSS)
    qtbot.waitUntil(lambda: not program.work.pending(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: first_text(program).isdecimal(), timeout=PATIENCE)
    model = gallery.grid.model()
    told = [int(model.index(row, 0).data(TEXT_ROLE)) for row in range(model.rowCount())]
    assert told == sorted(told) and gallery.grid.thumbnails.text_height
    qtbot.mouseClick(gallery.turned, LEFT)
    assert first_text(program) == str(told[-1])
    gallery.loss.setValue(told[5] + 1)
    surely, perhaps = (sum(lost <= told[5] + more for lost in told) for more in (0, 1))
    assert 6 <= surely <= model.rowCount() <= perhaps < len(told)  # they are written rounded
    choose(gallery.order, NAME)
    assert not gallery.grid.thumbnails.text_height


def test_another_order_is_painted_with_no_new_layout_and_keeps_the_chosen_picture(
    program: Program, qtbot: QtBot
) -> None:
    gallery = program.window.gallery
    model, grid = gallery.model, gallery.grid
    grid.make_current(3)
    kept, resets = model.picture_at(3), list[bool]()
    model.modelReset.connect(lambda: resets.append(True))
    QApplication.processEvents()
    paints = Paints(grid.viewport())
    qtbot.mouseClick(gallery.turned, LEFT)
    qtbot.waitUntil(lambda: paints.count > 0, timeout=PATIENCE)
    assert model.picture_at(0) > model.picture_at(1) and not resets
    assert model.picture_at(grid.currentIndex().row()) == kept
    QTest.keyClicks(gallery.search, "horse")
    assert resets and model.rowCount() < 36


def test_what_was_pressed_is_picked_though_its_row_was_sorted_anew(
    program: Program, qtbot: QtBot
) -> None:
    gallery = program.window.gallery
    model, grid = gallery.model, gallery.grid
    picked = list[int]()
    grid.picked.connect(lambda row: picked.append(model.picture_at(row)))
    pressed, place = model.picture_at(2), grid.visualRect(model.index(2, 0)).center()
    qtbot.mousePress(grid.viewport(), LEFT, pos=place)
    gallery.turned.click()
    assert model.picture_at(2) != pressed
    qtbot.mouseRelease(grid.viewport(), LEFT, pos=place)
    assert picked == [pressed]


class Paints(QObject):
    """Counts how often a widget is painted whole."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count, self._whole = 0, widget.rect()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent) and event.rect() == self._whole:
            self.count += 1
        return False


def first_text(program: Program) -> str:
    return str(program.window.gallery.grid.model().index(0, 0).data(TEXT_ROLE))


def test_keys_walk_the_pictures_and_say_which_it_is(program: Program, qtbot: QtBot) -> None:
    gallery = program.window.gallery
    gallery.grid.setFocus()
    QTest.keyClick(gallery.grid, Qt.Key.Key_Home)
    QTest.keyClick(gallery.grid, Qt.Key.Key_Right)
    told = gallery.named.text()
    assert told == gallery.model.in_words(gallery.model.picture_at(1)) and "starter/" in told
    QTest.keyClick(gallery.grid, Qt.Key.Key_Down)
    assert gallery.named.text() not in ("", told)


def test_thumbnails_fill_the_width_at_every_size(program: Program, qtbot: QtBot) -> None:
    gallery = program.window.gallery
    for zoom in range(1, 6):
        gallery.side.setValue(zoom)
        cell, room = gallery.grid.thumbnails.cell, gallery.grid.viewport().width()
        columns = room // cell.width()
        assert room - columns * cell.width() < columns + 2
        assert gallery.grid.thumbnails.side >= 32 * zoom
        assert cell.width() - gallery.grid.thumbnails.side < 32 + LEAST_GAP
        rows = [gallery.grid.visualRect(gallery.model.index(i, 0)).top() for i in range(columns)]
        assert len(set(rows)) == 1  # as many as that do fit in a row


def test_own_pictures_are_kept_and_shown_after_a_restart(
    open_program: OpenProgram, qtbot: QtBot, tmp_path: Path
) -> None:
    program = open_program()
    drop_files(program, photo(tmp_path / "one.png"), photo(tmp_path / "two.png", 1))
    gallery = program.window.gallery
    choose(gallery.collection, MINE)
    assert gallery.model.rowCount() == 2
    program.window.close()
    again = open_program()
    gallery = again.window.gallery
    assert gallery.collection.currentData() == MINE and gallery.model.rowCount() == 2
    assert [pin.source.name for pin in again.board.board.pins][-2:] == ["one.png", "two.png"]
    gallery.remove_wanted.emit("one.png")
    assert gallery.model.rowCount() == 1
    press(again, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert gallery.model.rowCount() == 2
    choose(gallery.collection, DREAMS)
    assert gallery.model.rowCount() == 36


def test_a_file_that_is_opened_twice_is_pinned_once(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    before = len(program.board.board.pins)
    for _ in range(2):
        drop_files(program, photo(tmp_path / "one.png"))
        assert len(program.board.board.pins) == before + 1
    assert "already" in program.window.statusBar().currentMessage()
    frame = program.window.gallery.crop.frame
    QTest.keyClick(frame, Qt.Key.Key_Left)
    QTest.keyClick(frame, Qt.Key.Key_Return)
    drop_files(program, photo(tmp_path / "one.png"))  # as it was cut last
    assert len(program.board.board.pins) == before + 1


def test_the_crop_frame_is_dragged_and_the_blend_follows(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    crop = program.window.gallery.crop
    assert not crop.isVisible()
    drop_files(program, photo(tmp_path / ODD.replace("/", "_")))
    assert crop.isVisible() and crop.name.textFormat() == Qt.TextFormat.PlainText
    qtbot.waitUntil(lambda: crop.frame.width() > 100)
    frame, steps = crop.frame, program.undo.count()
    before, old = frame.crop, program.board.board.pins[-1].source
    middle = frame.frame_on_screen().center().toPoint()
    drag_frame(program, qtbot, middle, middle - QPoint(20, 0), middle - QPoint(400, 0))
    assert frame.crop.left == 0 and frame.crop.side == before.side
    corner = frame.frame_on_screen().bottomRight().toPoint()
    drag_frame(program, qtbot, corner, corner - QPoint(40, 40))
    assert frame.crop.side < before.side and (frame.crop.left, frame.crop.top) == (0, 0)
    assert program.undo.count() == steps + 2
    new = program.board.board.pins[-1].source
    assert new != old and new.name == old.name
    wait_for_blend(program, qtbot)
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert program.board.board.pins[-1].source == old and frame.crop == before
    QTest.keyClick(frame, Qt.Key.Key_Return)
    assert not crop.isVisible()


def drag_frame(program: Program, qtbot: QtBot, start: QPoint, *way: QPoint) -> None:
    frame = program.window.gallery.crop.frame
    qtbot.mousePress(frame, LEFT, pos=start)
    for point in way:
        qtbot.mouseMove(frame, point)
    qtbot.mouseRelease(frame, LEFT, pos=way[-1])


def test_no_name_is_markup_or_moves_the_layout(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    window = program.window
    width = window.preview_dock.width()
    name = ODD.replace("/", "_")
    drop_files(program, photo(tmp_path / name, size=(32, 32)))
    (label,) = [la for la in window.weights.findChildren(ElidedLabel) if "R&D" in la.text()]
    qtbot.waitUntil(lambda: label.width() > 100)
    assert "…" in label.shown and label.shown.startswith("3 <b>R&D") and "jpg" in label.shown
    assert "<b>" not in label.toolTip() and "&lt;b&gt;R&amp;D" in label.toolTip()
    assert window.preview_dock.width() == width and window.scores.width() <= width
    assert "&&D" in window.undo_action.text()
    showing = [la for la in window.findChildren(QLabel) if "R&D" in la.text()]
    assert all(la.textFormat() == Qt.TextFormat.PlainText for la in showing)


def test_class_names_are_shown_as_the_data_has_them(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("R&D", "<i>x</i>".replace("/", "_"), "airplane"):
        (tmp_path / "set" / name).mkdir(parents=True)
        photo(tmp_path / "set" / name / "a.png")
    program.openings.open_paths((tmp_path / "set",))
    classes = program.window.gallery.classes
    qtbot.waitUntil(lambda: classes.findText("R&D") >= 0, timeout=PATIENCE)
    assert {"R&D", "<i>x<_i>", "aeroplane"} <= {classes.itemText(i) for i in range(classes.count())}
    choose(classes, "class R&D")
    assert program.window.gallery.model.rowCount() == 1
    assert program.window.gallery.collection.currentText() == "set"
    tip = program.window.gallery.grid.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("R&D")


def test_the_usual_filter_is_not_clipped_where_the_gallery_is_narrowest(qtbot: QtBot) -> None:
    gallery = GalleryView()
    qtbot.addWidget(gallery)
    gallery.classes.addItem(FIRST_WORDS)
    gallery.resize(gallery.minimumSizeHint().width(), 600)
    gallery.show()
    option = QStyleOptionComboBox()
    gallery.classes.initStyleOption(option)
    room = gallery.classes.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox,
        option,
        QStyle.SubControl.SC_ComboBoxEditField,
        gallery.classes,
    )
    assert room.width() >= gallery.classes.fontMetrics().horizontalAdvance(FIRST_WORDS)


def test_what_is_left_out_of_a_folder_is_listed_by_a_click(
    program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery, folder = program.window.gallery, tmp_path / "mine"
    assert not gallery.left_out.isVisible()
    for name in ("horse", "bird"):
        (folder / name).mkdir(parents=True)
        photo(folder / name / "1.png", seed=len(name))
    (folder / "bird" / "<b>bold.png").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("about birds")
    (folder / "bird" / "a\n\u202eb.txt").write_text("of a name that lines and windows would obey")
    said: list[str] = []
    program.data.told.connect(said.append)
    program.openings.open_paths((folder,))
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 2, timeout=PATIENCE)
    assert "bird/a\\n\\u202eb.txt is no picture" in said[0]
    assert gallery.left_out.isVisible() and gallery.left_out.text() == "3 left out"
    read: list[str] = []

    def note(page: QDialog) -> None:
        read.append(" ".join(label.text() for label in page.findChildren(QLabel)))

    monkeypatch.setattr(QDialog, "exec", note)
    qtbot.mouseClick(gallery.left_out, LEFT)
    assert "Pictures that cannot be read: 1" in read[0] and "Other files: 2" in read[0]
    assert "&lt;b&gt;bold.png" in read[0] and "notes.txt" in read[0]
    program.galleries.back_to_dreams()
    assert not gallery.left_out.isVisible()
