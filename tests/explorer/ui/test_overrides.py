"""A mistake in a method that Qt calls is told, and does not end the process."""

import subprocess
import sys

CODE = """
from explorer.ui.overrides import tell_mistakes
tell_mistakes()
from PySide6.QtCore import QAbstractListModel, QModelIndex
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget

class Panel(QWidget):
    def minimumSizeHint(self):
        return [][3]

class Command(QUndoCommand):
    def redo(self):
        max([])

class Rows(QAbstractListModel):
    def rowCount(self, parent=QModelIndex()):
        return 1
    def data(self, index, role=0):
        return ()[role]

app = QApplication([])
panel, column, view, rows = QWidget(), QVBoxLayout(), QListView(), Rows()
panel.setLayout(column)
column.addWidget(Panel())
view.setModel(rows)
for call in (
    column.minimumSize, lambda: QUndoStack().push(Command()), lambda: view.sizeHintForRow(0)
):
    try:
        call()
    except Exception as error:
        print(type(error).__name__)
"""


def test_a_mistake_in_what_qt_calls_is_an_exception_like_any_other() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["IndexError", "ValueError", "IndexError"]
