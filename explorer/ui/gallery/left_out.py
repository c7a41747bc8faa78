"""The list of files that a gallery does not show."""

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QDialog, QLabel, QWidget

from explorer.core.gallery.gallery import LeftOut
from explorer.ui.parts.dialogs import page


def show_left_out(parent: QWidget, left_out: Sequence[LeftOut]) -> None:
    """List what is not shown, and why, until the page is closed."""
    dialog = left_out_page(parent, left_out)
    dialog.exec()
    dialog.deleteLater()


def left_out_page(parent: QWidget, left_out: Sequence[LeftOut]) -> QDialog:
    """Return the page that lists what is not shown."""
    text = QLabel("".join(map(_listed, left_out)), parent)
    text.setWordWrap(True)
    return page(parent, "Left out of the gallery", text)


def _listed(part: LeftOut) -> str:
    rest = part.count - len(part.files)
    lines = [*map(escape, part.files), *([f"… and {rest:,} more"] if rest else [])]
    title = part.what[:1].upper() + part.what[1:]
    return f"<p><b>{title}: {part.count:,}</b></p><p>{'<br>'.join(lines)}</p>"
