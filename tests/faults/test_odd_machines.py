"""Accounts without a home, folders that may not be looked into, clocks set back: told, or works."""

import builtins
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.__main__ import main
from explorer.commands.doctor import check_models
from explorer.core.board.board import Board
from explorer.core.favourites.file import Favourite
from explorer.core.favourites.listing import Listed
from explorer.core.favourites.recipe import Recipe
from explorer.core.favourites.store import Favourites
from explorer.core.home.home import Home, find_home
from explorer.core.runs.watch import RunWatch
from explorer.core.session import Session, load_session
from explorer.ui.training.words import run_name
from tests.faults.limits import ROOT
from training.files.errors import UserError
from training.files.places import default_cache_dir, have_temporary_folder
from training.models.modelset import ModelSet

PICTURE = np.zeros((32, 32, 3), np.uint8)
NAMELESS = """
import os, pwd, sys, tempfile
def nobody(*given):
    raise KeyError("no such account")
pwd.getpwuid = pwd.getpwnam = nobody
for name in [n for n in os.environ if n.startswith("XDG_") or n in {"HOME", "USER", "LOGNAME"}]:
    del os.environ[name]
tempfile._candidate_tempdir_list = lambda: []
from explorer.__main__ import main
from explorer.commands.doctor import check_models
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def nameless(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that nobody knows anything of."""

    def nobody(*given: Any) -> None:
        raise KeyError("no such account")

    monkeypatch.setattr("pwd.getpwuid", nobody)
    monkeypatch.setattr("pwd.getpwnam", nobody)
    for name in [name for name in os.environ if name.startswith(("XDG_", "PEGASUS_HOME"))]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("HOME", raising=False)


@pytest.mark.usefixtures("nameless")
def test_without_a_home_folder_one_is_asked_for(tmp_path: Path) -> None:
    for ask in (find_home, default_cache_dir, lambda: Home.at(Path("~/x"))):
        with pytest.raises(UserError, match=r"no home folder .* by PEGASUS_HOME, .* by --home"):
            ask()  # type: ignore[operator]
    assert find_home(tmp_path).settings == tmp_path / "settings.json"
    assert find_home(None, {"PEGASUS_HOME": str(tmp_path)}).cache == tmp_path / "cache"


@pytest.mark.parametrize(
    "words", [["doctor"], ["data", "info"], ["train", "vae"], ["models", "list"]]
)
@pytest.mark.usefixtures("nameless")
def test_every_command_says_so_in_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_account_without_name_home_and_temporary_folder_can_blend(tmp_path: Path) -> None:
    words = ["blend", "starter/horse/0", "starter/bird/0", "--home", str(tmp_path / "home")]
    words += ["--out", str(tmp_path / "out.png")]
    done = subprocess.run(
        [sys.executable, "-c", NAMELESS, *words], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert (tmp_path / "home" / "cache" / "temporary").is_dir()
    assert (tmp_path / "out.png").is_file()


def test_where_nothing_is_for_temporary_files_one_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [])
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "")
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"cannot be made .*: name one by TMPDIR"):
        have_temporary_folder(lambda: tmp_path / "file" / "temporary")
    have_temporary_folder(lambda: tmp_path / "temporary")
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(tmp_path / "temporary")


@pytest.fixture
def denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that may not be looked into; rights would prove nothing, as root has all of them."""
    home = tmp_path / "denied"
    home.mkdir()

    def guarded(call: Callable[..., Any]) -> Callable[..., Any]:
        def ask(path: Any = ".", *more: Any, **named: Any) -> Any:
            if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(f"{home}/"):
                raise PermissionError(13, "Permission denied", os.fspath(path))
            return call(path, *more, **named)

        return ask

    for name in (
        "stat",
        "lstat",
        "scandir",
        "listdir",
        "mkdir",
        "open",
        "rename",
        "replace",
        "unlink",
    ):
        monkeypatch.setattr(os, name, guarded(getattr(os, name)))
    opened = guarded(io.open)
    monkeypatch.setattr(io, "open", opened)
    monkeypatch.setattr(builtins, "open", opened)
    return home


@pytest.mark.parametrize(
    "command", ["blend starter/horse/0 starter/bird/0", "data info", "models list"]
)
def test_a_home_that_may_not_be_looked_into_is_told(
    command: str, denied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--home", str(denied)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"{denied}/settings.json cannot be read (Permission denied): mend or move it."


@pytest.mark.parametrize(
    "command",
    [
        "models use {denied}/set",
        "blend starter/horse/0 starter/bird/0 --models {denied}/set",
        "blend {denied}/x.png starter/bird/0",
    ],
)
def test_what_is_named_and_may_not_be_looked_into_is_told(
    command: str, denied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = command.format(denied=denied).split()
    assert main([*words, "--home", str(tmp_path / "home")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert str(denied) in line and "cannot be read (Permission denied): change its rights" in line


def test_a_cache_that_may_not_be_looked_into_is_told(
    class_folders: Path, denied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "import", str(class_folders), "--home", str(denied)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "could not be saved (Permission denied)" in line


def test_the_doctor_runs_models_whose_cache_may_not_be_looked_into(
    tiny_set: ModelSet, denied: Path
) -> None:
    findings = check_models(tiny_set.folder, Home.at(denied))
    assert [(one.what, one.state) for one in findings] == [("model set", "ok"), ("backend", "ok")]


def test_a_session_that_may_not_be_looked_into_is_told(denied: Path) -> None:
    session, problem = load_session(denied / "session.json")
    assert session == Session() and problem is not None
    assert "cannot be read (Permission denied)" in problem


@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_a_home_that_is_no_folder_is_told(
    kind: str, class_folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.touch() if kind == "file" else home.symlink_to("/proc/nowhere/at/all")
    assert main(["data", "import", str(class_folders), "--home", str(home)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


LONDON = datetime(1970, 1, 1, tzinfo=UTC)
SEATTLE = datetime(1969, 12, 31, 16, tzinfo=timezone(timedelta(hours=-8)))


@pytest.mark.parametrize("set_back", [LONDON, SEATTLE], ids=["in London", "in Seattle"])
def test_a_clock_set_back_keeps_favourites(tmp_path: Path, set_back: datetime) -> None:
    kept = Favourites(tmp_path)
    saved = kept.save(Favourite(PICTURE, Recipe(Board(), (), created=set_back)))
    (entry,) = kept.scan()
    assert isinstance(entry, Listed) and entry.created == set_back
    assert saved.path == entry.path


def test_runs_begun_by_a_clock_set_back_have_a_name(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text(
        '{"time": 0.5, "kind": "start", "step": 0, "steps": 9}\n'
    )
    assert run_name(RunWatch(tmp_path).look())
