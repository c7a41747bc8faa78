"""What the search for pegasi tries: two pictures and how they become one, drawn and varied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from explorer.core.board.board import Board
from explorer.core.board.modes import MODES, Mode, Setting
from explorer.core.board.pins import Role
from explorer.core.board.plane import preset_places
from explorer.core.engine.engine import Engine
from explorer.core.gallery.gallery import Gallery
from explorer.core.search.pool import Pool
from explorer.core.search.standing_out import standing_out
from training.blending.parts import HAS_WING, IS_BODY
from training.grafting.anchors import far_place, near_place
from training.grafting.graft import Place
from training.grafting.placement import Graft, Point, WingPlacement

TRIED_WINGS = 16
"""Of which a body takes the one that stands out most: raters do not see faint ones."""
LENGTHS, TURN = (15.0, 19.0), 12.0
"""Pixels of wings, and degrees by which they lean less or more, at most."""
WHOLE = 0.5
"""Weight of the wings at which the whole graft is seen."""
SHARES = 0.25, 0.75
"""In other modes: how much of the wings there is; beyond this a blend is nearly one picture."""

Rng = np.random.Generator


@dataclass(frozen=True)
class Trial:
    """A blend to try; whatever decides its picture, but for the model set.

    Attributes
    ----------
    body, wings
        Pictures of the gallery, by index.
    share
        Weight of the wings; the body has the rest.
    settings
        Of the mode, and their values.
    graft
        As on the board.
    """

    body: int
    wings: int
    mode: Mode
    share: float = WHOLE
    settings: tuple[tuple[Setting, float], ...] = ()
    graft: Graft | None = None


@dataclass(frozen=True, eq=False)
class Space:
    """What there is to choose from; ``modes`` are those that the set can do, as far as drawn."""

    bodies: Pool
    wings: Pool
    modes: tuple[Mode, ...]

    def grow(self, count: int) -> None:
        """Let the first ``count`` pictures of each part in."""
        for _ in self.growing(count, count):
            pass

    def growing(self, count: int, piece: int) -> Iterator[None]:
        """Do so by and by, at most ``piece`` pictures at a time."""
        for pool in (self.bodies, self.wings):
            while pool.size < min(count, len(pool.rows)):
                pool.grow(min(count, pool.size + piece))
                yield


def space_of(
    engine: Engine, gallery: Gallery, bodies: Sequence[int], wings: Sequence[int], rng: Rng
) -> Space:
    """Return the space of a model set and pictures, which come in an order that ``rng`` draws."""
    usable = [mode for mode in MODES if mode.often and not engine.missing.keys() & set(mode.needs)]
    orders = [rng.permutation(rows).tolist() for rows in (bodies, wings)]
    pools = [Pool(engine, gallery, *one) for one in zip(orders, (IS_BODY, HAS_WING), strict=True)]
    return Space(pools[0], pools[1], tuple(usable))


def trial_board(gallery: Gallery, trial: Trial, empty: Board) -> Board:
    """Return the board that shows a trial under its puck; ``empty`` has no pins yet."""
    board = empty.add(gallery.source(trial.body)).add(gallery.source(trial.wings))
    if board.roles() != (Role.BODY, Role.WINGS):  # two birds were pinned, or roles said by hand
        board = board.with_role(0, Role.BODY).with_role(1, Role.WINGS)
    board = board.with_mode(trial.mode).with_graft(trial.graft)
    for setting, value in trial.settings:
        board = board.with_setting(setting, value)
    (near, level), (far, _) = preset_places(2)
    return board.move_puck(near + trial.share * (far - near), level)


def fresh_trial(space: Space, rng: Rng) -> Trial:
    """Draw a trial of the pictures that are in; usable bodies are drawn more often."""
    often = np.array([mode.often for mode in space.modes])
    mode = space.modes[int(rng.choice(len(often), p=often / often.sum()))]
    body = space.bodies.drawn(rng.random() ** 2)
    if mode.method.grafts:
        return _grafted(space, mode, body, _any_wings(space, rng), rng)
    wings = space.wings.drawn(rng.random())
    settings = tuple((setting, float(rng.uniform(*setting.tried))) for setting in mode.settings)
    rows = space.bodies.rows[body], space.wings.rows[wings]
    return Trial(*rows, mode, float(rng.uniform(*SHARES)), settings)


def varied_trial(space: Space, parent: Trial, rng: Rng) -> Trial:
    """Set the wings of a trial otherwise, or other wings, or the same on another body."""
    if not parent.mode.method.grafts:
        return replace(fresh_trial(space, rng), body=parent.body)
    body, wings = space.bodies.place_of(parent.body), [space.wings.place_of(parent.wings)]
    match int(rng.integers(3)):
        case 0:
            wings = _any_wings(space, rng)
        case 1:
            body = space.bodies.drawn(rng.random() ** 2)
    return _grafted(space, parent.mode, body, wings, rng)


def _any_wings(space: Space, rng: Rng) -> list[int]:
    return [space.wings.drawn(share) for share in rng.random(TRIED_WINGS).tolist()]


def _grafted(space: Space, mode: Mode, place: int, wings: Sequence[int], rng: Rng) -> Trial:
    """Set those of ``wings`` on a body that stand out most there, at about their usual place."""
    length = rng.uniform(*LENGTHS, size=1).astype(np.float32)
    turn = np.float32(rng.uniform(-TURN, TURN))
    body, drawn = space.bodies.bodies([place]), space.wings.wings(wings)
    near, far = (set_on(body, drawn[0].cutout, length, turn) for set_on in (near_place, far_place))
    best = int(np.argmax(standing_out(body, drawn, near.root, near.tip)))
    rows = space.bodies.rows[place], space.wings.rows[wings[best]]
    return Trial(*rows, mode, graft=Graft(_by_hand(near), _by_hand(far)))


def _by_hand(place: Place) -> WingPlacement:
    """Say where a wing lies; all else of it is as the anchors have it."""
    return WingPlacement(_point(place.root[0]), _point(place.tip[0]))


def _point(point: np.ndarray) -> Point:
    return float(point[0]), float(point[1])
