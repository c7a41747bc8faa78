"""A real training from the window: started, watched, finished, its weights used, no restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from explorer.core.runs import plan
from explorer.core.runs.runs import StartRequest
from explorer.core.runs.watch import RunWatch, Status
from explorer.ui.actions import Do
from explorer.ui.models.words import USED
from explorer.ui.program import Program
from tests.explorer.ui.conftest import OpenProgram, wait_for_blend
from training.recipes import ClassifierRecipe

LONG = 600_000
SMALL = {"batch_size": "27", "widths": "8, 8, 8, 16", "latent_shape": "4, 4, 4"}


def test_a_training_starts_from_the_window_and_its_weights_are_used(
    program: Program, qtbot: QtBot, official_archive: Path
) -> None:
    window = program.window
    window.show_training()
    form, run = window.training.form, window.training.run
    form.choose_recipe("vae")
    form.data.setText(str(official_archive))
    form.epochs.setValue(1)
    form.init.setCurrentIndex(form.init.findData("scratch"))
    make_small(program)
    before = wait_for_blend(program, qtbot)
    old = program.blend.renderer
    form.start.click()
    watcher = program.training.watcher
    qtbot.waitUntil(lambda: watcher.folder is not None, timeout=LONG)
    program.board.move_puck(0.4, 0.5, 1)  # exploring goes on
    wait_for_blend(program, qtbot)
    qtbot.waitUntil(run.use.isEnabled, timeout=LONG)
    assert run.status.text().startswith("Finished")
    run.use.click()
    qtbot.waitUntil(lambda: program.blend.renderer is not old, timeout=LONG)
    renderer = program.blend.renderer
    assert renderer is not None
    models = renderer.engine.modelset
    assert models.latent_shape == (4, 4, 4)
    assert models.parts["vae"].recipe["epochs"] == 1
    assert run.use.isVisible() and not run.use.isEnabled() and run.use.toolTip() == USED
    assert len(program.board.board.pins) == 2
    assert (wait_for_blend(program, qtbot) != before).any()
    window.action_for(Do.REVERT).trigger()
    qtbot.waitUntil(lambda: program.models.folder == program.models.shipped, timeout=LONG)
    assert run.use.isEnabled()


def make_small(program: Program) -> None:
    """Set under "More" what makes a VAE tiny; a test has no minutes for the recipe's own sizes."""
    form = program.window.training.form
    form.more_button.click()
    for name, value in SMALL.items():
        field = form.more.fields[name]
        if isinstance(field, QSpinBox):
            field.setValue(int(value))
        else:
            assert isinstance(field, QLineEdit)
            field.setText(value)


def test_a_data_set_of_ones_own_is_trained_and_explored(
    program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "FIRST", ClassifierRecipe(widths=(8, 8, 8), epochs=1, depth=2))
    data = draw_shapes(tmp_path / "shapes")
    window = program.window
    window.show_training()
    form, run = window.training.form, window.training.run
    form.choose_recipe("vae")
    form.data.setText(str(data))
    form.epochs.setValue(1)
    qtbot.waitUntil(lambda: "broken.png" in form.said.text(), timeout=LONG)
    assert not form.start.isEnabled()
    qtbot.mouseClick(form.skip, Qt.MouseButton.LeftButton)
    make_small(program)
    qtbot.waitUntil(lambda: "then VAE" in form.start.text(), timeout=LONG)
    assert "circle, square, triangle" in form.facts.text() and "1 skipped" in form.facts.text()
    qtbot.mouseClick(form.start, Qt.MouseButton.LeftButton)

    def is_trained() -> bool:
        state = run.shown
        return bool(state and state.name == "vae" and run.use.isVisible())

    qtbot.waitUntil(is_trained, timeout=LONG)
    old = program.blend.renderer
    qtbot.mouseClick(run.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.blend.renderer is not old, timeout=LONG)
    renderer = program.blend.renderer
    assert renderer is not None
    assert renderer.engine.modelset.classes == ("circle", "square", "triangle")
    program.openings.open_paths((data,))
    qtbot.waitUntil(lambda: program.gallery.source_named("circle/00") is not None, timeout=LONG)
    program.board.clear()
    for name in ("circle/00", "square/00"):
        source = program.gallery.source_named(name)
        assert source is not None
        program.board.add(source)
    wait_for_blend(program, qtbot)
    result = program.blend.result
    assert result is not None and result.error is None
    assert result.probabilities is not None and len(result.probabilities) == 3


def draw_shapes(folder: Path) -> Path:
    """Three drawn classes, thirty pictures each, one of them unreadable."""
    for name, draw in SHAPES.items():
        (folder / name).mkdir(parents=True)
        for number in range(30):
            picture = Image.new("RGB", (32, 32), (8 * number, 90, 200 - 5 * number))
            draw(ImageDraw.Draw(picture), 4 + number % 6)
            picture.save(folder / name / f"{number:02}.png")
    (folder / "square" / "broken.png").write_bytes(b"this is no picture")
    return folder


SHAPES: dict[str, Callable[[ImageDraw.ImageDraw, int], None]] = {
    "circle": lambda pen, at: pen.ellipse((at, at, at + 18, at + 18), "white"),
    "square": lambda pen, at: pen.rectangle((at, at, at + 18, at + 18), "gold"),
    "triangle": lambda pen, at: pen.polygon(((at, 26), (at + 9, 6), (at + 18, 26)), "red"),
}


def test_a_run_that_outlived_its_window_is_found_again(
    program: Program, qtbot: QtBot, official_archive: Path, open_program: OpenProgram
) -> None:
    settings = ClassifierRecipe(batch_size=54, widths=(24, 32, 32))
    program.training.start(
        StartRequest("classifier", official_archive, "scratch", epochs=100_000, settings=settings)
    )
    qtbot.waitUntil(lambda: program.training.watcher.folder is not None, timeout=LONG)
    run = program.training.watcher.folder
    assert run is not None
    qtbot.waitUntil((run / "events.jsonl").is_file, timeout=LONG)
    program.window.close()
    again = open_program()
    view = again.window.training.run
    qtbot.waitUntil(lambda: view.status.text().startswith("Training"), timeout=LONG)
    view.cancel.click()
    qtbot.waitUntil(lambda: view.status.text().startswith("Cancelled"), timeout=LONG)
    assert RunWatch(run).look().status is Status.CANCELLED
    program.training.close()  # the process has ended: its first window must take leave of it
