"""Chance in the window: by buttons, by keys, and by a seed that is typed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from explorer.core.board.board import Board
from explorer.core.play.dreams import is_variation
from explorer.ui.actions import Do
from explorer.ui.play.control import COUNT
from explorer.ui.play.words import Act
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT, press
from training.files.errors import UserError

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def program(open_program: OpenProgram, qtbot: QtBot) -> Program:
    """With the panel in front."""
    program = open_program()
    wait_for_blend(program, qtbot)
    program.window.action_for(Do.CHANCE).trigger()
    qtbot.waitUntil(lambda: program.window.play.is_open, timeout=PATIENCE)
    return program


def type_seed(program: Program, qtbot: QtBot, seed: int) -> None:
    box = program.window.play.seed.box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, str(seed))
    qtbot.keyClick(box, Qt.Key.Key_Return)


def click(program: Program, qtbot: QtBot, act: Act) -> None:
    qtbot.mouseClick(program.window.play.buttons[act], LEFT)


def wait_for_drawn(program: Program, qtbot: QtBot) -> list[bytes]:
    """Wait until all that is to be drawn is; return the pictures."""
    tiles = program.window.play.tiles.tiles

    def is_whole() -> bool:
        waits = program.window.play.progress.text() or "play" in program.work.pending()
        return len(tiles.items) == COUNT and not waits and program.blend.is_up_to_date

    qtbot.waitUntil(is_whole, timeout=PATIENCE)
    qtbot.wait(1)
    return [item.picture.tobytes() for item in tiles.items]


def spot(program: Program, row: int) -> QPoint:
    tiles = program.window.play.tiles
    return tiles.visualRect(tiles.model().index(row, 0)).center()


def click_tile(program: Program, qtbot: QtBot, row: int) -> None:
    qtbot.mouseClick(program.window.play.tiles.viewport(), LEFT, pos=spot(program, row))


def test_keys_draw_pairs_and_go_from_seed_to_seed(program: Program, qtbot: QtBot) -> None:
    before, window = program.board.board, program.window
    press(program, qtbot, Qt.Key.Key_R)
    first, seed = program.board.board, window.play.seed.value
    assert [pin.source.class_name in first.body for pin in first.pins] == [True, False]
    press(program, qtbot, Qt.Key.Key_R)
    assert window.play.seed.value == seed + 1 and program.board.board != first
    qtbot.keyClick(window.canvas, Qt.Key.Key_N, SHIFT)
    assert program.board.board == first and window.play.seed.value == seed
    press(program, qtbot, Qt.Key.Key_N)
    assert window.play.seed.value == seed + 1
    for _ in range(4):
        press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert program.board.board == before
    wait_for_blend(program, qtbot)


def test_a_typed_seed_gives_the_same_pair_again(program: Program, qtbot: QtBot) -> None:
    boards = list[Board]()
    for seed in (4711, 4712, 4711):
        type_seed(program, qtbot, seed)
        boards.append(program.board.board)
    assert boards[0] == boards[2] != boards[1]
    assert wait_for_drawn(program, qtbot)[0] == program.blend.picture.tobytes()  # type: ignore[union-attr]
    click_tile(program, qtbot, 1)
    assert program.board.board == boards[1] and program.window.play.seed.value == 4712
    wait_for_blend(program, qtbot)


def test_a_surprise_opens_the_best_and_shows_the_others(program: Program, qtbot: QtBot) -> None:
    panel, before = program.window.play, program.board.board
    type_seed(program, qtbot, 8)
    paired = program.board.board
    press(program, qtbot, Qt.Key.Key_S)
    assert panel.buttons[Act.SURPRISE].isChecked()
    qtbot.waitUntil(lambda: program.board.board not in (before, paired), timeout=PATIENCE)
    best = panel.tiles.tiles.items
    assert program.board.board == best[0].board and len(best) > 1
    click_tile(program, qtbot, 1)
    assert program.board.board == best[1].board
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert program.board.board == paired
    wait_for_blend(program, qtbot)


def test_a_variation_becomes_the_picture_and_is_varied_in_turn_when_that_is_asked_for(
    program: Program, qtbot: QtBot
) -> None:
    panel, before = program.window.play, program.board.board
    type_seed(program, qtbot, 8)
    program.undo.undo()
    click(program, qtbot, Act.VARIATIONS)
    assert panel.strength.isVisible() and not panel.classes.isVisible()
    pictures = wait_for_drawn(program, qtbot)
    panel.strength.slider.setFocus()
    qtbot.keyClick(panel.strength.slider, Qt.Key.Key_End)
    assert wait_for_drawn(program, qtbot) != pictures
    qtbot.keyClick(panel.strength.slider, Qt.Key.Key_Home)
    mild = wait_for_drawn(program, qtbot)

    panel.tiles.setFocus()
    panel.tiles.make_current(2)
    qtbot.keyClick(panel.tiles, Qt.Key.Key_Return)
    assert is_variation(program.board.board.pins[2].source)
    assert wait_for_blend(program, qtbot).tobytes() == mild[2]
    assert wait_for_drawn(program, qtbot) == mild
    press(program, qtbot, Qt.Key.Key_Z, ctrl=True)
    assert program.board.board == before
    wait_for_blend(program, qtbot)
    assert wait_for_drawn(program, qtbot) == mild
    qtbot.keyClick(panel.tiles, Qt.Key.Key_Return)
    wait_for_blend(program, qtbot)
    click(program, qtbot, Act.VARIATIONS)
    assert panel.seed.value == 9 and wait_for_drawn(program, qtbot) != mild


def test_a_dream_of_a_class_is_pinned_by_a_click(program: Program, qtbot: QtBot) -> None:
    panel, before = program.window.play, program.board.board
    type_seed(program, qtbot, 8)
    program.undo.undo()
    click(program, qtbot, Act.DREAMS)
    assert panel.classes.isVisible() and panel.classes.currentText() == "pegasus"
    winged = wait_for_drawn(program, qtbot)
    panel.classes.setFocus()
    qtbot.keyClick(panel.classes, Qt.Key.Key_Down)
    assert panel.classes.currentText() == "aeroplane"
    aeroplanes = wait_for_drawn(program, qtbot)
    assert aeroplanes != winged
    qtbot.mouseClick(panel.on, LEFT)
    assert wait_for_drawn(program, qtbot) != aeroplanes
    qtbot.mouseClick(panel.back, LEFT)
    assert wait_for_drawn(program, qtbot) == aeroplanes
    click_tile(program, qtbot, 4)
    pin = program.board.board.pins[2]
    assert pin.source.name == "dream/airplane/8.5" and pin.source.class_name == "airplane"
    assert program.board.board.pins[:2] == before.add(pin.source).pins[:2]
    wait_for_blend(program, qtbot)


def test_a_refusal_is_seen_until_something_else_is_asked_for(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = program.window.notice

    def refuse(*_: object) -> Iterator[None]:
        yield from ()
        raise UserError("no horse to search among")

    monkeypatch.setattr(program.play, "_look", refuse)
    notice.warn("of another part")
    click(program, qtbot, Act.SURPRISE)
    qtbot.waitUntil(lambda: "no horse" in notice.text, timeout=PATIENCE)
    click(program, qtbot, Act.SURPRISE)  # refused once more
    qtbot.waitUntil(lambda: not program.work.pending(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: notice.text == "of another part\nno horse to search among")
    click(program, qtbot, Act.PAIR)
    assert notice.text == "of another part"
    wait_for_drawn(program, qtbot)
    notice.withdraw("of another part")
    assert notice.isHidden()


def test_the_menu_of_a_picture_offers_what_a_click_does(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = list[list[str]]()

    class Chosen(QMenu):
        def exec(self, where: QPoint) -> QAction:  # type: ignore[override]
            offered.append([action.text() for action in self.actions()])
            return self.actions()[-1]

    monkeypatch.setattr("explorer.ui.play.view.QMenu", Chosen)
    click(program, qtbot, Act.VARIATIONS)
    wait_for_drawn(program, qtbot)
    program.window.play.tiles.customContextMenuRequested.emit(spot(program, 0))
    assert offered == [["Make it the present picture", "Pin it beside the others"]]
    assert is_variation(program.board.board.pins[2].source)
    wait_for_blend(program, qtbot)


def test_a_picture_that_is_held_while_another_act_is_chosen_is_let_go(
    program: Program, qtbot: QtBot
) -> None:
    type_seed(program, qtbot, 8)
    wait_for_drawn(program, qtbot)
    paired, tiles = program.board.board, program.window.play.tiles
    qtbot.mousePress(tiles.viewport(), LEFT, pos=spot(program, 1))
    program.play.draw(Act.VARIATIONS)
    assert not tiles.tiles.items, "a pair was still to be seen among the variations"
    qtbot.wait(50)
    qtbot.mouseRelease(tiles.viewport(), LEFT, pos=QPoint(20, 20))
    assert program.board.board == paired
    assert wait_for_drawn(program, qtbot)
    assert all(is_variation(item.sources[0]) for item in tiles.tiles.items)  # type: ignore[attr-defined]


def test_a_right_press_whose_release_goes_to_its_menu_holds_nothing_back(
    program: Program, qtbot: QtBot
) -> None:
    type_seed(program, qtbot, 8)
    wait_for_drawn(program, qtbot)
    viewport, place = program.window.play.tiles.viewport(), spot(program, 1)
    qtbot.mousePress(viewport, Qt.MouseButton.RightButton, pos=place)
    click(program, qtbot, Act.DREAMS)
    dreams = wait_for_drawn(program, qtbot)
    assert dreams[0] == program.window.play.tiles.tiles.items[0].picture.tobytes()
    click_tile(program, qtbot, 1)
    assert program.board.board.pins[-1].source.pixels == dreams[1]
    wait_for_blend(program, qtbot)


def test_a_menu_that_outlives_its_act_does_nothing(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(QMenu):
        def exec(self, where: QPoint) -> QAction:  # type: ignore[override]
            program.play.draw(Act.VARIATIONS)
            return self.actions()[0]

    type_seed(program, qtbot, 8)
    wait_for_drawn(program, qtbot)
    paired = program.board.board
    monkeypatch.setattr("explorer.ui.play.view.QMenu", Late)
    program.window.play.tiles.customContextMenuRequested.emit(spot(program, 0))
    assert program.board.board == paired
    wait_for_drawn(program, qtbot)


def test_every_control_of_the_panel_is_named_and_reached(program: Program, qtbot: QtBot) -> None:
    panel = program.window.play
    click(program, qtbot, Act.DREAMS)
    wait_for_drawn(program, qtbot)
    stops: list[QWidget] = [*panel.buttons.values(), panel.seed.box, panel.seed.dice]
    for stop in (*stops, panel.back, panel.on, panel.classes, panel.tiles):
        assert stop.focusPolicy() & Qt.FocusPolicy.TabFocus, stop
        assert stop.accessibleName() or getattr(stop, "text", str)(), stop
        assert stop.toolTip() or stop is panel.tiles, stop
    down = [act for act, button in panel.buttons.items() if button.isChecked()]
    assert down == [Act.DREAMS]
