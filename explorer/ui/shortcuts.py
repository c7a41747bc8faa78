"""What keys and gestures do, by subject: what the page of shortcuts says."""

from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence

from explorer.ui.actions import REDO_KEYS, UNDO_KEYS, Do

Row = tuple[str, str]
"""Keys or a gesture, and what they do."""


class Subject(NamedTuple):
    """A heading, the actions below it, and what of it is no action."""

    title: str
    actions: tuple[Do, ...]
    gestures: tuple[Row, ...] = ()


SUBJECTS = (
    Subject(
        "Board and files",
        (
            *(Do.NEW, Do.OPEN, Do.OPEN_FOLDER, Do.COPY, Do.PASTE, Do.EXPORT, Do.KEEP),
            *(Do.SETTINGS, Do.QUIT),
        ),
    ),
    Subject(
        "Gallery and favourites",
        (Do.FIND,),
        (
            ("Enter", "In the gallery: pin the picture, or take it off"),
            ("Enter, Delete", "In the favourites: open the board of one, or delete it"),
        ),
    ),
    Subject(
        "Search and chance",
        (Do.SEARCH, Do.RANDOM, Do.SURPRISE, Do.NEXT_SEED, Do.SEED_BEFORE, Do.CHANCE),
    ),
    Subject(
        "Canvas",
        (
            *(Do.CENTRE, Do.NEXT_MODE, Do.NEXT_FIELD, Do.BEST),
            *(Do.FIT, Do.ZOOM_IN, Do.ZOOM_OUT),
        ),
        (
            ("Arrow keys", "Move the blend, or the chosen picture; finer with Shift"),
            ("1 … 8, 0", "Choose a picture, or the blend again"),
            ("Delete, L", "Take the chosen picture off, or lock it"),
            ("Wheel, middle drag, Space", "Zoom about the mouse; look about"),
            ("Double click", "On a pin: move the blend there"),
        ),
    ),
    Subject(
        "Path",
        (Do.PATH, Do.PLAY),
        (
            (
                "Page Up, Page Down, Insert, Delete",
                "While it is drawn: choose, add or delete a point; arrow keys move it",
            ),
        ),
    ),
    Subject(
        "Large picture",
        (Do.COMPARE, Do.COMPARISON, Do.EVIDENCE, Do.ENLARGE),
        (("Double click", "Enlarge the picture, or close what is enlarged"),),
    ),
    Subject(
        "Wings and regions",
        (Do.FLIP_WING, Do.WING_BEHIND, Do.PAIR_OF_WINGS),
        (
            ("Tab, arrow keys", "On wings: go to a dot, and move it; more by Shift"),
            (
                "Arrow keys, Space, 1 … 8, 0",
                "On regions: move the brush, paint, choose the picture to paint with, rub out",
            ),
        ),
    ),
    Subject(
        "Trainings and model sets",
        (Do.TRAIN, Do.MODEL_SETS),
        (("F2, Del", "In their lists: rename one, or delete it"),),
    ),
    Subject(
        "Window",
        (Do.FULL_SCREEN, Do.SHORTCUTS),
        (
            ("Tab", "Go to the next control; with Shift, to the one before"),
            ("Menu key", "Open the context menu of what has the focus, as a right click does"),
        ),
    ),
)
"""All that has keys is in one of them."""


def shortcut_groups(actions: dict[Do, QAction]) -> list[tuple[str, list[Row]]]:
    """Return the headings of the page of shortcuts, each with its keys and what they do."""
    groups = []
    for subject in SUBJECTS:
        told = [(_written(actions[do].shortcuts()), actions[do]) for do in subject.actions]
        rows = [(keys, action.statusTip()) for keys, action in told if keys]
        groups.append((subject.title, [*rows, *subject.gestures]))
    _, board = groups[0]
    for keys, text in ((UNDO_KEYS, "Undo"), (REDO_KEYS, "Redo")):
        board.append((_written([QKeySequence(key) for key in keys]), text))
    return groups


def _written(keys: list[QKeySequence]) -> str:
    """Keys as this system writes them: "Ctrl+Y or Ctrl+Shift+Z"."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(filter(None, dict.fromkeys(key.toString(native) for key in keys)))
