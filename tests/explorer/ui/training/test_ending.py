"""What the window says once a training has ended."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.core.home.home import Home
from explorer.core.runs.result import FOR_REPORTS
from explorer.ui.program import Program
from tests.explorer.ui.conftest import PATIENCE
from training.files.places import RESOURCES
from training.models.modelset import ModelSet
from training.run.events import EventLog
from training.run.locking import run_lock


def _finished(home: Home, name: str, model_set: Path) -> Path:
    run = home.runs / name
    shutil.copytree(model_set, run / "modelset")
    (run / "events.jsonl").write_text('{"kind": "end"}\n')
    return run


@pytest.mark.parametrize("name", ["judge", "coursework-judge"])
def test_what_is_for_reports_is_called_so(
    program: Program, qtbot: QtBot, home: Home, name: str
) -> None:
    run = _finished(home, name, RESOURCES / "reports" / name)
    program.window.show_training()
    program.window.training.show_runs()
    program.training.finished.emit(run)
    assert program.window.notice.text == f"The training {name} is finished. {FOR_REPORTS}"
    program.training.follow(run)
    shown = program.window.training.run
    qtbot.waitUntil(lambda: FOR_REPORTS in shown.figures.text(), timeout=PATIENCE)
    assert not shown.use.isVisible() and not shown.compare.isVisible()


def test_weights_to_explore_with_are_offered(
    program: Program, qtbot: QtBot, home: Home, tiny_set_without_prior: ModelSet
) -> None:
    run = _finished(home, "vae", tiny_set_without_prior.folder)
    program.window.show_training()
    program.window.training.show_runs()
    program.training.finished.emit(run)
    assert "“Use these weights” explores with them" in program.window.notice.text
    program.training.follow(run)
    qtbot.waitUntil(program.window.training.run.use.isVisible, timeout=PATIENCE)


def test_one_that_dies_is_told_wherever_one_explores(
    program: Program, qtbot: QtBot, home: Home
) -> None:
    run = home.runs / "vae"
    run.mkdir(parents=True)
    program.window.show_training()
    with run_lock(run):
        EventLog(run / "events.jsonl").write("step", step=1, steps=9, loss=1.0)
        (run / "log.txt").write_text("no space left\n")
        program.training.follow(run)
        shown = program.window.training.run
        qtbot.waitUntil(lambda: shown.status.text().startswith("Training"), timeout=PATIENCE)
    notice = program.window.notice
    qtbot.waitUntil(lambda: bool(notice.text), timeout=PATIENCE)
    assert notice.text.startswith("The training vae has failed. It ended in the middle")
    assert "no space left" in notice.text
