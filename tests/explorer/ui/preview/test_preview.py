"""What is seen of the blend beside its scores, by mouse and keys in the real window."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.core.engine.images import to_pictures
from explorer.core.gallery.view import LIKENESS
from explorer.ui.actions import ABOUT, Do
from explorer.ui.menus import ON_THE_PREVIEW
from explorer.ui.parts import dialogs
from explorer.ui.parts.pixels import to_image
from explorer.ui.preview.evidence_layer import EvidenceLayer
from explorer.ui.preview.nearest_view import OFF, PIN, NearestRow
from explorer.ui.preview.pixel_view import PixelView
from explorer.ui.preview.view import Shown
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, wait_for_blend
from tests.explorer.ui.hands import LEFT, colour_at, drag, on_screen, press
from tests.noting import noting


def turn_to_nearest(program: Program, qtbot: QtBot) -> list[NearestRow]:
    window = program.window
    number = window.pages.number_of(window.nearest)
    qtbot.mouseClick(window.pages.buttons[number], LEFT)
    rows = window.nearest.rows
    qtbot.waitUntil(lambda: "all 36" in window.nearest.note.text(), timeout=PATIENCE)
    return rows


def from_menu(monkeypatch: pytest.MonkeyPatch, where: str, widget: QWidget, text: str) -> list[str]:
    """Right click on a widget, and choose from its menu, which no screen of tests can show."""
    offered = list[str]()

    class Chosen(QMenu):
        def exec(self, where: QPoint) -> None:  # type: ignore[override]
            offered.extend(action.text() for action in self.actions())
            (action,) = (action for action in self.actions() if action.text() == text)
            action.trigger()

    monkeypatch.setattr(f"{where}.QMenu", Chosen)
    place, reason = widget.rect().center(), QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))
    return offered


def test_the_nearest_pictures_follow_the_puck_and_are_pinned_by_a_button(
    program: Program, qtbot: QtBot
) -> None:
    rows = turn_to_nearest(program, qtbot)
    start = on_screen(program, program.board.board.puck)
    bird = program.board.board.pins[1]
    drag(program, qtbot, start, start + QPoint(30, 0), on_screen(program, bird.place))
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(lambda: rows[0].source == bird.source, timeout=PATIENCE)
    assert rows[0].far.text() == "latent distance 0.0" and rows[0].button.text() == OFF
    assert rows[1].isVisible() and rows[1].button.text() == PIN
    other = rows[1].source
    assert other is not None and rows[1].name.text() == other.name
    rows[1].button.setFocus()
    qtbot.keyClick(rows[1].button, Qt.Key.Key_Space)
    assert program.board.board.pins[2].source == other
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(
        lambda: OFF in [row.button.text() for row in rows if row.source == other], timeout=PATIENCE
    )
    program.undo.undo()
    assert len(program.board.board.pins) == 2
    wait_for_blend(program, qtbot)


def test_a_favourites_kept_picture_and_another_gallery_have_nearest_ones_too(
    program: Program, qtbot: QtBot, class_folders: Path
) -> None:
    rows = turn_to_nearest(program, qtbot)
    program.blend.show_kept(program.board.board, np.zeros((32, 32, 3), np.uint8))
    assert program.blend.latent is None  # the pixels may be by another model set
    program.openings.open_paths((class_folders,))
    qtbot.waitUntil(lambda: program.session().gallery == class_folders, timeout=PATIENCE)
    note, title = program.window.nearest.note, class_folders.name
    qtbot.waitUntil(lambda: f"pictures of {title}, by distance" in note.text(), timeout=PATIENCE)
    assert rows[0].isVisible()


def test_the_menu_of_a_nearest_picture(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = turn_to_nearest(program, qtbot)
    room = "explorer.ui.preview.nearest_view"
    offered = from_menu(monkeypatch, room, rows[0], "More like this")
    assert offered == [rows[0].button.text(), "More like this", "Copy picture"]
    assert program.gallery.selection.order == LIKENESS
    from_menu(monkeypatch, room, rows[2], "Copy picture")
    copied, source = QGuiApplication.clipboard().image(), rows[2].source
    assert source is not None
    assert colour_at(copied, 3, 7) == tuple(source.picture[7, 3].tolist())
    qtbot.waitUntil(lambda: "gallery" not in program.work.pending(), timeout=PATIENCE)


def shown_pixels(program: Program) -> bytes:
    """What the large picture shows."""
    image = program.window.preview.picture.image
    assert image is not None
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    made = np.frombuffer(bytes(plain.constBits()), np.uint8)  # type: ignore[arg-type]
    return made.reshape(32, plain.bytesPerLine())[:, :96].tobytes()


def test_blend_copy_and_original_by_their_buttons(program: Program, qtbot: QtBot) -> None:
    preview = program.window.preview
    program.board.set_weight(0, 0.9)
    blend = wait_for_blend(program, qtbot).copy()
    source = program.board.board.pins[0].source
    buttons = {button.text(): button for button in preview.findChildren(QPushButton)}
    engine = program.blend.renderer.engine  # type: ignore[union-attr]
    copy = to_pictures(engine.decode(engine.encode(source.picture[None])))[0]
    qtbot.waitUntil(lambda: buttons["Model's copy"].isEnabled(), timeout=PATIENCE)
    for shown, picture in (
        (Shown.ORIGINAL, source.picture),
        (Shown.COPY, copy),
        (Shown.BLEND, blend),
    ):
        qtbot.mouseClick(buttons[shown.value], LEFT)
        assert preview.shown is shown and shown_pixels(program) == picture.tobytes()
        assert buttons[shown.value].isChecked() and preview.picture.accessibleDescription()


def test_evidence_lies_over_the_blend_while_it_is_wanted(program: Program, qtbot: QtBot) -> None:
    window, row = program.window, program.window.evidence
    (layer,) = window.preview.picture.findChildren(EvidenceLayer)
    assert not row.box.isChecked() and not layer.isVisible() and not row.legend.isVisible()
    press(program, qtbot, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: bool(layer.areas()), timeout=PATIENCE)
    assert row.box.isChecked() and layer.isVisible() and row.legend.isVisible()
    assert row.legend.accessibleDescription().startswith("body ")
    assert "classifier's, the pegasus score is a critic's" in row.box.toolTip()
    told = row.legend.accessibleDescription()
    start = on_screen(program, program.board.board.puck)
    drag(program, qtbot, start, on_screen(program, program.board.board.pins[1].place))
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(lambda: row.legend.accessibleDescription() != told, timeout=PATIENCE)
    press(program, qtbot, Qt.Key.Key_C)
    assert not layer.isVisible()  # of an original nothing is told
    press(program, qtbot, Qt.Key.Key_C)
    assert layer.isVisible()
    qtbot.mouseClick(row.box, LEFT, pos=QPoint(14, row.box.height() // 2))
    assert not layer.isVisible() and not window.action_for(Do.EVIDENCE).isChecked()


def test_evidence_is_told_by_colour_pattern_and_edge(qtbot: QtBot) -> None:
    view = PixelView("a picture")
    qtbot.addWidget(view)
    layer = EvidenceLayer(view)
    view.resize(256, 256)
    view.set_image(to_image(np.full((32, 32, 3), 128, np.uint8)))
    plain = view.grab().toImage()
    evidence = np.zeros((2, 32, 32), np.float32)
    evidence[0, 4:12, 4:12] = evidence[1, 20:28, 20:28] = 0.9
    evidence[0, 20:28, 4:12] = 0.2
    layer.set_evidence(evidence)
    assert layer.areas() == (64, 64)
    made = view.grab().toImage()
    body, wings = ({made.pixel(at + x, at + 28) for x in range(56)} for at in (36, 164))
    faint = {made.pixel(x, 255 - x) for x in range(36, 60)}
    assert len(body) > 2 and len(wings) > 2 and not body & wings  # lines on a tint
    assert len(faint) < 3 and plain.pixel(40, 215) not in faint  # a tint alone
    assert made.pixel(130, 40) == plain.pixel(130, 40)
    layer.set_evidence(None)
    assert view.grab().toImage() == plain


def test_a_double_click_enlarges_the_picture_which_follows_the_drag(
    program: Program, qtbot: QtBot
) -> None:
    window, enlarged = program.window, program.preview.enlarged
    qtbot.mouseDClick(window.dots, LEFT, pos=QPoint(3, 3))  # the mouse goes through beside a dot
    assert enlarged.isVisible() and enlarged.picture.area.width() >= 12 * 32
    start = on_screen(program, program.board.board.puck)
    before = enlarged.picture.image
    drag(program, qtbot, start, start + QPoint(40, 0), start + QPoint(80, 0))
    wait_for_blend(program, qtbot)
    assert enlarged.picture.image == window.preview.picture.image != before
    window.action_for(Do.EVIDENCE).trigger()
    qtbot.waitUntil(lambda: bool(enlarged.evidence.areas()), timeout=PATIENCE)
    assert enlarged.evidence.isVisible()
    window.preview.toggle()
    assert enlarged.windowTitle().startswith("Original") and not enlarged.evidence.isVisible()
    qtbot.keyClick(enlarged, Qt.Key.Key_Escape)
    assert not enlarged.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
    press(program, qtbot, Qt.Key.Key_Z)
    assert enlarged.isVisible()
    qtbot.mouseDClick(enlarged.picture, LEFT)
    assert not enlarged.isVisible()
    enlarged.toggle()
    window.close()
    assert not enlarged.isVisible()


def test_the_menu_acts_on_what_is_shown_and_names_it(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, opened = program.window, list[tuple[Path]]()
    program.board.set_weight(0, 0.9)
    wait_for_blend(program, qtbot)
    source = program.board.board.pins[0].source
    copy_button = window.preview.findChildren(QPushButton)[1]
    qtbot.waitUntil(copy_button.isEnabled, timeout=PATIENCE)
    monkeypatch.setattr(dialogs, "show_in_system", noting(opened, lambda path: True))
    acts = [window.action_for(do) for do in (Do.COPY, Do.EXPORT, Do.OPEN_OUTSIDE)]
    pictures = {}
    for shown, words in ((Shown.COPY, "model's copy"), (Shown.ORIGINAL, "original")):
        window.preview.show_part(shown)
        assert all(words in act.text() for act in acts)
        target = tmp_path / f"{shown.name}.png"
        monkeypatch.setattr(dialogs, "ask_target", lambda *_, target=target: target)
        for act in acts:
            act.trigger()
            assert f"The {words} is " in window.statusBar().currentMessage()
        pixel = colour_at(QGuiApplication.clipboard().image(), 5, 9)
        for file in (target, opened[-1][0]):
            with Image.open(file) as image:
                pictures[shown] = np.asarray(image)[::16, ::16]
            assert pixel == tuple(pictures[shown][9, 5].tolist())
    assert np.array_equal(pictures[Shown.ORIGINAL], source.picture)
    assert not np.array_equal(pictures[Shown.COPY], source.picture)
    window.preview.show_part(Shown.BLEND)
    assert all("blend" in act.text() for act in acts)


def test_the_menu_of_the_picture_copies_saves_and_opens(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window, opened, blend = (
        program.window,
        list[tuple[Path]](),
        wait_for_blend(program, qtbot).copy(),
    )
    offered = {action.text(): action for action in window.preview.actions()}
    assert window.preview.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    assert set(offered) == {ABOUT[do].text for do in ON_THE_PREVIEW}
    assert set(program.preview.enlarged.actions()) >= set(offered.values())

    offered[ABOUT[Do.COPY].text].trigger()
    copied = QGuiApplication.clipboard().image()
    assert colour_at(copied, 5, 9) == tuple(blend[9, 5].tolist())

    target = tmp_path / "seen.png"
    monkeypatch.setattr(dialogs, "ask_target", lambda *_: target)
    offered[ABOUT[Do.EXPORT].text].trigger()
    with Image.open(target) as image:
        assert np.array_equal(np.asarray(image)[::16, ::16], blend)

    monkeypatch.setattr(dialogs, "show_in_system", noting(opened, lambda path: True))
    offered[ABOUT[Do.OPEN_OUTSIDE].text].trigger()
    with Image.open(opened[0][0]) as image:
        assert np.array_equal(np.asarray(image)[::16, ::16], blend)
    monkeypatch.setattr(dialogs, "show_in_system", lambda path: False)
    offered[ABOUT[Do.OPEN_OUTSIDE].text].trigger()
    assert str(opened[0][0]) in window.notice.text
    program.board.clear()
    qtbot.waitUntil(lambda: program.blend.picture is None, timeout=PATIENCE)
    offered[ABOUT[Do.OPEN_OUTSIDE].text].trigger()
    assert "nothing to open" in window.notice.text
