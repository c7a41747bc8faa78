"""Asks what is to stand below the pictures of a contact sheet."""

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from explorer.ui.favourites.captions import CAPTIONS, USUAL, Caption


class CaptionsDialog(QDialog):
    """A box to tick for each line; ``chosen`` has those that are ticked, in the sheet's order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Contact sheet")
        self.boxes = {caption: QCheckBox(caption.label, self) for caption in CAPTIONS}
        column = QVBoxLayout(self)
        column.addWidget(QLabel("Below each picture stand:", self))
        for caption, box in self.boxes.items():
            box.setChecked(caption in USUAL)
            column.addWidget(box)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    @property
    def chosen(self) -> tuple[Caption, ...]:
        """The lines that are ticked."""
        return tuple(caption for caption, box in self.boxes.items() if box.isChecked())


def ask_captions(parent: QWidget) -> tuple[Caption, ...] | None:
    """Ask what stands below each picture; None where no sheet is wanted after all."""
    dialog = CaptionsDialog(parent)
    agreed = dialog.exec()
    chosen = dialog.chosen
    dialog.deleteLater()
    return chosen if agreed else None
