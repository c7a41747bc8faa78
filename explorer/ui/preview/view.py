"""The picture, large and sharp, with the source it can be compared with."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from explorer.ui.parts.buttons import choice_button
from explorer.ui.parts.glossary import meaning
from explorer.ui.parts.pixels import SIDE, Picture, to_image
from explorer.ui.parts.shown import Shown
from explorer.ui.preview.pixel_view import PixelView

TIPS = {shown: meaning(shown.value) for shown in Shown}


class PreviewView(QWidget):
    """The large picture and, below it, what it is: blend, model's copy or original."""

    shown_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: dict[Shown, QImage | None] = dict.fromkeys(Shown)
        self._shown = Shown.BLEND
        self.picture = PixelView("Large preview", self)
        self._group = QButtonGroup(self)
        self._buttons = {
            shown: choice_button(self._group, i, shown.value, TIPS[shown])
            for i, shown in enumerate(Shown)
        }
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self._buttons.values():
            row.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.picture)
        layout.addLayout(row)
        self._group.idClicked.connect(self._clicked)
        self._buttons[Shown.BLEND].setChecked(True)

    @property
    def shown(self) -> Shown:
        """Which of the three is shown."""
        return self._shown

    def set_picture(self, shown: Shown, picture: Picture | None) -> None:
        """Give one of the three pictures; it appears when its button is down."""
        image = self._images[shown] = None if picture is None else to_image(picture)
        self._buttons[shown].setEnabled(image is not None or shown is Shown.BLEND)
        if image is None and self._shown is shown:
            self.show_part(Shown.BLEND)
        self.picture.set_image(self._images[self._shown])

    def show_part(self, shown: Shown) -> None:
        """Show the blend, the copy or the original, as if its button were clicked."""
        changed = shown is not self._shown
        self._shown = shown
        self._buttons[shown].setChecked(True)
        self.picture.set_image(self._images[shown])
        self.picture.setAccessibleDescription(shown.value)
        if changed:
            self.shown_changed.emit(shown)

    def _clicked(self, number: int) -> None:
        self.show_part(list(Shown)[number])

    def toggle(self) -> None:
        """Before or after: go to the original, and from anything else back to the blend."""
        back = self._shown is not Shown.BLEND or self._images[Shown.ORIGINAL] is None
        self.show_part(Shown.BLEND if back else Shown.ORIGINAL)

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * SIDE + 16, 5 * SIDE)


def pixel_label(image: QImage, zoom: int, ratio: float) -> QImage:
    """Return ``image`` enlarged ``zoom`` times without smoothing, for a drag or an icon."""
    made = image.scaled(
        image.width() * zoom,
        image.height() * zoom,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.FastTransformation,
    )
    made.setDevicePixelRatio(ratio)
    return made
