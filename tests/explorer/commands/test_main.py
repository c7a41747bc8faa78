"""The `pegasus` command: one line for every error, and only what a subcommand needs is imported."""

import logging
import signal
import subprocess
import sys
import types
from pathlib import Path

import pytest

from explorer.__main__ import SUBCOMMANDS, main
from explorer.core.home.home import Home
from explorer.core.home.log import MAX_BYTES, logging_to
from tests.explorer.commands.keys import press_ctrl_c
from training import __version__
from training.files.errors import UserError

ROOT = Path(__file__).parents[3]


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


def _install(monkeypatch: pytest.MonkeyPatch, name: str, command: object) -> None:
    module = types.ModuleType(name)
    module.main = command  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"explorer.commands.{name}", module)


def test_help_tells_every_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"\n  {name}" in out for name in SUBCOMMANDS)
    assert "--home" in out and "--version" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"pegasus {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["doctor", "--help"], ["data", "--help"]])
def test_help_imports_neither_torch_nor_qt(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom explorer.__main__ import main\n"
        f"try:\n    main({arguments})\nexcept SystemExit as exit:\n    assert not exit.code\n"
        "print([n for n in ('torch', 'PySide6', 'openvino') if n in sys.modules])"
    )
    result = _python("-c", code)
    assert result.stdout.splitlines()[-1] == "[]", result.stdout + result.stderr


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_each_has_help(name: str) -> None:
    result = _python("-m", "explorer", name, "--help")
    assert result.returncode == 0, result.stderr
    assert f"pegasus {name}" in result.stdout and result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "rest", "folder"),
    [
        ([], [], None),
        (["horse.png"], ["horse.png"], None),
        (["open", "open"], ["open"], None),
        (["--home", "H", "horse.png"], ["horse.png"], "H"),
        (["horse.png", "--home=H", "--reset"], ["horse.png", "--reset"], "H"),
    ],
)
def test_what_is_no_subcommand_is_opened(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    rest: list[str],
    folder: str | None,
) -> None:
    seen: list[tuple[list[str], Home]] = []
    _install(monkeypatch, "open", lambda *call: seen.append(call) or 7)  # type: ignore[func-returns-value]
    monkeypatch.setenv("PEGASUS_HOME", str(tmp_path))
    assert main(arguments) == 7
    home = Home.at(Path(folder)) if folder else Home.at(tmp_path)
    assert seen == [(rest, home)]


def test_bad_input_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(arguments: list[str], home: Home) -> int:
        raise UserError("The picture\nis damaged: give another.")

    _install(monkeypatch, "blend", refuse)
    assert main(["blend"]) == 2
    captured = capsys.readouterr()
    assert captured.err == "The picture\\nis damaged: give another.\n" and captured.out == ""


def test_a_failure_is_one_line_and_a_traceback_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(arguments: list[str], home: Home) -> int:
        raise ZeroDivisionError("division\nby zero")

    _install(monkeypatch, "blend", fail)
    for times in (1, 2):
        assert main(["blend", "--home", str(tmp_path)]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "ZeroDivisionError: division by zero" in line and "pegasus.log" in line
        log = (tmp_path / "pegasus.log").read_text()
        assert log.count("Traceback (most recent call last)") == times
        assert log.count("raise ZeroDivisionError") == times


def test_a_log_that_cannot_be_written_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(arguments: list[str], home: Home) -> int:
        raise RuntimeError

    _install(monkeypatch, "blend", fail)
    (tmp_path / "file").touch()
    assert main(["blend", "--home", str(tmp_path / "file")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "RuntimeError" in line and "could not be written" in line


def test_a_long_log_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "pegasus.log"
    path.write_text("x" * MAX_BYTES)
    with logging_to(path):
        logging.getLogger("any").warning("new")
    logging.getLogger("any").warning("elsewhere")
    assert path.read_text().endswith("new\n") and len(path.read_text()) < 200
    assert (tmp_path / "pegasus.log.1").stat().st_size == MAX_BYTES


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no file is full here")
def test_a_log_without_room_breaks_nothing() -> None:
    with logging_to(Path("/dev/full")) as log_file:
        logging.getLogger("any").warning("new")
    assert log_file.failed


@pytest.mark.parametrize(
    "arguments",
    [["--home"], ["data", "get", "--bogus"], ["data", "sing"], ["doctor", "--bogus"], ["blend"]],
)
def test_wrong_arguments_are_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--help" in line


def test_a_misspelt_subcommand_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docter"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "docter" in line and "pegasus doctor" in line


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(arguments: list[str], home: Home) -> int:
        press_ctrl_c()
        return 0

    _install(monkeypatch, "blend", interrupted)
    # What is started in the background is told to ignore Ctrl-C, the tests perhaps among it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert main(["blend"]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_failure() -> None:
    command = f"{sys.executable} -m explorer --help | head -n 1"
    result = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True)
    assert result.stderr == "" and result.stdout.startswith("usage: pegasus")
