"""`pegasus open`: what the window is asked for."""

from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.commands.parts.opening import read_options
from explorer.core.options import OpenOptions
from training.files.errors import UserError


def test_everything_is_passed_on(tmp_path: Path) -> None:
    (tmp_path / "horse.png").touch()
    arguments = [
        *(str(tmp_path / "horse.png"), "--data", str(tmp_path), "--models", str(tmp_path)),
        *("--device", "cpu", "--reset"),
    ]
    assert read_options(arguments) == OpenOptions(
        paths=(tmp_path / "horse.png",),
        data=tmp_path,
        models=tmp_path,
        device="cpu",
        reset=True,
    )


def test_nothing_is_asked_for() -> None:
    assert read_options([]) == OpenOptions()


@pytest.mark.parametrize("option", ["", "--data", "--models"])
def test_a_missing_path_is_told_before_the_window_opens(tmp_path: Path, option: str) -> None:
    path = str(tmp_path / "nowhere")
    with pytest.raises(UserError, match="nothing at"):
        read_options([option, path] if option else [path])


def test_without_a_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert main([]) == 2
    assert "no screen" in capsys.readouterr().err
