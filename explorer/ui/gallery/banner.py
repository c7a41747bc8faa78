"""Below the pictures: what is going on, or else how to get more of them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

INVITATION = "The model made these pictures up. Blend them, or bring real ones."


class Banner(QFrame):
    """A line, and buttons for it; there is progress while something goes on."""

    get_data_wanted = Signal()
    open_folder_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self._invites, self._busy, self._gives_way = True, False, False
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.get = QPushButton("Get CIFAR-10", self)
        self.get.setProperty("primary", True)
        self.get.setToolTip("Fetch 60,000 real pictures (170 MB), once")
        self.open = QPushButton("Open folder…", self)
        self.open.setToolTip("Look through a folder of pictures of your own")
        self.cancel = QPushButton("Cancel", self)
        self.get.clicked.connect(self.get_data_wanted)
        self.open.clicked.connect(self.open_folder_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(self.text)
        layout.addWidget(self.progress)
        buttons = QHBoxLayout()
        for button in (self.get, self.open, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def invite(self, invites: bool) -> None:
        """Offer real pictures, or nothing."""
        self._invites = invites
        self._show()

    def give_way(self, gives_way: bool) -> None:
        """Leave the room to something else, while nothing is going on."""
        self._gives_way = gives_way
        self._show()

    def show_progress(self, text: str, share: float | None = None) -> None:
        """Say what is going on; ``share`` in [0, 1], None where nobody knows how much is left."""
        self._busy = True
        self.progress.setRange(0, 0 if share is None else 1000)
        self.progress.setValue(0 if share is None else round(1000 * share))
        self._show(text)

    def end_progress(self) -> None:
        """Say that nothing is going on any more."""
        self._busy = False
        self._show()

    def _show(self, progress: str = "") -> None:
        """Show what is going on, or else the invitation."""
        if progress or not self._busy:
            self.text.setText(progress or INVITATION)
        self.get.setVisible(not self._busy)
        self.open.setVisible(not self._busy)
        self.cancel.setVisible(self._busy)
        self.progress.setVisible(self._busy)
        self.setVisible(self._busy or (self._invites and not self._gives_way))
