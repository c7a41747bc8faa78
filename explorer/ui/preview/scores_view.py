"""The scores of a picture, with reasons, and the likeliest classes."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.scores import Score, blend_scores
from explorer.ui.parts.plain import plain_tip
from explorer.ui.parts.style import theme_now
from explorer.ui.parts.words import class_label, percent, score

ROW = 22
TOP_CLASSES = 5
GAP, BAR_ROOM, APART = 3, 11, 12
"""Above and below a bar, the bar's own with the first of them, and between meters; in pixels."""
MOST_LINES = 4
"""Of a sentence; the rest is said on hover, so that no score is pushed out of sight."""
WIDEST, ROOM = "100", 6
"""What a meter says at most, and the pixels beside that."""


def role_label(role: str, text: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label of plain text that the style sheet knows by its role."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


class Meter(QWidget):
    """A named score between 0 and 100: number, bar, and a sentence where there is one to say.

    Parameters
    ----------
    lines
        Of the sentence for which there is room always, so that nothing moves when it comes.
    """

    def __init__(
        self, name: str, ink: str, tip: str, parent: QWidget | None = None, lines: int = 0
    ) -> None:
        super().__init__(parent)
        self._value: float | None = None
        self._ink, self._tip, self._told = ink, tip, ""
        self.setToolTip(tip)
        self.setAccessibleName(name)
        self.number = role_label("big", "–", self)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.reason = role_label("caption", "", self)
        self.reason.setWordWrap(True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.reason.setVisible(lines > 0)
        self.reason.setMinimumHeight(lines * self.reason.fontMetrics().lineSpacing())
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(GAP)
        layout.addWidget(role_label("heading", name, self), 0, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addWidget(self.number, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout.setRowMinimumHeight(1, BAR_ROOM - GAP)
        layout.addWidget(self.reason, 2, 0, 1, 2)
        layout.setColumnStretch(0, 1)

    def set_value(self, value: float | None, reason: str = "") -> None:
        """Show a value in [0, 1]; None greys the meter, and ``reason`` says why."""
        self._value = value
        self.number.setText("–" if value is None else score(value))
        self.number.setEnabled(value is not None)
        if reason != self._told:
            self._told = reason
            self._tell()
            self.reason.setVisible(bool(reason) or self.reason.minimumHeight() > 0)
        self.setAccessibleDescription(f"{self.number.text()} of 100. {reason}".strip())
        self.update()

    def _tell(self) -> None:
        """Write as many words of the reason as there is room for; the tip has them all."""
        shown, words = self._told, self._told.split(" ")
        while words and self._lines(shown) > MOST_LINES:
            words.pop()
            shown = " ".join(words) + "\N{HORIZONTAL ELLIPSIS}"
        self.reason.setText(shown)
        whole = shown == self._told
        self.setToolTip(self._tip if whole else plain_tip(f"{self._tip}\n{self._told}"))

    def _lines(self, text: str) -> int:
        font, wrap = self.reason.fontMetrics(), int(Qt.TextFlag.TextWordWrap)
        room = QRect(0, 0, self.width(), 10_000)
        return round(font.boundingRect(room, wrap, text).height() / font.lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the number the room of the widest: else each one would lay the panel out anew."""
        self.number.ensurePolished()
        widest = self.number.fontMetrics().boundingRect(WIDEST).size()
        self.number.setFixedSize(widest + QSize(ROOM, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_now(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = self.number.geometry().bottom() + 3
        _bar(painter, QRectF(0, top, self.width(), 6), self._value, getattr(theme, self._ink))
        painter.end()


def _bar(painter: QPainter, rect: QRectF, share: float | None, ink: str) -> None:
    painter.setBrush(QColor(theme_now().line))
    painter.drawRoundedRect(rect, 3, 3)
    if share:
        width = max(rect.height(), rect.width() * min(share, 1.0))
        painter.setBrush(QColor(ink))
        painter.drawRoundedRect(QRectF(rect.left(), rect.top(), width, rect.height()), 3, 3)


class ClassBars(QWidget):
    """The likeliest classes: name, bar and percentage, one line each, body and wings in gold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, float]] = []
        self._wanted: frozenset[str] = frozenset()
        self.setAccessibleName("Class probabilities")
        self.setToolTip("What the classifier sees, with how sure it is")
        self.setFixedHeight(TOP_CLASSES * ROW)

    @property
    def rows(self) -> list[tuple[str, float]]:
        """Class names and probabilities as shown, likeliest first."""
        return self._rows

    def sizeHint(self) -> QSize:
        return QSize(240, TOP_CLASSES * ROW)

    def set_classes(
        self, names: Sequence[str], probabilities: Sequence[float], wanted: frozenset[str]
    ) -> None:
        """Show the likeliest of ``names``; those in ``wanted`` count for the pegasus score."""
        pairs = sorted(zip(names, probabilities, strict=True), key=lambda pair: -pair[1])
        self._rows = [(name, float(p)) for name, p in pairs[:TOP_CLASSES]]
        self._wanted = wanted
        said = ", ".join(f"{class_label(name)} {percent(p)}" for name, p in self._rows)
        self.setAccessibleDescription(said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_now()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        label, number = 78.0, 46.0
        for i, (name, share) in enumerate(self._rows):
            top, wanted = i * ROW, name in self._wanted
            painter.setPen(QColor(theme.text if share > 0.1 or wanted else theme.muted))
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            word = painter.fontMetrics().elidedText(
                class_label(name), Qt.TextElideMode.ElideMiddle, int(label)
            )
            painter.drawText(QRectF(0, top, label, ROW), left, word)
            edge = QRectF(self.width() - number, top, number, ROW)
            painter.drawText(edge, right, percent(share))
            painter.setPen(Qt.PenStyle.NoPen)
            room = QRectF(label + 4, top + 8, self.width() - label - number - 8, 6)
            _bar(painter, room, share, theme.gold if wanted else theme.accent)
        painter.end()


class ScoresView(QWidget):
    """Scores and class bars, one below the other.

    ``told`` carries the scores in a line, for where there is no room for more; empty without any.
    """

    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.meters = {row.name: self._meter(row) for row in blend_scores()}
        self.classes = ClassBars(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(APART)
        for meter in self.meters.values():
            layout.addWidget(meter)
        layout.addWidget(role_label("heading", "Seen in it", self))
        layout.addWidget(self.classes)

    def _meter(self, row: Score) -> Meter:
        return Meter(row.label, row.ink, row.tip, self, lines=2 if row.reason else 0)

    def set_scores(self, values: Mapping[str, float], sentences: Mapping[str, str]) -> None:
        """Show scores by their names, each with a sentence where there is one to say."""
        for row in blend_scores():
            if row.name in self.meters:
                value = values.get(row.name)
                told = None if value is None else row.share(value)
                self.meters[row.name].set_value(told, sentences.get(row.name, ""))
        shown = [row for row in blend_scores() if row.name in values]
        self.told.emit(
            "  ·  ".join(f"{row.label} {score(row.share(values[row.name]))}" for row in shown)
        )

    def set_classes(
        self, names: Sequence[str], probabilities: Sequence[float], wanted: frozenset[str]
    ) -> None:
        """Show what is seen in it; classes in ``wanted`` make a pegasus."""
        self.classes.set_classes(names, probabilities, wanted)

    def clear(self, reason: str) -> None:
        """Show that there are no scores, and why."""
        for i, meter in enumerate(self.meters.values()):
            meter.set_value(None, "" if i else reason)
        self.classes.set_classes((), (), frozenset())
        self.told.emit("")
