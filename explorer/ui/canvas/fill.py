"""What fills the plane, drawn in the colours of a theme: bands of heights, lines between them."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from explorer.core.blend.field import Field, levels
from explorer.core.engine.backends import Floats
from explorer.ui.canvas.scene import Fill, Mark
from explorer.ui.parts.pixels import to_image
from explorer.ui.parts.style import Theme
from explorer.ui.parts.words import score

DEEPEST = 0.8
"""Share of gold in the highest band."""
LINE = 0.55
"""Share of ink in a contour line."""


def fill_of(field: Field | None, theme: Theme) -> Fill:
    """Return what is drawn of a field."""
    if field is None:
        return Fill()
    if field.heights is None:
        image = None if field.pixels is None else to_image(field.pixels)
        return Fill(image, title=_title(field), done=field.done)
    steps = levels(field.heights)
    colours = _colours(len(steps) + 1, theme)
    names = ["", *(f"{100 * step:.3g}" for step in steps)]
    marks = tuple(Mark(_name(ink), name) for ink, name in zip(colours, names, strict=True))
    return Fill(
        to_image(height_map(field.heights, steps, colours, theme)),
        smooth=True,
        title=_title(field),
        marks=marks,
        best=field.best,
        best_text=score(field.best_value),
        done=field.done,
    )


def gone_on(fill: Fill, last: Field | None, field: Field) -> Fill | None:
    """Return what was drawn of ``last``, with more done; None where ``field`` has a new look."""
    if last is None or last.heights is not field.heights or last.pixels is not field.pixels:
        return None
    return replace(fill, title=_title(field), done=field.done)


def height_map(heights: Floats, steps: Floats, colours: Floats, theme: Theme) -> NDArray[np.uint8]:
    """Return heights (h, w) as bands of colour (h, w, 3), with a line along each of ``steps``."""
    bands = np.digitize(heights, steps)
    colour = colours[bands]
    edge = np.zeros(bands.shape, bool)
    edge[:, 1:] |= bands[:, 1:] != bands[:, :-1]
    edge[1:] |= bands[1:] != bands[:-1]
    colour[edge] += (_rgb(theme.text) - colour[edge]) * LINE
    return np.rint(colour).astype(np.uint8)


def _title(field: Field) -> str:
    words = field.words[:1].upper() + field.words[1:]
    return words if field.done >= 1 else f"{words} \N{MIDDLE DOT} {round(100 * field.done)} %"


def _colours(count: int, theme: Theme) -> Floats:
    """From the plane's own colour to gold, (count, 3)."""
    low, high = _rgb(theme.surface), _rgb(theme.gold)
    shares = np.linspace(0, DEEPEST, count)[:, None]
    return np.asarray(low + (high - low) * shares)


def _rgb(colour: str) -> NDArray[np.float64]:
    made = QColor(colour)
    return np.array([made.red(), made.green(), made.blue()], np.float64)


def _name(ink: Floats) -> str:
    red, green, blue = np.rint(ink).astype(int).tolist()
    return QColor(red, green, blue).name()
