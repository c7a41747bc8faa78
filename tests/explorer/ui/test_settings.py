"""Settings are kept at once, and each of them does something."""

import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from explorer.core.home.home import (
    AtClosing,
    Home,
    Settings,
    ThemeChoice,
    read_settings,
    write_settings,
)
from explorer.core.runs.watch import RunState
from explorer.ui import menu_control
from explorer.ui.actions import Do
from explorer.ui.parts import dialogs, style
from explorer.ui.parts.style import DARK, LIGHT, Look, Theme, motion_reduced, theme_now
from explorer.ui.program import Program
from explorer.ui.settings.view import SettingsView
from tests.explorer.ui.conftest import PATIENCE, OpenProgram
from tests.explorer.ui.hands import choose, ink_of


@pytest.fixture
def page(program: Program, qtbot: QtBot) -> Iterator[SettingsView]:
    """The settings' page, open."""
    view = SettingsView(program.window)
    program.settings.show_in(view)
    view.show()
    yield view
    program.settings.let_go()
    view.close()
    view.deleteLater()


def test_the_menu_opens_a_page_on_which_every_setting_explains_itself(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def read(page: SettingsView) -> int:
        seen.extend(label.text() for label in page.findChildren(QLabel))
        return 0

    monkeypatch.setattr(menu_control.SettingsView, "exec", read)
    program.window.action_for(Do.SETTINGS).trigger()
    for name in ("theme", "favourites", "threads", "at_closing", "reduced_motion"):
        about = Settings.__dataclass_fields__[name].metadata
        assert about["title"] in seen and about["description"] in seen


def test_what_is_chosen_is_kept_at_once(
    program: Program,
    page: SettingsView,
    home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: tmp_path / "mine")
    choose(page.theme, ThemeChoice.LIGHT)
    choose(page.at_closing, AtClosing.PAUSE)
    page.reduced_motion.click()
    qtbot.mouseClick(page.change_folder, Qt.MouseButton.LeftButton)
    page.threads.selectAll()
    qtbot.keyClicks(page.threads, "2")
    qtbot.keyClick(page.threads, Qt.Key.Key_Enter)
    kept = read_settings(home.settings)
    assert kept == Settings(
        tmp_path / "mine",
        theme=ThemeChoice.LIGHT,
        threads=2,
        at_closing=AtClosing.PAUSE,
        reduced_motion=True,
    )
    assert program.favourites.folder == tmp_path / "mine"
    assert page.folder.text() == str(tmp_path / "mine")
    assert not program.window.notice.text


def test_other_threads_compute_from_now_on(
    program: Program, page: SettingsView, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    before = program.blend.renderer
    page.threads.setValue(1)
    qtbot.waitUntil(lambda: program.blend.renderer is not before, timeout=PATIENCE)
    renderer = program.blend.renderer
    assert renderer is not None
    backend: Any = renderer.engine._backend
    assert backend._first._threads == 1


def test_the_size_of_the_cache_is_said(program: Program, home: Home, qtbot: QtBot) -> None:
    (home.cache / "deep").mkdir(parents=True, exist_ok=True)
    (home.cache / "deep" / "file").write_bytes(bytes(7_000_000))
    view = SettingsView(program.window)
    program.settings.show_in(view)
    qtbot.waitUntil(lambda: " MB in " in view.cache.text(), timeout=PATIENCE)
    assert float(view.cache.text().split()[1]) >= 7 and str(home.cache) in view.cache.text()
    home.compiled.mkdir(exist_ok=True)
    (home.compiled / "old.compiled").write_bytes(bytes(9_000_000))
    qtbot.mouseClick(view.clean, Qt.MouseButton.LeftButton)
    assert not view.clean.isEnabled()
    qtbot.waitUntil(view.clean.isEnabled, timeout=PATIENCE)
    assert not (home.compiled / "old.compiled").exists()
    program.settings.let_go()
    view.deleteLater()


def test_what_cannot_be_deleted_is_said_until_it_can_be(
    program: Program, page: SettingsView, home: Home, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: " MB in " in page.cache.text(), timeout=PATIENCE)
    fetched = home.cache / "downloads" / "cifar.partial"
    fetched.parent.mkdir(parents=True, exist_ok=True)
    fetched.write_bytes(bytes(1_500_000))
    with fetched.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # another program fetches it
        qtbot.mouseClick(page.clean, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.clean.isEnabled, timeout=PATIENCE)
    said = page.cache.text()
    assert f" MB of {home.cache} cannot be deleted: wait until what is being fetched" in said
    qtbot.mouseClick(page.clean, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.clean.isEnabled, timeout=PATIENCE)
    assert not fetched.exists() and " MB in " in page.cache.text()


def test_a_cache_that_cannot_be_looked_into_is_said(
    program: Program, page: SettingsView, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def refuse(folder: Path) -> int:
        raise PermissionError(13, "Permission denied")

    qtbot.waitUntil(lambda: " MB in " in page.cache.text(), timeout=PATIENCE)
    monkeypatch.setattr("explorer.ui.settings.control.size_of", refuse)
    qtbot.mouseClick(page.clean, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.clean.isEnabled, timeout=PATIENCE)
    assert "cannot be looked into (Permission denied): change its rights." in page.cache.text()


def test_the_theme_is_chosen_in_the_view_menu_and_holds_at_the_next_start(
    program: Program, home: Home, look: Look, qapp: QApplication
) -> None:
    program._look = look  # as if the application had dressed it
    entries = {action.text(): action for action in program.window.theme_menu.actions()}
    entries["Light"].trigger()
    assert theme_now() is LIGHT and LIGHT.window in qapp.styleSheet()
    entries["Dark"].trigger()
    assert theme_now() is DARK and DARK.window in qapp.styleSheet()
    assert read_settings(home.settings).theme is ThemeChoice.DARK


@pytest.mark.parametrize(
    ("system", "chosen", "theme"),
    [(ThemeChoice.DARK, ThemeChoice.LIGHT, LIGHT), (ThemeChoice.LIGHT, ThemeChoice.DARK, DARK)],
)
def test_a_start_with_a_chosen_theme_has_icons_in_its_ink(
    system: ThemeChoice,
    chosen: ThemeChoice,
    theme: Theme,
    look: Look,
    home: Home,
    open_program: OpenProgram,
) -> None:
    look.follow(Settings(theme=system))  # what is worn before the settings are read
    write_settings(home.settings, Settings(theme=chosen))
    window = open_program(look=look).window
    shown = [action.icon() for action in window.actions_by_name.values()]
    shown += [window.undo_action.icon(), *(hold.icon() for hold in window.weights.holds)]
    drawn = [one for one in shown if not one.isNull()]
    assert len(drawn) > 10 and {ink_of(one) for one in drawn} == {theme.text}


@pytest.mark.parametrize(
    ("scheme", "theme"), [(Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Dark, DARK)]
)
def test_without_a_choice_the_theme_is_the_systems(
    scheme: Qt.ColorScheme,
    theme: Theme,
    look: Look,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look.follow(Settings(theme=ThemeChoice.LIGHT if theme is DARK else ThemeChoice.DARK))
    look.follow(Settings())
    desktop = Mock(instance=lambda: qapp)
    desktop.styleHints().colorScheme.return_value = scheme
    monkeypatch.setattr(style, "QGuiApplication", desktop)
    qapp.styleHints().colorSchemeChanged.emit(scheme)  # as when evening comes
    assert theme_now() is theme and theme.window in qapp.styleSheet()


def test_with_reduced_motion_nothing_moves(
    program: Program, look: Look, page: SettingsView
) -> None:
    program._look = look
    look.changed.connect(program.window.dress)
    assert not motion_reduced() and program.window.isAnimated()
    page.reduced_motion.click()
    assert motion_reduced() and not program.window.isAnimated()
    assert QApplication.cursorFlashTime() == 0
    page.reduced_motion.click()
    assert not motion_reduced() and program.window.isAnimated()
    look.changed.disconnect(program.window.dress)


@pytest.mark.parametrize("at_closing", AtClosing)
def test_closing_pauses_trainings_where_that_was_chosen(
    open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch, at_closing: AtClosing
) -> None:
    program = open_program()
    program.settings.choose("at_closing", at_closing)
    alive = RunState.__new__(RunState)
    paused: list[object] = []
    object.__setattr__(alive, "folder", Path("run"))
    object.__setattr__(alive, "status", type("Alive", (), {"alive": True})())
    monkeypatch.setattr(program.training._runs, "find", lambda: [alive])
    monkeypatch.setattr(program.training._runs, "pause", paused.append)
    program.window.close()
    assert paused == ([Path("run")] if at_closing is AtClosing.PAUSE else [])


def test_damaged_settings_are_said_and_left(
    program: Program, page: SettingsView, home: Home
) -> None:
    home.settings.parent.mkdir(exist_ok=True)
    home.settings.write_text("{")
    choose(page.theme, ThemeChoice.LIGHT)
    assert "damaged" in program.window.notice.text
    assert home.settings.read_text() == "{"
