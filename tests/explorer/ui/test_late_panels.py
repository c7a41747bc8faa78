"""Panels that a start does not show are made when they are wanted, and are then as they were."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.board.modes import SLERP
from explorer.core.paths.path import PuckPath
from explorer.ui import session_control
from explorer.ui.actions import Do
from explorer.ui.parts import late
from explorer.ui.program import Program
from explorer.ui.search.control import State
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import drop_files, in_front

NEVER = 10**8


@pytest.fixture
def bare(open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch) -> OpenProgram:
    """Opens the program, which makes nothing by itself that is not seen: saving would, too."""
    monkeypatch.setattr(session_control, "SAVE_MILLISECONDS", NEVER)
    monkeypatch.setattr(late, "PAUSE_MILLISECONDS", NEVER)
    monkeypatch.setattr(late, "LATEST_MILLISECONDS", NEVER)
    return open_program


def made(program: Program) -> list[bool]:
    return [part.is_made for part in program.window.late]


def test_a_start_makes_what_it_shows_and_the_rest_when_it_is_quiet(
    bare: OpenProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bare()
    wait_for_blend(first, qtbot)
    assert not any(made(first))
    first.window.close()
    assert not first.window.late_search.is_made  # closing needs no panel of finds
    monkeypatch.setattr(late, "PAUSE_MILLISECONDS", 1)
    second = bare()
    qtbot.waitUntil(lambda: all(made(second)), timeout=PATIENCE)


def _bar_is_seen(program: Program) -> bool:
    return program.window.path_bar.isVisible() and program.window.path_layer.isVisible()


@pytest.mark.parametrize(
    ("do", "number", "done"),
    (
        (Do.SEARCH, 0, lambda program: program.search.state is State.RUNNING),
        (Do.CHANCE, 1, lambda program: in_front(program.window.play)),
        (Do.RANDOM, 1, lambda program: program.undo.undoText().startswith("Random pair")),
        (Do.COMPARISON, 2, lambda program: program.window.compare.swap.isEnabled()),
        (Do.PATH, 3, _bar_is_seen),
        (Do.PLAY, 3, lambda program: "no path to walk" in program.window.notice.text),
        (Do.TRAIN, 4, lambda program: in_front(program.window.training)),
    ),
)
def test_an_action_makes_the_panel_that_it_needs(
    bare: OpenProgram, qtbot: QtBot, do: Do, number: int, done: Callable[[Program], bool]
) -> None:
    program = bare()
    wait_for_blend(program, qtbot)
    program.window.action_for(do).trigger()
    qtbot.waitUntil(lambda: made(program)[number], timeout=PATIENCE)
    assert sum(made(program)) == 1
    qtbot.waitUntil(lambda: done(program), timeout=PATIENCE)


def test_a_tab_makes_its_panel_which_draws_at_once(bare: OpenProgram, qtbot: QtBot) -> None:
    program = bare()
    wait_for_blend(program, qtbot)
    program.window.play_dock.raise_()
    qtbot.waitUntil(lambda: program.window.late_play.is_made, timeout=PATIENCE)
    panel = program.window.play
    qtbot.waitUntil(lambda: bool(panel.tiles.tiles.items), timeout=PATIENCE)
    assert in_front(panel) and panel.accessibleName() == "Play"


@pytest.mark.parametrize(("do", "number"), ((Do.COMPARISON, 2), (Do.TRAIN, 4)))
def test_the_next_window_makes_the_panel_that_was_in_front(
    bare: OpenProgram, qtbot: QtBot, do: Do, number: int
) -> None:
    program = bare()
    program.window.action_for(do).trigger()
    qtbot.waitUntil(lambda: in_front(program.window.late[number]()), timeout=PATIENCE)
    program.window.close()
    again = bare()
    qtbot.waitUntil(lambda: made(again)[number], timeout=PATIENCE)
    assert sum(made(again)) == 1
    qtbot.waitUntil(lambda: in_front(again.window.late[number]()), timeout=PATIENCE)


def test_what_a_panel_keeps_outlives_windows_that_never_showed_it(
    bare: OpenProgram, qtbot: QtBot
) -> None:
    first, path = bare(), PuckPath(points=((0.1, 0.2), (0.8, 0.9)))
    first.compare.control.choose_mode(SLERP)
    first.path.control.start_with(path)
    first.window.training.form.skip.setChecked(True)
    first.window.close()
    bare().window.close()
    last = bare()
    wait_for_blend(last, qtbot)
    assert not any(made(last))
    assert last.compare.control.comparison.mode == SLERP
    assert last.window.compare.b.mode.currentData() == SLERP.name
    assert last.path.control.path == path and last.window.path_layer.path == path
    assert not last.window.path_bar.isVisible() and not last.window.path_layer.isVisible()
    assert last.window.training.form.skip.isChecked()


def test_a_path_that_was_shown_is_there_with_the_window(bare: OpenProgram, qtbot: QtBot) -> None:
    first = bare()
    first.window.action_for(Do.PATH).trigger()
    first.window.close()
    again = bare()
    assert again.window.late_path.is_made and sum(made(again)) == 1 and _bar_is_seen(again)
    assert again.window.path_layer.size() == again.window.canvas.size()


def test_what_happened_before_reaches_a_panel_that_comes_late(
    bare: OpenProgram, qtbot: QtBot, class_folders: Path
) -> None:
    program = bare()
    wait_for_blend(program, qtbot)
    drop_files(program, class_folders)
    qtbot.waitUntil(lambda: program.window.gallery.model.rowCount() == 72, timeout=PATIENCE)
    assert not any(made(program))
    form, renderer = program.window.training.form, program.blend.renderer
    assert renderer is not None
    assert form.data.text() == str(class_folders)
    assert form.request().base == renderer.engine.modelset.folder
    assert program.window.play.classes.count() > 1  # of the models in use
