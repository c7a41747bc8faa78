"""The pictures along a path, or along boards, one frame after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from explorer.core.blend.renderer import Rendered, Renderer
from explorer.core.board.board import Board
from explorer.core.board.sizes import sizes_at
from explorer.core.board.weights import weights
from explorer.core.engine.images import Pictures, to_pictures
from explorer.core.engine.slices import sliced
from explorer.core.paths.path import PuckPath
from explorer.core.paths.walking import Ease, Ends, Pace, frame_shares, positions
from training.files.errors import UserError


def path_frames(renderer: Renderer, board: Board, path: PuckPath, count: int) -> Iterator[Pictures]:
    """Yield the frames of a film of the puck, slice by slice, each (m, 32, 32, 3) uint8.

    Raises
    ------
    UserError
        Where the model set cannot do the board's mode.
    """
    points = path.places(frame_shares(count, path.ends))
    # What is sliced is an array, whose slices are arrays.
    return sliced(points, lambda some: renderer.points(board, some).pictures)  # type: ignore[arg-type]


def board_frames(
    renderer: Renderer, boards: Sequence[Board], count: int, ends: Ends, ease: Ease
) -> Iterator[Pictures]:
    """Yield the frames of a walk from board to board, each (1, 32, 32, 3) uint8.

    Every leg takes the same time. Where boards differ in their puck alone it moves; else their
    latents are blended, linearly, and so is what detail adds to them.

    Raises
    ------
    UserError
        For less than two boards, one without a picture, or where the model set cannot do a mode.
    """
    if len(boards) < 2:
        raise UserError("A walk goes from board to board: give two or more.")
    stops = [*boards, *(boards[:1] if ends is Ends.ROUND else ())]
    shares = frame_shares(count, ends)
    at = positions(shares, np.ones(len(stops) - 1), Pace.LEGS, ease)
    shown = [_stop(renderer, board) for board in boards]
    shown += shown[: len(stops) - len(boards)]
    for place in at.tolist():
        leg = min(int(place), len(stops) - 2)
        between = place - leg
        if moves_puck_alone(stops[leg], stops[leg + 1]):
            puck = _between(stops[leg], stops[leg + 1], between)
            yield renderer.points(stops[leg], [puck]).pictures
        else:
            yield _blended(renderer, shown[leg], shown[leg + 1], between)


def moves_puck_alone(start: Board, end: Board) -> bool:
    """Whether two boards have the same pictures, blended in the same way."""
    return replace(start, puck=end.puck) == end


def _between(start: Board, end: Board, share: float) -> tuple[float, float]:
    (x, y), (to_x, to_y) = start.puck, end.puck
    return x + share * (to_x - x), y + share * (to_y - y)


def _stop(renderer: Renderer, board: Board) -> Rendered:
    if not board.pins:
        raise UserError("A board without a picture shows nothing: leave it out.")
    return renderer.weighed(board, [weights(board)], sizes_at(board, [board.puck]))


def _blended(renderer: Renderer, start: Rendered, end: Rendered, share: float) -> Pictures:
    """What lies between two pictures: as they are at both ends."""
    pair = np.concatenate((start.latents, end.latents))
    added = np.concatenate((start.images, end.images)) - renderer.engine.decode(pair)
    parts = np.array([1 - share, share], np.float32)
    latent = np.tensordot(parts, pair, axes=1)[None].astype(np.float32)
    image = renderer.engine.decode(latent) + np.tensordot(parts, added, axes=1)[None]
    return to_pictures(image)
