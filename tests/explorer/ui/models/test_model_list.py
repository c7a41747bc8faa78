"""The list of model sets, opened by its key: used, compared, renamed, deleted and brought back."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from explorer.core.home.home import Home
from explorer.core.runs.result import FOR_REPORTS
from explorer.core.runs.watch import Status
from explorer.ui.models.view import ModelsView
from explorer.ui.models.words import USED
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE
from tests.explorer.ui.hands import LEFT, press
from tests.explorer.ui.training.test_view import make_state
from training.files.places import RESOURCES
from training.models.modelset import MANIFEST, ModelSet

Keys = Qt.Key


@pytest.fixture
def mine(home: Home, tiny_set: ModelSet) -> Path:
    """A set of the user's own."""
    shutil.copytree(tiny_set.folder, home.models / "mine")
    return home.models / "mine"


def open_list(program: Program, qtbot: QtBot) -> ModelsView:
    press(program, qtbot, Keys.Key_M, ctrl=True)
    view = program.model_sets.view
    assert view is not None
    qtbot.waitUntil(lambda: len(names(view)) == 2, timeout=PATIENCE)
    return view


def names(view: ModelsView) -> list[str]:
    rows = range(view.list.topLevelItemCount())
    return [item.text(0) for row in rows if (item := view.list.topLevelItem(row))]


def click(view: ModelsView, qtbot: QtBot, row: int) -> None:
    item = view.list.topLevelItem(row)
    assert item is not None
    qtbot.mouseClick(view.list.viewport(), LEFT, pos=view.list.visualItemRect(item).center())


def test_a_set_is_renamed_deleted_and_brought_back(
    program: Program, qtbot: QtBot, mine: Path
) -> None:
    view = open_list(program, qtbot)
    assert not view.delete.isEnabled() and "came with the program" in view.about.text()
    click(view, qtbot, 1)
    assert view.delete.isEnabled() and "Parts: vae" in view.about.text()
    qtbot.mouseClick(view.rename, LEFT)
    editor = view.list.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, "R&D")
    qtbot.keyClick(editor, Keys.Key_Return)
    assert view.isVisible()
    qtbot.waitUntil(lambda: not program.chores.busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: names(view) == ["shipped", "R&D"], timeout=PATIENCE)
    qtbot.waitUntil(lambda: not program.chores.busy and view.delete.isEnabled(), timeout=PATIENCE)
    view.list.setFocus()
    qtbot.waitUntil(view.isActiveWindow, timeout=PATIENCE)
    qtbot.keyClick(view.list, Keys.Key_Delete)
    qtbot.waitUntil(lambda: names(view) == ["shipped"], timeout=PATIENCE)
    assert not mine.exists()
    view.activateWindow()
    qtbot.keyClick(view.list, Keys.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(view) == ["shipped", "R&D"], timeout=PATIENCE)
    click(view, qtbot, 0)
    qtbot.keyClick(view.list, Keys.Key_Delete)  # a key is never without an answer
    assert "came with the program" in view.problem.text() and len(names(view)) == 2
    view.close()


def test_a_set_is_compared_and_used_from_the_list(
    program: Program, qtbot: QtBot, mine: Path
) -> None:
    view, panel = open_list(program, qtbot), program.window.compare
    click(view, qtbot, 1)
    qtbot.mouseClick(view.compare, LEFT)
    qtbot.waitUntil(lambda: panel.swap.isEnabled(), timeout=PATIENCE)
    assert panel.names[1].text() == "B · mine"
    qtbot.mouseClick(view.use, LEFT)
    assert not view.use.isEnabled() and view.loading.text().startswith("Loading…")
    assert view.loading.isVisible()
    qtbot.waitUntil(lambda: program.models.folder == mine, timeout=PATIENCE)
    assert not view.loading.isVisible()
    qtbot.waitUntil(lambda: not view.delete.isEnabled(), timeout=PATIENCE)
    assert "in use" in view.about.text() and program.window.model_name.text() == "Models: mine"
    assert not view.use.isEnabled()
    view.close()


def test_a_set_without_a_vae_is_not_offered_for_use_and_says_why(
    program: Program, qtbot: QtBot, home: Home
) -> None:
    shutil.copytree(RESOURCES / "reports" / "judge", home.models / "judge")
    view = open_list(program, qtbot)
    click(view, qtbot, 1)
    assert names(view)[1] == "judge" and view.about.text().startswith(FOR_REPORTS)
    assert not view.use.isEnabled() and view.use.toolTip() == FOR_REPORTS
    assert not view.compare.isEnabled() and view.delete.isEnabled()
    view.close()


def test_a_run_that_is_put_to_use_says_so_until_it_is_in_use_or_refused(
    program: Program, qtbot: QtBot, mine: Path
) -> None:
    program.window.show_training()
    view = program.window.training
    use, loading = view.run.use, view.run.loading
    with (mine / MANIFEST).open("a") as manifest:
        manifest.write("\n")  # else it is the set that is in use
    for folder in (mine, mine.parent / "nowhere"):  # the latter is refused
        state = replace(make_state(status=Status.FINISHED, result=folder), folder=folder)
        view.set_run(state)
        view.show_runs()
        use.click()
        assert not use.isEnabled() and use.isVisible() and loading.isVisible()
        view.set_run(state)  # it is looked at again meanwhile
        assert not use.isEnabled() and "Loading…" in loading.text()
        qtbot.waitUntil(lambda: not loading.isVisible(), timeout=PATIENCE)
        assert program.models.folder == mine and use.isEnabled() is (folder != mine)
        assert (use.toolTip() == USED) is (folder == mine)
