"""The menu entry: written where desktops look, quoted as they read it, and removed again."""

import configparser
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.commands.install_desktop import entry_text
from training.files.places import RESOURCES


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PEGASUS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def _read(text: str) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(delimiters="=")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser["Desktop Entry"]


def test_entry_and_icon_come_and_go(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install-desktop"]) == 0
    entry = data / "applications" / "pegasus-explorer.desktop"
    icon = data / "icons" / "hicolor" / "scalable" / "apps" / "pegasus-explorer.svg"
    assert str(entry) in capsys.readouterr().out
    assert icon.read_bytes() == (RESOURCES / "icons" / "pegasus.svg").read_bytes()
    words = _read(entry.read_text())
    assert words["Icon"] == "pegasus-explorer" and words["Type"] == "Application"
    assert shlex.split(words["Exec"]) == [sys.executable, "-m", "explorer", "%F"]
    assert main(["install-desktop", "--remove"]) == 0
    assert not entry.exists() and not icon.exists()
    assert main(["install-desktop", "--remove"]) == 0
    assert "no menu entry" in capsys.readouterr().out


def test_odd_folders_are_quoted() -> None:
    line = _read(entry_text(Path('/a b/100%/c"d$e/python')))["Exec"]
    command = line.replace("\\\\", "\\").replace("%%", "%")  # as a string, then as a command
    words = subprocess.check_output(["sh", "-c", f"printf '%s\n' {command}"], text=True)
    assert words.splitlines() == ['/a b/100%/c"d$e/python', "-m", "explorer", "%F"]


def test_elsewhere_it_says_what_to_do(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert main(["install-desktop"]) == 2
    assert "`pegasus`" in capsys.readouterr().err and not data.exists()
