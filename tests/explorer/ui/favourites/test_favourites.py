"""Favourites in the window: selected, tagged, traced, written; thousands of them read when seen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from explorer.core.favourites import listing
from explorer.core.favourites.file import Favourite, encode_favourite
from explorer.core.favourites.listing import Listed
from explorer.core.favourites.recipe import Recipe
from explorer.core.favourites.store import Favourites
from explorer.ui.actions import Do
from explorer.ui.favourites.captions_dialog import CaptionsDialog
from explorer.ui.favourites.view import FavouritesView
from explorer.ui.parts import dialogs
from explorer.ui.parts.pixels import to_image
from explorer.ui.program import Program
from tests.explorer.core.boards import odd_board
from tests.explorer.ui.conftest import PATIENCE, OpenProgram, wait_for_blend
from tests.explorer.ui.hands import LEFT
from tests.noting import noting, present

PICTURE = np.random.default_rng(5).integers(0, 256, (32, 32, 3), np.uint8)
MANY = 400
SAID = "Kept with other models: its own pixels are shown"


def place_of(view: FavouritesView, row: int) -> QPoint:
    return view.strip.visualRect(view.model.index(row, 0)).center()


def from_menu(view: FavouritesView, row: int, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right click on a favourite, and choose from its menu, which no screen of tests can show."""

    class Chosen(QMenu):
        def exec(self, where: QPoint) -> None:  # type: ignore[override]
            (action,) = (action for action in self.actions() if action.text() == text)
            action.trigger()

    monkeypatch.setattr("explorer.ui.favourites.menu.QMenu", Chosen)
    place, port = place_of(view, row), view.strip.viewport()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(port, QContextMenuEvent(reason, place, port.mapToGlobal(place)))


def keep(program: Program, qtbot: QtBot, puck: float) -> None:
    program.board.move_puck(puck, 0.5, 1)
    wait_for_blend(program, qtbot)
    model = program.window.favourites.model
    due = model.rowCount() + 1
    program.keep()
    qtbot.waitUntil(lambda: model.rowCount() == due, timeout=PATIENCE)


@pytest.fixture
def until(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    return lambda true: qtbot.waitUntil(true, timeout=PATIENCE)


def test_several_are_selected_written_tagged_and_traced(
    program: Program,
    qtbot: QtBot,
    until: Callable[[Callable[[], bool]], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = program.window.favourites
    keep(program, qtbot, 0.3)
    qtbot.mouseClick(view.strip.viewport(), LEFT, pos=place_of(view, 0))
    keep(program, qtbot, 0.6)  # which came from the first
    qtbot.mouseClick(view.strip.viewport(), LEFT, pos=place_of(view, 1))
    board, ctrl = program.board.board, Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(view.strip.viewport(), LEFT, ctrl, place_of(view, 0))
    assert "2 selected" in view.count.text() and program.board.board == board

    film = tmp_path / "film.gif"
    monkeypatch.setattr(dialogs, "ask_target", lambda *_: film)
    program.window.action_for(Do.EXPORT_FILM).trigger()
    until(lambda: film.exists() and not program.chores.busy)
    with Image.open(film) as image:
        assert image.n_frames == 2  # type: ignore[attr-defined]

    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("fine, of May ,fine", True))
    from_menu(view, 0, "Tags…", monkeypatch)
    until(lambda: view.model.at(0).tags == ("fine", "of May"))
    view.search.setText("may fine")
    assert view.model.rowCount() == 1
    view.search.setText("no such favourite")
    assert view.model.rowCount() == 0 and view.empty.isVisible() and view.search.isVisible()
    view.search.clear()
    program.undo.undo()
    until(lambda: view.model.at(0).tags == ())

    from_menu(view, 0, "Show its lineage", monkeypatch)
    assert view.lineage.isVisible() and view.model.rowCount() == 2
    qtbot.mouseClick(view.lineage, LEFT)
    assert not view.lineage.isVisible()
    until(lambda: not program.chores.busy)


def test_one_of_other_models_is_shown_as_it_was_kept_until_the_board_changes(
    program: Program, qtbot: QtBot, until: Callable[[Callable[[], bool]], None]
) -> None:
    window, view = program.window, program.window.favourites
    keep(program, qtbot, 0.3)
    own = view.model.at(0).read()
    others = replace(own.recipe, models={**own.recipe.models, "set": "f" * 64}, id="other")
    picture = 255 - own.picture  # what no model of here makes of the board
    path = program.favourites.folder / "other.png"
    path.write_bytes(encode_favourite(Favourite(picture, others)))
    program.favourites.look()
    until(lambda: view.model.rowCount() == 2)
    (row,) = (i for i in range(2) if view.model.at(i).file == str(path))

    def seen() -> np.ndarray:
        """What the large picture shows, 0..255."""
        shown = present(program.blend.picture)
        assert window.preview.picture.image == to_image(shown)
        return shown

    qtbot.mouseClick(view.strip.viewport(), LEFT, pos=place_of(view, 1 - row))
    wait_for_blend(program, qtbot)
    assert SAID not in window.statusBar().currentMessage()  # of this set: nothing to say
    program.board.move_puck(0.8, 0.5, 2)
    wait_for_blend(program, qtbot)
    qtbot.mouseClick(view.strip.viewport(), LEFT, pos=place_of(view, row))
    assert SAID in window.statusBar().currentMessage()
    assert program.board.board == others.board and np.array_equal(seen(), picture)
    wait_for_blend(program, qtbot)  # the models' own answer takes nothing away
    assert np.array_equal(seen(), picture)
    program.board.move_puck(0.31, 0.5, 3)
    wait_for_blend(program, qtbot)
    near = np.abs(seen().astype(int) - own.picture)
    assert near.mean() < np.abs(seen().astype(int) - picture).mean() / 2
    program.undo.undo()  # the same board again
    wait_for_blend(program, qtbot)
    assert np.array_equal(seen(), picture)


def test_one_of_other_models_that_is_named_at_the_start_is_told(
    open_program: OpenProgram, qtbot: QtBot, tmp_path: Path
) -> None:
    recipe = Recipe(odd_board(), (0.25, 0.75), {"set": "f" * 64})
    path = tmp_path / "other.png"
    path.write_bytes(encode_favourite(Favourite(PICTURE, recipe)))
    program = open_program(paths=(path,))
    foot = program.window.statusBar()
    qtbot.waitUntil(lambda: SAID in foot.currentMessage(), timeout=PATIENCE)
    assert np.array_equal(present(program.blend.picture), PICTURE)
    wait_for_blend(program, qtbot)
    assert np.array_equal(present(program.blend.picture), PICTURE)


@pytest.fixture
def many(tmp_path: Path) -> tuple[Listed, ...]:
    content = encode_favourite(Favourite(PICTURE, Recipe(odd_board(), (0.5, 0.5))))
    for i in range(MANY):
        (tmp_path / f"{i:03d}.png").write_bytes(content)
    return tuple(entry for entry in Favourites(tmp_path).scan() if isinstance(entry, Listed))


def test_only_what_is_seen_is_decoded(
    many: tuple[Listed, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[tuple[Any, ...]]()
    monkeypatch.setattr(listing, "read_favourite", noting(read, listing.read_favourite))
    view = FavouritesView()
    qtbot.addWidget(view)
    view.resize(700, 190)
    view.show()
    view.set_favourites(many, 12)
    view.strip.grab()
    assert 5 < len(set(read)) < 20 and view.count.text() == f"{MANY} · 12 more are being read"
    view.strip.scrollTo(view.model.index(MANY - 1, 0))
    view.strip.grab()
    assert (many[-1].path,) in read and len(set(read)) < 40


def test_one_that_went_is_an_empty_place(many: tuple[Listed, ...], qtbot: QtBot) -> None:
    view = FavouritesView()
    qtbot.addWidget(view)
    many[0].path.unlink()
    view.set_favourites(many)
    view.show()
    view.strip.grab()  # and nothing is raised
    assert view.model.rowCount() == MANY


def test_lines_of_a_sheet_are_ticked(qtbot: QtBot) -> None:
    dialog = CaptionsDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert [caption.label for caption in dialog.chosen] == ["Stars", "Scores"]
    for caption, box in dialog.boxes.items():
        if caption.label in ("Scores", "Notes"):
            qtbot.keyClick(box, Qt.Key.Key_Space)
    assert [caption.label for caption in dialog.chosen] == ["Stars", "Notes"]
