"""What the search for pegasi tries: two pictures and how they become one, drawn and varied."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from explorer.core.board.board import UNPAINTED, Board, Paint
from explorer.core.board.modes import MODES, Mode, Setting
from explorer.core.board.plane import preset_places
from explorer.core.board.sources import Source
from explorer.core.engine.engine import Engine, Feature
from explorer.core.gallery.gallery import Gallery

PAINTED_SHARE = 0.82
"""How many of the fresh collages are of a patch; the others go by evidence."""

PATCH = 0.35, 0.6
"""Share of the latent grid that a fresh patch of wings covers: less is no wings, more no horse."""

SHARES = 0.25, 0.75
"""How much of the wings there is: beyond this a blend is nearly one of its pictures."""

FLOW_SHARE, AT_ONCE_SHARE = 0.03, 0.5
"""How many of the variations are refined along a flow, which takes the time of ten others, and how
many of variations and fresh collages at once, which takes hardly any."""

Rng = np.random.Generator


@dataclass(frozen=True)
class Trial:
    """A blend to try; whatever decides its picture, but for the model set.

    Attributes
    ----------
    body, wings
        Pictures of the gallery, by index.
    mode, paint
        As on the board; paint has 0 for a cell of the body and 1 for one of the wings.
    settings
        Of the mode, and their values.
    share
        Weight of the wings; the body has the rest.
    mirrored
        Whether the wings' picture is turned left to right.
    """

    body: int
    wings: int
    mode: Mode
    share: float = 0.5
    settings: tuple[tuple[Setting, float], ...] = ()
    paint: Paint | None = None
    mirrored: bool = False


@dataclass(frozen=True)
class Space:
    """What there is to choose from: pictures for each part, in the order that they come in.

    ``modes`` are those that a fresh trial can have, and ``refining`` those that bring what was
    found to pictures: of variations, ``refined_share`` are made in one, and where that is done
    ``at_once``, so are fresh collages. ``grid`` is None where the model set has no regions.
    """

    bodies: tuple[int, ...]
    wings: tuple[int, ...]
    modes: tuple[Mode, ...]
    refining: tuple[Mode, ...]
    grid: tuple[int, int] | None
    refined_share: float
    at_once: bool


def space_of(engine: Engine, bodies: Sequence[int], wings: Sequence[int], rng: Rng) -> Space:
    """Return the space of a model set and pictures, which come in an order that ``rng`` draws."""
    regions = Feature.REGIONS not in engine.missing
    usable = [mode for mode in MODES if not engine.missing.keys() & set(mode.needs)]
    _, *grid = engine.modelset.latent_shape
    return Space(
        tuple(rng.permutation(bodies).tolist()),
        tuple(rng.permutation(wings).tolist()),
        tuple(mode for mode in usable if mode.often),
        tuple(mode for mode in usable if mode.method.refines),
        (grid[0], grid[1]) if regions else None,
        AT_ONCE_SHARE if engine.refines_at_once else FLOW_SHARE,
        engine.refines_at_once,
    )


def trial_board(gallery: Gallery, trial: Trial, empty: Board) -> Board:
    """Return the board that shows a trial under its puck; ``empty`` has no pins yet."""
    wings = gallery.source(trial.wings)
    board = empty.add(gallery.source(trial.body))
    board = board.add(_mirrored(wings) if trial.mirrored else wings)
    board = board.with_mode(trial.mode).with_paint(trial.paint)
    for setting, value in trial.settings:
        board = board.with_setting(setting, value)
    (near, level), (far, _) = preset_places(2)
    return board.move_puck(near + trial.share * (far - near), level)


def fresh_trial(space: Space, in_play: int, rng: Rng) -> Trial:
    """Draw a trial of the first ``in_play`` pictures of each part."""
    trial = _fresh_blend(space, in_play, rng)
    collage = space.refining and trial.mode.method.regional
    if collage and space.at_once and rng.random() < space.refined_share:
        return _refined(space, trial, rng)
    return trial


def _fresh_blend(space: Space, in_play: int, rng: Rng) -> Trial:
    body, wings = _draw(space.bodies[:in_play], rng), _draw(space.wings[:in_play], rng)
    often = np.array([mode.often for mode in space.modes])
    mode = space.modes[int(rng.choice(len(often), p=often / often.sum()))]
    trial = Trial(body, wings, mode, _between(SHARES, rng), _drawn(mode, rng))
    if space.grid and mode.method.regional and rng.random() < PAINTED_SHARE:
        return replace(trial, share=0.5, paint=fresh_patch(space.grid, rng))
    return trial


def fresh_patch(grid: tuple[int, int], rng: Rng) -> Paint:
    """Draw a rectangle of wings on a grid of body; of two, the one that lies higher.

    A horse stands on the ground and has its wings above that. Where no rectangle is of the right
    size it is the upper half.
    """
    half = 0, (grid[0] + 1) // 2, 0, grid[1]
    patches = [patch for patch in _rectangles(grid) if _is_fit(patch, grid)] or [half]
    top, bottom, left, right = min(patches[rng.integers(len(patches))] for _ in range(2))
    return tuple(
        tuple(int(top <= row < bottom and left <= column < right) for column in range(grid[1]))
        for row in range(grid[0])
    )


def varied_trial(space: Space, parent: Trial, in_play: int, rng: Rng) -> Trial:
    """Change one thing about a trial that is worth it."""
    to_refine = space.refining and not parent.mode.method.refines
    if to_refine and rng.random() < space.refined_share:
        return _refined(space, parent, rng)
    changes = [_mirror, _other_body, _other_wings]
    if parent.paint is not None:
        changes += [_turned_cell] * 4  # there are many cells
    else:
        changes += [_other_share, _other_settings]
    return changes[rng.integers(len(changes))](space, parent, in_play, rng)


def _refined(space: Space, trial: Trial, rng: Rng) -> Trial:
    """The same in a mode that refines; what settings the two share stay."""
    mode = space.refining[int(rng.integers(len(space.refining)))]
    known = dict(trial.settings)
    settings = tuple((setting, known.get(setting, value)) for setting, value in _drawn(mode, rng))
    return replace(trial, mode=mode, settings=settings)


def _drawn(mode: Mode, rng: Rng) -> tuple[tuple[Setting, float], ...]:
    return tuple((setting, _between(setting.tried, rng)) for setting in mode.settings)


def _mirrored(source: Source) -> Source:
    return Source.of(f"{source.name} mirrored", source.class_name, source.picture[:, ::-1].copy())


def _mirror(space: Space, trial: Trial, in_play: int, rng: Rng) -> Trial:
    return replace(trial, mirrored=not trial.mirrored)


def _other_body(space: Space, trial: Trial, in_play: int, rng: Rng) -> Trial:
    return replace(trial, body=_draw(space.bodies[:in_play], rng))


def _other_wings(space: Space, trial: Trial, in_play: int, rng: Rng) -> Trial:
    return replace(trial, wings=_draw(space.wings[:in_play], rng))


def _other_share(space: Space, trial: Trial, in_play: int, rng: Rng) -> Trial:
    return replace(trial, share=float(np.clip(trial.share + rng.normal(0, 0.08), *SHARES)))


def _other_settings(space: Space, trial: Trial, in_play: int, rng: Rng) -> Trial:
    """Draw the mode's settings anew; where it has none, draw a mode."""
    if trial.mode.settings:
        return replace(trial, settings=_drawn(trial.mode, rng))
    mode = space.modes[int(rng.integers(len(space.modes)))]
    return replace(trial, mode=mode, settings=_drawn(mode, rng))


def _turned_cell(space: Space, trial: Trial, in_play: int, rng: Rng) -> Trial:
    """Give one cell to the other picture, or to both by what each shows there."""
    assert trial.paint is not None
    cells = [list(row) for row in trial.paint]
    row, column = int(rng.integers(len(cells))), int(rng.integers(len(cells[0])))
    others = [value for value in (0, 1, UNPAINTED) if value != cells[row][column]]
    cells[row][column] = others[rng.integers(len(others))]
    return replace(trial, paint=tuple(map(tuple, cells)))


def _rectangles(grid: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """All of top, bottom, left and right on a grid; bottom and right are just outside."""
    rows = itertools.combinations(range(grid[0] + 1), 2)
    columns = list(itertools.combinations(range(grid[1] + 1), 2))
    return [(*row, *column) for row in rows for column in columns]


def _is_fit(rectangle: tuple[int, int, int, int], grid: tuple[int, int]) -> bool:
    top, bottom, left, right = rectangle
    part = (bottom - top) * (right - left) / (grid[0] * grid[1])
    return PATCH[0] <= part <= PATCH[1]


def _draw(rows: Sequence[int], rng: Rng) -> int:
    return rows[int(rng.integers(len(rows)))]


def _between(bounds: tuple[float, float], rng: Rng) -> float:
    return float(rng.uniform(*bounds))
