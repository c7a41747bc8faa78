"""The box that says what the plane of the canvas is filled with."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from explorer.core.blend.field import FieldKind
from explorer.core.scores import blend_scores, merit_words
from explorer.ui.parts.calm import calm

MAP = "gold is high, lines join equal heights, a star is the best point (B goes there)"
FIELDS = {
    (FieldKind.NOTHING, ""): ("Empty", "The plane is plain"),
    (FieldKind.PICTURES, ""): ("Pictures", "What the blend would be everywhere, ever finer"),
    (FieldKind.SCORE, ""): ("Score", f"{merit_words().capitalize()}: {MAP}"),
}


class FieldBox(QComboBox):
    """Nothing, pictures, or one of the scores; ``chosen`` carries the kind and the score's name."""

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        calm(self)
        self.setAccessibleName("What the plane is filled with")
        maps = {
            (FieldKind.SCORE, row.name): (row.label, f"{row.tip}; {MAP}") for row in blend_scores()
        }
        for key, (text, tip) in (FIELDS | maps).items():
            self.addItem(text, ":".join(key))
            self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.setToolTip("What the plane of the canvas is filled with (P)")
        self.activated.connect(self._tell)

    def show_field(self, kind: FieldKind, score: str = "") -> None:
        """Show what the plane is filled with."""
        self.setCurrentIndex(self.findData(f"{kind}:{score}"))

    def _tell(self, place: int) -> None:
        kind, score = self.itemData(place).split(":", 1)
        self.chosen.emit(FieldKind(kind), score)
