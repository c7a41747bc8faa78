"""A real training from the window: started, watched, finished, its weights used, no restart."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from explorer.core.runs.runs import StartRequest
from explorer.core.runs.watch import RunWatch, Status
from explorer.ui.actions import Do
from explorer.ui.program import Program
from tests.explorer.ui.conftest import OpenProgram, wait_for_blend

LONG = 240_000
SMALL = ("--batch-size", "27", "--widths", "8", "8", "8", "16", "--latent-shape", "4", "4", "4")


def test_a_training_starts_from_the_window_and_its_weights_are_used(
    program: Program, qtbot: QtBot, official_archive: Path
) -> None:
    window = program.window
    window.show_training()
    form = window.training.form
    form.choose_recipe("vae")
    form.data.setText(str(official_archive))
    form.epochs.setValue(1)
    form.init.setCurrentIndex(form.init.findData("scratch"))
    _make_small(program)
    before = wait_for_blend(program, qtbot)
    old = program.blend.renderer
    form.start.click()
    watcher = program.training.watcher
    qtbot.waitUntil(lambda: watcher.folder is not None, timeout=LONG)
    program.board.move_puck(0.4, 0.5, 1)  # exploring goes on
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(window.training.use.isEnabled, timeout=LONG)
    assert window.training.status.text().startswith("Finished")
    window.training.use.click()
    qtbot.waitUntil(lambda: program.blend.renderer is not old, timeout=LONG)
    renderer = program.blend.renderer
    assert renderer is not None
    models = renderer.engine.modelset
    assert models.latent_shape == (4, 4, 4)
    assert models.parts["vae"].recipe["epochs"] == 1
    assert len(program.board.board.pins) == 2
    assert (wait_for_blend(program, qtbot) != before).any()
    window.action_for(Do.REVERT).trigger()
    qtbot.waitUntil(lambda: program.models.folder == program.models.shipped, timeout=LONG)


def _make_small(program: Program) -> None:
    """The form asks for the recipe's own sizes; a test has no minutes for them."""
    training = program.training
    start = training.start
    program.window.training.start_requested.disconnect(start)

    def start_small(request: StartRequest) -> None:
        start(replace(request, more=SMALL))

    program.window.training.start_requested.connect(start_small)


def test_a_run_that_outlived_its_window_is_found_again(
    program: Program, qtbot: QtBot, official_archive: Path, open_program: OpenProgram
) -> None:
    more = ("--batch-size", "54", "--widths", "24", "32", "32", "--epochs", "100000")
    program.training.start(StartRequest("classifier", official_archive, "scratch", more=more))
    run = program.training.watcher.folder
    assert run is not None
    qtbot.waitUntil((run / "events.jsonl").is_file, timeout=LONG)
    program.window.close()
    again = open_program()
    view = again.window.training
    qtbot.waitUntil(lambda: view.status.text().startswith("Training"), timeout=LONG)
    view.cancel.click()
    qtbot.waitUntil(lambda: view.status.text().startswith("Cancelled"), timeout=LONG)
    assert RunWatch(run).look().status is Status.CANCELLED
    program.training.close()  # the process has ended: its first window must take leave of it
