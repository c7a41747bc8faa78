"""All that is to be seen on the canvas, as frozen data."""

from dataclasses import dataclass

from PySide6.QtGui import QImage

from explorer.core.board.board import Pin
from explorer.core.board.plane import Place
from explorer.ui.canvas.loupe import Card


@dataclass(frozen=True)
class Mark:
    """A number at a step of the colours that the plane is filled with."""

    ink: str
    text: str


@dataclass(frozen=True)
class Fill:
    """What the plane is filled with.

    Attributes
    ----------
    image
        Drawn over the unit square; None while there is nothing to show.
    smooth
        Whether it is drawn without sharp pixels.
    title, marks
        Its legend: what it shows, and colours with what they stand for.
    best, best_text
        The best point, and what it has.
    done
        Share of the work that is done, 0 to 1.
    """

    image: QImage | None = None
    smooth: bool = False
    title: str = ""
    marks: tuple[Mark, ...] = ()
    best: Place | None = None
    best_text: str = ""
    done: float = 1.0


@dataclass(frozen=True)
class Scene:
    """All that is to be seen; ``hovered`` and ``chosen`` are pins, or -1.

    ``places`` are where pins are drawn, ``texts`` their weights as written. The plane has ``axes``
    where they are amounts; ``tidy`` pins stand in their places. The puck is a ``ghost`` where the
    weights are those of no point. ``card`` is where the blend's picture is.
    """

    pins: tuple[Pin, ...] = ()
    places: tuple[Place, ...] = ()
    originals: tuple[QImage, ...] = ()
    axes: bool = False
    tidy: bool = True
    sized: bool = False
    puck: Place = (0.5, 0.5)
    ghost: bool = False
    weights: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    picture: QImage | None = None
    card: Card | None = None
    fill: Fill = Fill()
    caption: str = ""
    hovered: int = -1
    chosen: int = -1
    target: int | None = None
    focused: bool = False
