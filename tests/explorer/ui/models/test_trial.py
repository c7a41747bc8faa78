"""A model set on trial when the window closes: nobody waits for it."""

import os
import shutil
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.engine import trial
from explorer.core.engine.trial import tried  # before another takes its place in each test
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE
from training.models.modelset import ModelSet

HANGING = """
import os, sys, time
from pathlib import Path
Path(sys.argv[1], "pid").write_text(str(os.getpid()))
time.sleep(120)
"""


@pytest.fixture
def slow_set(tiny_set: ModelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set whose trial takes two minutes, and leaves a note of which process it is."""
    (tmp_path / "slow_trial.py").write_text(HANGING)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(trial, "PROGRAM", "slow_trial")
    monkeypatch.setattr(trial, "tried", tried)
    return Path(shutil.copytree(tiny_set.folder, tmp_path / "set"))


def wait_for_trial(folder: Path, qtbot: QtBot) -> int:
    note = folder / "pid"
    qtbot.waitUntil(lambda: note.is_file() and bool(note.read_text()), timeout=PATIENCE)
    return int(note.read_text())


def test_closing_ends_the_trial_at_once(program: Program, qtbot: QtBot, slow_set: Path) -> None:
    program.models.load(slow_set)
    process = wait_for_trial(slow_set, qtbot)
    began = time.monotonic()
    program.window.close()
    assert time.monotonic() - began < 30  # it takes a moment, also on a busy machine
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_another_set_ends_the_trial_of_the_one_before(
    program: Program, qtbot: QtBot, slow_set: Path
) -> None:
    program.models.use(slow_set)
    process = wait_for_trial(slow_set, qtbot)
    before = program.blend.renderer
    program.models.load()
    qtbot.waitUntil(lambda: program.blend.renderer is not before, timeout=PATIENCE)
    assert program.models.folder == program.models.shipped and not program.window.notice.text
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
