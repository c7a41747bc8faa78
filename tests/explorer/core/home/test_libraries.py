"""What Qt needs is found out before Qt is asked."""

import sys
from collections.abc import Callable

import pytest

from explorer.core.home import libraries
from explorer.core.home.libraries import missing_packages, qt_platform, require_screen
from training.files.errors import UserError


def _all_but(*names: str) -> Callable[[str], object]:
    def load(name: str) -> None:
        if name in names:
            raise OSError(name)

    return load


@pytest.fixture(autouse=True)
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.mark.parametrize(
    ("environment", "platform"),
    [
        ({}, ""),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "vnc"),
    ],
)
def test_platform(environment: dict[str, str], platform: str) -> None:
    assert qt_platform(environment) == platform


def test_packages_are_named() -> None:
    load = _all_but("libEGL.so.1", "libxcb-cursor.so.0")
    assert missing_packages("offscreen", load) == ("libegl1",)
    assert missing_packages("xcb", load) == ("libegl1", "libxcb-cursor0")
    assert missing_packages("xcb", _all_but()) == ()


def test_elsewhere_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert qt_platform({}) == "native"
    assert missing_packages("native", _all_but("libEGL.so.1")) == ()


def test_no_screen() -> None:
    with pytest.raises(UserError, match="no screen"):
        require_screen({})


def test_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "missing_packages", lambda platform: ("libxcb-cursor0",))
    with pytest.raises(UserError, match="install libxcb-cursor0"):
        require_screen({"DISPLAY": ":0"})
