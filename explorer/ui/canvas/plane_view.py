"""The plane of the canvas, as it is shown: pins, puck, the blend's picture, what fills it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.core.blend.field import Field
from explorer.core.board.board import Pin
from explorer.core.board.plane import Place
from explorer.core.gallery.pace import Pace
from explorer.ui.canvas.fill import fill_of, gone_on
from explorer.ui.canvas.geometry import Geometry, Hit
from explorer.ui.canvas.layers import Layers
from explorer.ui.canvas.navigation import Navigation
from explorer.ui.canvas.paint import legend_rect, paint
from explorer.ui.canvas.placing import MOVING, moving_rect, with_card
from explorer.ui.canvas.scene import Scene
from explorer.ui.canvas.words import in_words
from explorer.ui.parts.pixels import Picture, to_image
from explorer.ui.parts.style import theme_now


class PlaneView(QWidget):
    """Shows what its setters were given, and knows where things are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene()
        self._held: Hit | None = None
        self._filling = Pace(0)
        self._field: Field | None = None
        self._space, self._layers = Geometry(QSizeF()), Layers()
        self.navigation = Navigation(self)
        self.navigation.changed.connect(self._look)
        self.setMinimumSize(260, 200)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints all of itself

    @property
    def scene(self) -> Scene:
        """What is shown at this moment."""
        return self._scene

    @property
    def geometry_now(self) -> Geometry:
        """Where things are at this moment."""
        size, ratio = QSizeF(self.size()), self.devicePixelRatioF()
        scene = self._scene
        space = Geometry(size, ratio, self.navigation.eye, scene.places, scene.axes)
        if space != self._space:  # else what it has worked out is kept
            self._space = space
        return self._space

    @property
    def card_rect(self) -> QRectF | None:
        """Where the blend's picture is at this moment, with its words; None where there is none."""
        card = self._scene.card
        return None if card is None else card.rect(self.geometry_now.to_screen(self._scene.puck))

    def sizeHint(self) -> QSize:
        return QSize(620, 620)

    def set_pins(self, pins: Sequence[Pin], places: Sequence[Place]) -> None:
        """Show pins where they are drawn; images are made of pictures that are new alone."""
        scene = self._scene
        old = dict(zip((pin.source for pin in scene.pins), scene.originals, strict=True))
        if len(pins) != len(scene.pins):
            self._held = None  # what was dragged may be gone, or have another number
        self._show(
            pins=tuple(pins),
            places=tuple(places),
            originals=tuple(old.get(pin.source) or to_image(pin.source.picture) for pin in pins),
            chosen=scene.chosen if scene.chosen < len(pins) else -1,
            hovered=scene.hovered if scene.hovered < len(pins) else -1,
        )

    def set_plane(self, axes: bool, tidy: bool, sized: bool = False) -> None:
        """Draw axes, or lines from the pins and, where they stand tidily, their outline.

        Where points are ``sized``, upwards is how large wings are, which is written beside them.
        """
        self._show(axes=axes, tidy=tidy, sized=sized)

    def set_puck(
        self, place: Place, weights: Sequence[float], texts: Sequence[str], ghost: bool = False
    ) -> None:
        """Show the puck, and the pins' weights, as numbers and as they are written.

        It is a ghost where the weights are those of no point of the plane.
        """
        self._show(puck=place, weights=tuple(weights), texts=tuple(texts), ghost=ghost)
        self.setAccessibleDescription(in_words(self._scene.pins, texts))

    def set_picture(self, picture: Picture | None, caption: str = "") -> None:
        """Show the blend on the puck, and a few words under it."""
        self._show(picture=None if picture is None else to_image(picture), caption=caption)

    def set_field(self, field: Field | None) -> None:
        """Fill the plane with pictures or a map of a score, or with nothing."""
        last, self._field = self._field, field
        fill = None if field is None else gone_on(self._scene.fill, last, field)
        if fill is None:
            self.dress()
        else:  # hundreds of times: nothing but the progress is drawn anew
            self._scene = replace(self._scene, fill=fill)
            if self._filling.is_time():
                self.update(legend_rect(self._scene, self.geometry_now).toAlignedRect())

    def dress(self) -> None:
        """Draw what fills the plane in the colours of the present theme."""
        self._show(fill=fill_of(self._field, theme_now()))

    def zoom_in(self) -> None:
        """Come closer to the puck."""
        self.navigation.zoom(1, self.geometry_now.to_screen(self._scene.puck))

    def zoom_out(self) -> None:
        """See more of the plane."""
        self.navigation.zoom(-1, self.geometry_now.to_screen(self._scene.puck))

    def _show(self, **changes: object) -> None:
        before = self._scene
        self._scene = replace(before, **changes)  # type: ignore[arg-type]
        if changes.keys() - {"picture", "caption", "hovered", "focused", "target"}:
            self._place_card()
        if changes.keys() <= MOVING:
            space = self.geometry_now
            changed = moving_rect(before, space) | moving_rect(self._scene, space)
            self.update(changed.toAlignedRect())
        else:
            self.update()

    def _look(self, _: object) -> None:
        self._place_card()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_card()

    def _place_card(self) -> None:
        self._scene = with_card(self._scene, self.geometry_now, self._held is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint(painter, self._scene, self.geometry_now, theme_now(), self._layers)
        painter.end()
