"""What is restored at the next start."""

import base64
import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.core.blend.field import FieldKind
from explorer.core.board.board import Board
from explorer.core.board.json import MAX_CLASSES, board_from_json, board_to_json, decode_base64
from explorer.core.files.json_fields import Fields, Malformed, Newer, read
from explorer.core.gallery.view import Selection, order_named
from training.files.atomic import move, write_whole
from training.files.errors import UserError

FORMAT = 1
MAX_BYTES = 4 << 20
MAX_GEOMETRY = 1 << 16
"""Bytes of what the window says of itself; some hundreds are usual."""

THUMBNAIL_SIDES = (16, 256)


@dataclass(frozen=True)
class Session:
    """How the program was left.

    Attributes
    ----------
    board
        The blend on the canvas.
    gallery
        The data set that was shown; None for the starter gallery.
    selection
        Which of its pictures, in which order.
    thumbnail
        Side of the gallery's pictures on the screen, in pixels.
    data
        The data set that the settings named, shown or not: another one since then is news.
    field
        What the plane is filled with.
    geometry, layout
        Of the window and of its panels, as Qt gives them; empty for the usual ones.
    """

    board: Board = dataclasses.field(default_factory=Board)
    gallery: Path | None = None
    selection: Selection = dataclasses.field(default_factory=Selection)
    thumbnail: int = 64
    data: Path | None = None
    field: FieldKind = FieldKind.NOTHING
    geometry: bytes = b""
    layout: bytes = b""


def save_session(path: Path, session: Session) -> None:
    """Write a session whole or not at all.

    Raises
    ------
    UserError
        Where it cannot be written; the last one is as it was then.
    """
    write_whole(path, json.dumps(_to_json(session)).encode())


def load_session(path: Path) -> tuple[Session, str | None]:
    """Read a session; a file that cannot be used is put aside, never deleted.

    Returns
    -------
    Session
        As it was saved, or as at the first start.
    str or None
        What to tell the user, where something went wrong.
    """
    try:
        return _from_json(Fields(read(path, MAX_BYTES))), None
    except FileNotFoundError:
        return Session(), None
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
    except Newer:
        problem = "comes from a newer version of the program"
    except Malformed as error:
        problem = f"is damaged ({error})"
    return Session(), f"The last session {problem}: starting afresh. {_put_aside(path)}"


def reset_session(path: Path) -> None:
    """Forget the session, but for a copy beside it; one that is not there is no error.

    Raises
    ------
    UserError
        Where it cannot be moved.
    """
    if path.exists():
        move(path, _aside(path))


def _put_aside(path: Path) -> str:
    try:
        move(path, _aside(path))
    except UserError as error:
        return str(error)
    return f"It was kept as {_aside(path)}."


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.stem}-before{path.suffix}")


def _to_json(session: Session) -> dict[str, Any]:
    selection = session.selection
    return {
        "format": FORMAT,
        "board": board_to_json(session.board),
        "gallery": _text_of(session.gallery),
        "selection": {
            "classes": None if selection.classes is None else sorted(selection.classes),
            "split": selection.split,
            "order": selection.order,
            "reverse": selection.reverse,
        },
        "thumbnail": min(max(session.thumbnail, THUMBNAIL_SIDES[0]), THUMBNAIL_SIDES[1]),
        "data": _text_of(session.data),
        "field": session.field.value,
        "geometry": base64.b64encode(session.geometry).decode(),
        "layout": base64.b64encode(session.layout).decode(),
    }


def _from_json(fields: Fields) -> Session:
    fields.format(FORMAT)
    if fields.known("models"):
        fields.path("models")  # written by early versions, and never used
    session = Session(
        board=board_from_json(fields.inner("board")),
        gallery=fields.path("gallery"),
        selection=_selection(fields.inner("selection")),
        thumbnail=fields.whole("thumbnail", *THUMBNAIL_SIDES),
        data=fields.path("data") if fields.known("data") else None,
        field=fields.choice("field", FieldKind),
        geometry=decode_base64(fields.text("geometry", MAX_GEOMETRY * 2)),
        layout=decode_base64(fields.text("layout", MAX_GEOMETRY * 2)),
    )
    fields.end()
    return session


def _selection(fields: Fields) -> Selection:
    classes = fields.optional("classes", lambda name: fields.texts(name, MAX_CLASSES))
    selection = Selection(
        classes=None if classes is None else frozenset(classes),
        split=fields.optional("split", fields.text),
        order=fields.choice("order", order_named),
        reverse=fields.flag("reverse"),
    )
    fields.end()
    return selection


def _text_of(path: Path | None) -> str | None:
    return None if path is None else str(path.absolute())
