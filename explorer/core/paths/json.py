"""Paths as JSON."""

from typing import Annotated

from msgspec import Meta

from explorer.core.board.plane import Place
from explorer.core.paths.path import MAX_POINTS, PuckPath
from explorer.core.paths.walking import Ease, Ends, Pace
from training.files.errors import UserError
from training.files.strict_json import Malformed, Record


class StoredPath(Record):
    """A path as it is written; what is allowed of a value is for the path itself to say."""

    points: Annotated[list[Place], Meta(max_length=MAX_POINTS)]
    seconds: float
    ends: Ends
    ease: Ease
    pace: Pace


def stored_path(path: PuckPath) -> StoredPath:
    """Return every field of a path as it is written."""
    return StoredPath(list(path.points), path.seconds, path.ends, path.ease, path.pace)


def restored_path(stored: StoredPath) -> PuckPath:
    """Return the path that was written.

    Raises
    ------
    Malformed
        Where a value is not what a path allows.
    """
    try:
        return PuckPath(tuple(stored.points), stored.seconds, stored.ends, stored.ease, stored.pace)
    except UserError as error:
        raise Malformed(f"its path is refused: {error}") from error
