"""Somebody who presses whatever there is, from a seed: real events in the real window."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDrag,
    QDropEvent,
    QGuiApplication,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from explorer.ui.actions import Do
from explorer.ui.parts import dialogs
from explorer.ui.program import Program

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier
BY_MOUSE = QContextMenuEvent.Reason.Mouse
MODIFIERS = (NONE, NONE, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier)
KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab),
    *(Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Home),
    *(Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_F2),
    *(Qt.Key(code) for code in range(Qt.Key.Key_A, Qt.Key.Key_Z + 1)),
    *(Qt.Key(code) for code in range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)),
)
QUITTING = (Qt.Key.Key_Q, Qt.Key.Key_W)
"""With Ctrl, on one system or another."""
QT_MENUS = (QAbstractSpinBox, QLabel, QLineEdit, QPlainTextEdit, QTextEdit)
"""Their menus are Qt's own, and wait in Qt's own loop."""
LEFT_OUT = (Do.QUIT, Do.GET_DATA)
ANSWER_MILLISECONDS = 40
"""After which a menu or dialog that opened is answered."""
SETTLING_MILLISECONDS = 30_000
WORDS = ("horse", "zz", "0.5", "-3", "1e9", "", "x" * 100)


class Player:
    """Does things to a program by chance.

    ``done`` counts what was done, by its name.
    """

    def __init__(self, program: Program, room: Path) -> None:
        self.program, self.done = program, dict[str, int]()
        self.begin(random.Random(0))
        self._files = _files(room)
        self._acts: tuple[tuple[int, Callable[[], None]], ...] = (
            *((10, self._drag), (12, self._click), (10, self._key), (4, self._wheel)),
            *((3, self._menu), (4, self._context), (3, self._type), (2, self._double)),
            *((6, self._undo), (2, self._drop), (1, self._paste), (1, self._resize)),
            *((3, self._panel), (4, self._puck)),
        )
        # One timer for all: what QTimer.singleShot leaves behind adds up in an hour.
        self._answer_soon = QTimer(singleShot=True, interval=ANSWER_MILLISECONDS)
        self._answer_soon.timeout.connect(self._answer)

    def begin(self, rng: random.Random) -> None:
        """Let chance come from ``rng`` from now on, and remember how the program is."""
        self._rng = rng
        self._start = self._state()

    def wait_for_models(self) -> None:
        """Wait until the models are loaded and the first picture is there."""
        while self.program.blend.renderer is None:
            QTest.qWait(20)
        self.settle()

    @contextmanager
    def at_the_window(self) -> Iterator["Player"]:
        """Answer what opens, and keep from the network, other programs and new processes."""
        kept = dialogs.show_in_system, QDrag.exec, self.program.training._runs._program
        dialogs.show_in_system = lambda path: True
        QDrag.exec = lambda *_: Qt.DropAction.IgnoreAction  # type: ignore[assignment]
        self.program.training._runs._program = ("/nowhere/python",)
        self._answer_soon.start()
        try:
            yield self
        finally:
            self._answer_soon.stop()
            dialogs.show_in_system, QDrag.exec = kept[:2]  # type: ignore[assignment]
            self.program.training._runs._program = kept[2]

    def play(self) -> None:
        """Do one thing."""
        weights, acts = zip(*self._acts, strict=True)
        act = self._rng.choices(acts, weights)[0]
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        act()
        QTest.qWait(self._rng.choice((0, 0, 1, 5, 30)))

    def settle(self) -> None:
        """Let what goes on come to its end: searches, walks along a path, films, answers."""
        program = self.program
        program.search.stop()
        program.path.control.set_recording(False)
        program.path.control.set_playing(False)
        for _ in range(SETTLING_MILLISECONDS // 20):
            QTest.qWait(20)
            if program.blend.is_up_to_date or not program.board.board.pins:
                return
        raise AssertionError("the picture never came")

    def back_and_forth(self) -> None:
        """Undo everything and do it again: the start is as it was, and so is the end."""
        self.settle()
        stack, end = self.program.undo, self._state()
        count = stack.index()
        stack.setIndex(0)
        assert self._state() == self._start, "undone, it is not as it was"
        stack.setIndex(stack.count())
        stack.setIndex(0)
        assert self._state() == self._start, "done and undone, it is not as it was"
        stack.setIndex(count)
        assert self._state() == end, "done again, it is not the same"

    def _state(self) -> tuple[Any, ...]:
        return self.program.board.board, self.program.path.control.path

    # What a hand does

    def _widget(self) -> QWidget:
        """Any widget that is seen and can be used."""
        window = self.program.window
        seen = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.isVisible() and widget.isEnabled() and widget.window() is window
        ]
        return self._rng.choice(seen)

    def _point(self, widget: QWidget) -> QPoint:
        across, down = max(1, widget.width()), max(1, widget.height())
        return QPoint(self._rng.randrange(across), self._rng.randrange(down))

    def _modifier(self) -> Qt.KeyboardModifier:
        return self._rng.choice(MODIFIERS)

    def _click(self) -> None:
        widget = self._widget()
        QTest.mouseClick(widget, LEFT, self._modifier(), self._point(widget))

    def _double(self) -> None:
        widget = self._widget()
        QTest.mouseDClick(widget, LEFT, NONE, self._point(widget))

    def _context(self) -> None:
        widget = self._widget()
        place = self._point(widget)
        QTest.mouseClick(widget, RIGHT, NONE, place)
        if isinstance(widget, QT_MENUS):
            return
        # Offscreen, a right click opens no menu by itself.
        event = QContextMenuEvent(BY_MOUSE, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)

    def _drag(self) -> None:
        self._drag_on(self.program.window.canvas if self._rng.random() < 0.6 else self._widget())

    def _drag_on(self, widget: QWidget, start: QPoint | None = None) -> None:
        place = start or self._point(widget)
        modifier = self._modifier()
        QTest.mousePress(widget, LEFT, modifier, place)
        for _ in range(self._rng.choice((1, 2, 8, 20))):
            place += QPoint(self._rng.randint(-40, 40), self._rng.randint(-40, 40))
            QTest.mouseMove(widget, place)
            if self._rng.random() < 0.1:
                QTest.qWait(2)
        QTest.mouseRelease(widget, LEFT, modifier, place)

    def _puck(self) -> None:
        canvas, board = self.program.window.canvas, self.program.board.board
        places = [board.puck, *(pin.place for pin in board.pins)]
        start = canvas.geometry_now.to_screen(self._rng.choice(places)).toPoint()
        self._drag_on(canvas, start)

    def _key(self) -> None:
        key, modifier = self._rng.choice(KEYS), self._modifier()
        if modifier == Qt.KeyboardModifier.ControlModifier and key in QUITTING:
            return
        target = self.program.window.focusWidget() or self.program.window.canvas
        QTest.keyClick(target, key, modifier)

    def _type(self) -> None:
        target = self._widget()
        target.setFocus()
        QTest.keyClicks(target, self._rng.choice(WORDS))
        QTest.keyClick(target, Qt.Key.Key_Return)

    def _wheel(self) -> None:
        widget = self._widget()
        place = QPointF(self._point(widget))
        turn = QPoint(0, self._rng.choice((-240, -120, 120, 240)))
        phase, buttons = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
        event = QWheelEvent(
            place,
            widget.mapToGlobal(place),
            QPoint(),
            turn,
            buttons,
            self._modifier(),
            phase,
            False,
        )
        QApplication.sendEvent(widget, event)

    def _undo(self) -> None:
        window = self.program.window
        action = window.undo_action if self._rng.random() < 0.6 else window.redo_action
        for _ in range(self._rng.choice((1, 1, 3, 10))):
            action.trigger()

    def _menu(self) -> None:
        """An entry of the menus, wherever it is."""
        window = self.program.window
        left_out = [window.action_for(do) for do in LEFT_OUT]
        actions = [a for a in window.findChildren(QAction) if a.isEnabled() and a not in left_out]
        self._rng.choice(actions).trigger()

    def _panel(self) -> None:
        dock = self._rng.choice(self.program.window.findChildren(QDockWidget))
        dock.show()
        dock.raise_()

    def _drop(self) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._rng.choice(self._files)))])
        canvas = self.program.window.canvas
        copy, place = Qt.DropAction.CopyAction, QPointF(self._point(canvas))
        canvas.dropEvent(QDropEvent(place, copy, data, LEFT, NONE))

    def _paste(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._rng.random() < 0.5:
            clipboard.setText(self._rng.choice(("{", "hello", '{"board": 3}', *WORDS)))
        self.program.window.action_for(Do.PASTE).trigger()

    def _resize(self) -> None:
        self.program.window.resize(self._rng.randint(700, 1500), self._rng.randint(450, 950))

    def _answer(self) -> None:
        """Choose from a menu that opened, or close it; close a dialog."""
        self._answer_soon.start()  # beforehand, as what is chosen may open another
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(popup, QMenu):
            for _ in range(self._rng.randrange(4)):
                QTest.keyClick(popup, Qt.Key.Key_Down)
            key = Qt.Key.Key_Return if self._rng.random() < 0.5 else Qt.Key.Key_Escape
            chosen = popup.activeAction()
            if chosen in [self.program.window.action_for(do) for do in LEFT_OUT]:
                key = Qt.Key.Key_Escape
            QTest.keyClick(popup, key)
        elif popup is not None:
            popup.close()
        elif isinstance(modal, QDialog):
            modal.reject()
        elif modal is not None:
            modal.close()
        else:  # one that opened without becoming the active one would stay for ever
            for one in QApplication.topLevelWidgets():
                if isinstance(one, QMenu) and one.isVisible():
                    one.close()


def _files(room: Path) -> tuple[Path, ...]:
    """A picture, a photograph, a broken one, a latent that fits nowhere, a folder, nothing."""
    room.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    small, large = room / "small.png", room / "large.jpg"
    Image.fromarray(rng.integers(0, 256, (32, 32, 3), np.uint8)).save(small)
    Image.fromarray(rng.integers(0, 256, (200, 300, 3), np.uint8)).save(large)
    broken, latent = room / "broken.png", room / "latent.npy"
    broken.write_bytes(small.read_bytes()[:200])
    np.save(latent, np.zeros((3, 3), np.float32))
    (room / "empty").mkdir(exist_ok=True)
    return small, large, broken, latent, room / "empty", room / "gone.png"
