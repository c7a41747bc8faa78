"""What fills the plane is drawn once a look, however often it is told how far the work is."""

from dataclasses import replace

import numpy as np
from pytestqt.qtbot import QtBot

from explorer.core.blend.field import Field
from explorer.ui.canvas.fill import fill_of
from explorer.ui.canvas.view import CanvasView
from explorer.ui.parts.style import DARK, LIGHT

SLOPE = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (64, 1))


def test_progress_draws_no_look_anew(qtbot: QtBot) -> None:
    canvas = CanvasView()
    qtbot.addWidget(canvas)
    field = Field(0.5, "realism", heights=SLOPE, best=(0.9, 0.5), best_value=0.97)
    canvas.set_field(field)
    drawn = canvas.scene.fill.image
    canvas.set_field(replace(field, done=0.7))
    fill = canvas.scene.fill
    assert fill.image is drawn and fill.title == "Realism · 70 %" and fill.done == 0.7
    canvas.set_field(replace(field, done=1.0, heights=SLOPE.T))
    assert canvas.scene.fill.image != drawn and canvas.scene.fill.title == "Realism"
    canvas.set_field(None)
    assert canvas.scene.fill.image is None and not canvas.scene.fill.title


def test_a_map_has_bands_with_lines_between_them_and_a_legend_of_their_numbers() -> None:
    field = Field(1.0, "realism", heights=SLOPE, best=(0.9, 0.5), best_value=0.97)
    for theme in (DARK, LIGHT):
        fill = fill_of(field, theme)
        assert [mark.text for mark in fill.marks] == ["", "20", "40", "60", "80"]
        assert fill.image is not None and fill.best_text == "97"
        inks = [fill.image.pixelColor(x, 30).name() for x in range(64)]
        assert {mark.ink for mark in fill.marks} < set(inks) and len(set(inks)) > 5
