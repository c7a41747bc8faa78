"""What is seen in the blend: the large picture, scores, what is set by hand, and the weights."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.ui.canvas.weights_view import WeightsView
from explorer.ui.parts.pages import Pages
from explorer.ui.parts.pixels import SIDE
from explorer.ui.parts.scrolled import LowArea
from explorer.ui.parts.shown import Shown
from explorer.ui.preview.evidence_layer import EvidenceLayer
from explorer.ui.preview.evidence_row import EvidenceRow
from explorer.ui.preview.nearest_view import NearestView
from explorer.ui.preview.scores_view import ScoresView, role_label
from explorer.ui.preview.view import PreviewView
from explorer.ui.regions.control import NO_REGIONS
from explorer.ui.regions.layer import RegionsLayer
from explorer.ui.regions.view import RegionsView
from explorer.ui.wings.control import NO_WINGS
from explorer.ui.wings.view import PreviewHandles, WingsView

INSPECTOR_WIDTH = 296
LEAST, MOST = 4, 12
"""Times that the picture is enlarged: where there is no room, and at most."""
MARGIN = 12
SHARE = 3
"""The picture takes one of so many parts of the height, and so do the weights at most."""
NEAREST = "The pictures of the gallery that are nearest to what you see, by the model's latents"


class Inspector(QWidget):
    """The large picture with layers over it, pages below it, and the weights below all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview, self.scores = PreviewView(self), ScoresView(self)
        for widget in (self, self.preview, self.scores):
            widget.setAutoFillBackground(True)  # else all behind them is painted with each frame
        self.evidence, layer = EvidenceRow(self), EvidenceLayer(self.preview.picture)
        self.evidence.add_layer(layer)  # below the dots
        self.wings, self.dots = WingsView(self), PreviewHandles(self.preview.picture)
        self.regions, self.region_layer = RegionsView(self), RegionsLayer(self.preview.picture)
        self.nearest, self.weights = NearestView(self), WeightsView(self)
        self.pages = Pages("Scores, wings, regions, nearest", MARGIN, self)
        self.pages.add_page("Scores", "What is seen in the blend", self.scores)
        self.pages.add_page("Wings", "", self.wings)
        self.pages.add_page("Regions", "", self.regions)
        self.pages.add_page("Nearest", NEAREST, self.nearest)
        self._lay_out()
        self.preview.shown_changed.connect(self._show_layers)
        self.pages.turned.connect(self._show_layers)
        self.scores.told.connect(self.pages.set_line)
        self.regions.seen_chosen.connect(self.region_layer.set_seen)
        self.set_wings_usable(False)
        self.set_regions_usable(False)
        self._show_layers()

    def _lay_out(self) -> None:
        """Let pages scroll alone: the picture is in sight whatever is set below it."""
        self.setMinimumWidth(INSPECTOR_WIDTH)
        seen = QVBoxLayout()
        seen.setContentsMargins(MARGIN, MARGIN, MARGIN, 0)
        seen.setSpacing(10)
        seen.addWidget(self.preview)
        seen.addWidget(self.evidence)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addLayout(seen)
        rows.addWidget(self.pages, 1)
        rows.addWidget(self._weights_panel())

    def _weights_panel(self) -> QWidget:
        panel = QWidget(self)
        column = QVBoxLayout(panel)
        column.setContentsMargins(MARGIN, 0, MARGIN, 6)
        column.setSpacing(4)
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(role_label("heading", "Weights", panel))
        heading.addWidget(self.weights.note, 1)
        column.addLayout(heading)
        self._listed = LowArea(self.weights, "Weights")
        column.addWidget(self._listed)
        return panel

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._listed.set_most(self.height() // SHARE)
        self._fit_picture()

    def _fit_picture(self) -> None:
        """Enlarge the picture by whole times, by the size alone: no page and no pin moves it."""
        room = min(self.width() - 2 * MARGIN, self.height() // SHARE)
        self.preview.picture.setFixedHeight(SIDE * min(max(room // SIDE, LEAST), MOST))

    def set_wings_usable(self, usable: bool) -> None:
        """Offer the page of wings that are set by hand, or say when they are."""
        tip = "How the wings are set and cut, by hand" if usable else NO_WINGS
        self.pages.set_usable(self.pages.number_of(self.wings), usable, tip)

    def set_regions_usable(self, usable: bool) -> None:
        """Offer the page of painted regions, or say when they are."""
        tip = "Paint which source each place of the picture comes from" if usable else NO_REGIONS
        self.pages.set_usable(self.pages.number_of(self.regions), usable, tip)

    def _show_layers(self, *_: object) -> None:
        """Show dots of wings, or regions, over the blend alone: a source has none."""
        is_blend = self.preview.shown is Shown.BLEND
        painting = self.pages.page == self.pages.number_of(self.regions)
        self.dots.setVisible(is_blend)
        self.evidence.set_over(is_blend)
        self.region_layer.setVisible(is_blend and painting)
