"""What is restored at the next start."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from explorer.core.aside import aside, put_aside
from explorer.core.blend.field import FieldKind
from explorer.core.board.board import Board
from explorer.core.board.json import MAX_CLASSES, StoredBoard, restored_board, stored_board
from explorer.core.comparison import (
    Comparison,
    StoredComparison,
    restored_comparison,
    stored_comparison,
)
from explorer.core.gallery.view import Selection, order_named
from explorer.core.history import History, StoredHistory, restored_history, stored_history
from explorer.core.paths.json import StoredPath, restored_path, stored_path
from explorer.core.paths.path import PuckPath
from explorer.core.play.chance import MOST_SEED
from explorer.core.scores import blend_scores
from training.files.atomic import move, write_whole
from training.files.strict_json import (
    Malformed,
    Newer,
    Record,
    check_format,
    decode,
    encode,
    read_bytes,
)

FORMAT = 1
MAX_BYTES = 4 << 20
MAX_SEARCH = 1000
"""Letters that pictures are searched by."""
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
    scroll
        How far the gallery is scrolled down, in logical pixels.
    history
        The edits of boards that can be undone and done again.
    comparison
        What the board is compared with, shown or not.
    evidence
        Whether what the classifier sees is shown over the picture.
    seed
        What chance begins with; None for one that chance chooses.
    thumbnail
        Side of the gallery's pictures on the screen, in pixels.
    data
        The data set that the settings named, shown or not: another one since then is news.
    field, score
        What the plane is filled with, and which score a map of it shows; empty for what a search
        goes by.
    path, path_shown
        Of the puck over the plane, and whether it is seen, with its bar.
    training_data
        What the form of a training was given to train on by hand; None for the gallery's data set.
    skip_unreadable
        Whether a training is to do without pictures that cannot be read.
    geometry, layout
        Of the window and of its panels, as Qt gives them; empty for the usual ones.
    """

    board: Board = dataclasses.field(default_factory=Board)
    gallery: Path | None = None
    selection: Selection = dataclasses.field(default_factory=Selection)
    thumbnail: int = 64
    data: Path | None = None
    field: FieldKind = FieldKind.NOTHING
    score: str = ""
    path: PuckPath = dataclasses.field(default_factory=PuckPath)
    path_shown: bool = False
    training_data: Path | None = None
    skip_unreadable: bool = False
    geometry: bytes = b""
    layout: bytes = b""
    scroll: int = 0
    history: History = dataclasses.field(default_factory=History)
    comparison: Comparison = dataclasses.field(default_factory=Comparison)
    evidence: bool = False
    seed: int | None = None


class _Selection(Record):
    classes: Annotated[list[str], Meta(max_length=MAX_CLASSES)] | None
    split: str | None
    order: str
    reverse: bool
    text: Annotated[str, Meta(max_length=MAX_SEARCH)] = ""
    most_loss: Annotated[float, Meta(ge=0, le=255)] | None = None


class _Stored(Record, omit_defaults=True):
    board: StoredBoard
    gallery: Path | None
    selection: _Selection
    thumbnail: Annotated[int, Meta(ge=THUMBNAIL_SIDES[0], le=THUMBNAIL_SIDES[1])]
    field: FieldKind
    geometry: Annotated[bytes, Meta(max_length=MAX_GEOMETRY)]
    layout: Annotated[bytes, Meta(max_length=MAX_GEOMETRY)]
    data: Path | None = None
    path: StoredPath | None = None
    path_shown: bool = False
    training_data: Path | None = None
    skip_unreadable: bool = False
    scroll: Annotated[int, Meta(ge=0)] = 0
    score: Annotated[str, Meta(max_length=MAX_SEARCH)] = ""
    history: StoredHistory | None = None
    comparison: StoredComparison | None = None
    evidence: bool = False
    seed: Annotated[int, Meta(ge=0, le=MOST_SEED)] | None = None
    models: Path | None = None
    """Written by early versions, and never used."""
    format: int = 0


def save_session(path: Path, session: Session) -> None:
    """Write a session whole or not at all.

    Raises
    ------
    UserError
        Where it cannot be written; the last one is as it was then.
    """
    write_whole(path, encode(_stored(session)))


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
        content = read_bytes(path, MAX_BYTES)
        check_format(content, FORMAT)
        return _restored(decode(content, _Stored)), None
    except FileNotFoundError:
        return Session(), None
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
    except Newer:
        problem = "comes from a newer version of the program"
    except Malformed as error:
        problem = f"is damaged ({error})"
    return Session(), f"The last session {problem}: starting afresh. {put_aside(path)}"


def reset_session(path: Path) -> None:
    """Forget the session, but for a copy beside it; one that is not there is no error.

    Raises
    ------
    UserError
        Where it cannot be moved.
    """
    if path.exists():
        move(path, aside(path))


def _stored(session: Session) -> _Stored:
    shown = session.selection
    classes = None if shown.classes is None else sorted(shown.classes)
    return _Stored(
        format=FORMAT,
        board=stored_board(session.board),
        gallery=session.gallery,
        selection=_Selection(
            classes,
            shown.split,
            shown.order,
            shown.reverse,
            shown.text[:MAX_SEARCH],
            shown.most_loss,
        ),
        thumbnail=min(max(session.thumbnail, THUMBNAIL_SIDES[0]), THUMBNAIL_SIDES[1]),
        data=session.data,
        field=session.field,
        score=session.score,
        path=stored_path(session.path) if session.path != PuckPath() else None,
        path_shown=session.path_shown,
        training_data=session.training_data,
        skip_unreadable=session.skip_unreadable,
        geometry=session.geometry,
        layout=session.layout,
        scroll=max(0, session.scroll),
        history=stored_history(session.history) if session.history.edits else None,
        comparison=_compared(session.comparison),
        evidence=session.evidence,
        seed=session.seed,
    )


def _restored(stored: _Stored) -> Session:
    shown = stored.selection
    classes = None if shown.classes is None else frozenset(shown.classes)
    return Session(
        board=restored_board(stored.board),
        gallery=stored.gallery,
        selection=Selection(
            classes,
            shown.split,
            _order(shown.order),
            shown.reverse,
            shown.text,
            shown.most_loss,
        ),
        thumbnail=stored.thumbnail,
        data=stored.data,
        field=stored.field,
        score=stored.score if stored.score in {row.name for row in blend_scores()} else "",
        path=PuckPath() if stored.path is None else restored_path(stored.path),
        path_shown=stored.path_shown,
        training_data=stored.training_data,
        skip_unreadable=stored.skip_unreadable,
        geometry=stored.geometry,
        layout=stored.layout,
        scroll=stored.scroll,
        history=restored_history(stored.history) if stored.history else History(),
        comparison=restored_comparison(stored.comparison) if stored.comparison else Comparison(),
        evidence=stored.evidence,
        seed=stored.seed,
    )


def _compared(comparison: Comparison) -> StoredComparison | None:
    return None if comparison == Comparison() else stored_comparison(comparison)


def _order(name: str) -> str:
    try:
        return order_named(name)
    except ValueError as error:
        raise Malformed('"selection.order" is not known') from error
