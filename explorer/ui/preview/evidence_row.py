"""The line below the large picture that turns the classifier's evidence on, and its legend."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from explorer.core.engine.backends import Floats
from explorer.ui.parts.glossary import meaning
from explorer.ui.parts.words import percent
from explorer.ui.preview.evidence_layer import SIGNS, EvidenceLayer, Sign, draw_swatch
from explorer.ui.preview.scores_view import role_label

SWATCH = 16
TIPS = {
    "body": "Where the classifier sees a body: blue, with rising lines and a whole edge",
    "wings": "Where it sees wings: orange, with falling lines and a broken edge",
}


class Swatch(QWidget):
    """A small square of what a part is shown by."""

    def __init__(self, sign: Sign, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self.setFixedSize(QSize(SWATCH, SWATCH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_swatch(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self._sign)
        painter.end()


class EvidenceRow(QWidget):
    """A box to tick; while it is ticked, a legend.

    ``switched`` says whether the evidence is to be seen.
    """

    switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: list[EvidenceLayer] = []
        self._is_blend = True
        self.box = QCheckBox("Evidence", self)
        self.legend = QWidget(self)
        self.labels = [role_label("caption", sign.name, self.legend) for sign in SIGNS]
        inner = QHBoxLayout(self.legend)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addStretch(1)
        for sign, label in zip(SIGNS, self.labels, strict=True):
            label.setToolTip(TIPS[sign.name])
            inner.addSpacing(6)
            inner.addWidget(Swatch(sign, self.legend))
            inner.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addWidget(self.legend, 1)
        self.box.toggled.connect(self._toggled)
        self.legend.hide()
        self.set_usable("")

    def add_layer(self, layer: EvidenceLayer) -> None:
        """Let the box turn a layer on, and show there what is seen."""
        self._layers.append(layer)
        self._show_layers()

    def set_over(self, is_blend: bool) -> None:
        """Show it over the blend alone: of a source it is not told."""
        self._is_blend = is_blend
        self._show_layers()

    def set_usable(self, reason: str) -> None:
        """Grey the box where there is a reason why nothing can be told."""
        self.box.setEnabled(not reason)
        self.box.setToolTip(reason or f"{meaning('Evidence')} (E)")

    def set_evidence(self, evidence: Floats | None) -> None:
        """Show the shares of a body and of wings at each pixel, (2, 32, 32); None for nothing."""
        for layer in self._layers:
            layer.set_evidence(evidence)
        tops = () if evidence is None else zip(SIGNS, evidence.max((1, 2)).tolist(), strict=True)
        said = ", ".join(f"{sign.name} {percent(top)} at most" for sign, top in tops)
        self.legend.setAccessibleDescription(said)

    def _toggled(self, on: bool) -> None:
        self.legend.setVisible(on)
        self._show_layers()
        self.switched.emit(on)

    def _show_layers(self) -> None:
        for layer in self._layers:
            layer.setVisible(self._is_blend and self.box.isChecked())
