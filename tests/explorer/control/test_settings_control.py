"""Settings are kept and told as they are chosen, and the page shows what holds."""

from pathlib import Path
from typing import Any

import pytest

from explorer.core.home.home import Home, Settings, ThemeChoice, read_settings
from explorer.ui.parts.event import Event
from explorer.ui.settings.control import SettingsControl
from tests.explorer.control.fakes import FakeChores, heard


class FakePage:
    def __init__(self) -> None:
        self.chosen, self.clean_wanted = Event[str, Any](), Event[()]()
        self.settings: Settings | None = None
        self.favourites: Path | None = None
        self.size: int | None = None
        self.problem = ""

    def set_settings(self, settings: Settings, favourites: Path) -> None:
        self.settings, self.favourites = settings, favourites

    def set_cache(self, folder: Path, size: int) -> None:
        self.size = size

    def set_cache_problem(self, text: str) -> None:
        self.problem = text


class Desk:
    """The controller, with its page open."""

    def __init__(self, folder: Path) -> None:
        self.home, self.chores, self.page = Home.at(folder), FakeChores(), FakePage()
        self.control = SettingsControl(self.home, self.chores)
        self.applied, self.failed = heard(self.control.applied), heard(self.control.failed)
        self.control.show_in(self.page)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home")


def test_the_page_shows_what_holds_and_then_the_size_of_the_cache(desk: Desk) -> None:
    (desk.home.cache / "deep").mkdir(parents=True)
    (desk.home.cache / "deep" / "file").write_bytes(bytes(1234))
    assert desk.page.settings == Settings() and desk.page.size is None
    desk.chores.settle()
    assert desk.page.size == 1234


def test_what_is_chosen_is_kept_shown_and_told_once(desk: Desk, tmp_path: Path) -> None:
    desk.page.chosen.emit("theme", ThemeChoice.LIGHT)
    new = Settings(theme=ThemeChoice.LIGHT)
    assert read_settings(desk.home.settings) == desk.control.settings == desk.page.settings == new
    assert desk.applied == [(Settings(), new)]
    desk.page.chosen.emit("theme", ThemeChoice.LIGHT)
    assert len(desk.applied) == 1
    desk.page.chosen.emit("favourites", tmp_path / "mine")
    assert desk.page.favourites == tmp_path / "mine"


def test_damaged_settings_are_told_and_not_written_over(desk: Desk) -> None:
    desk.home.settings.parent.mkdir(parents=True, exist_ok=True)
    desk.home.settings.write_text("{ half")
    desk.page.chosen.emit("theme", ThemeChoice.LIGHT)
    assert len(desk.failed) == 1 and not desk.applied
    assert desk.home.settings.read_text() == "{ half" and desk.control.settings == Settings()


def test_cleaning_shows_what_is_left(desk: Desk) -> None:
    desk.chores.settle()
    desk.home.compiled.mkdir(parents=True)
    (desk.home.compiled / "graph.blob").write_bytes(bytes(1000))
    desk.page.clean_wanted.emit()
    desk.chores.settle()
    assert desk.page.size == 0 and not (desk.home.compiled / "graph.blob").exists()


def test_a_cache_that_is_none_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(folder: Path, pattern: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rglob", refused)
    desk.chores.settle()
    assert "cannot be looked into" in desk.page.problem and desk.page.size is None


def test_a_page_that_was_closed_hears_nothing(desk: Desk) -> None:
    desk.control.let_go()
    desk.chores.settle()
    desk.control.choose("theme", ThemeChoice.DARK)
    assert desk.page.size is None and desk.page.settings == Settings()
    assert desk.applied == [(Settings(), Settings(theme=ThemeChoice.DARK))]
