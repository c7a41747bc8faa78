"""A board's mode, carried out on its sources' latents."""

import numpy as np
from numpy.typing import NDArray

from explorer.core.blend.placings import asked_classes, gives_wings, role_classes
from explorer.core.board.board import SIDE, Board, Mode, Paint
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, Feature
from training.latent.blending import betweenness, slerp, weighted_sum
from training.latent.placing import placed
from training.latent.refining import bring_to_pictures, conditions
from training.latent.regions import blend_regions, region_weights, resize, role_evidence


def blend(engine: Engine, board: Board, weights: Floats) -> Floats:
    """Return blends (m, *latent_shape) for weights (m, pins).

    Refining begins at a collage as regions have, with the wings where they fit best when refined.
    That is the linear blend where its sharpness is 0 and nothing is painted, or the model set has
    no regions.

    Raises
    ------
    UserError
        Where the model set cannot do the board's mode.
    """
    latents = engine.sources.latents([pin.source for pin in board.pins])
    match board.mode:
        case Mode.LINEAR | Mode.SUM:
            return np.asarray(weighted_sum(latents, weights))
        case Mode.SLERP:
            return np.asarray(slerp(latents, weights))
        case Mode.REGIONS:
            engine.require(Feature.REGIONS)
            return _mixed(latents, weights, region_shares(engine, board, weights))
        case Mode.REFINED:
            engine.require(Feature.REFINED)
            start = _mixed(latents, weights, region_shares(engine, board, weights))
            return _refined(engine, board, weights, start)


def blend_residuals(engine: Engine, board: Board, weights: Floats) -> Floats:
    """Return what the model lost at the sources, mixed as they are, (m, 3, 32, 32)."""
    residuals = engine.sources.residuals([pin.source for pin in board.pins])
    shares = region_shares(engine, board, weights)
    fine = None if shares is None else np.asarray(resize(shares, (SIDE, SIDE)))
    return _mixed(residuals, weights, fine)


def region_shares(engine: Engine, board: Board, weights: Floats) -> Floats | None:
    """Return each source's share in each cell of the latent grid, (m, pins, h, w).

    None where the board's mode or the model set has no regions.
    """
    if not board.mode.joins or Feature.REGIONS in engine.missing:
        return None
    _, height, width = engine.modelset.latent_shape
    evidence = engine.sources.evidence([pin.source for pin in board.pins])
    classes = role_classes(board, engine.modelset.classes)
    maps = role_evidence(evidence, classes, (height, width))
    maps = placed(maps, gives_wings(board), settled(engine, board).placing)
    paint = None if board.paint is None else fit_paint(board.paint, (height, width))
    return np.asarray(region_weights(maps, weights, board.region_sharpness, paint))


def settled(engine: Engine, board: Board) -> Board:
    """Return a board that says where the wings of its collage go, found by trying if need be."""
    if not board.mode.joins:
        return board
    if engine.missing.keys() & {Feature.BLEND, Feature.REGIONS}:
        return board
    return engine.placings.settle(board, engine.modelset.classes)


def fit_paint(paint: Paint, grid: tuple[int, int]) -> NDArray[np.int64]:
    """Return painted cells on a grid (h, w), each from the nearest one that was painted."""
    cells = np.array(paint, np.int64)
    rows, columns = (
        (2 * np.arange(after) + 1) * before // (2 * after)
        for before, after in zip(cells.shape, grid, strict=True)
    )
    return cells[rows][:, columns]


def _mixed(values: Floats, weights: Floats, shares: Floats | None) -> Floats:
    """Sources' values (n, C, h, w) by shares of each place, or where there are none, by weights."""
    if shares is None:
        return np.asarray(weighted_sum(values, weights))
    return np.asarray(blend_regions(values, shares))


def _refined(engine: Engine, board: Board, weights: Floats, start: Floats) -> Floats:
    strength = np.asarray(board.refining * betweenness(weights), np.float32)
    if not strength.any():
        return start
    names = engine.modelset.classes
    asked = conditions(weights, asked_classes(board, names), len(names))
    noise = np.random.default_rng(board.seed).standard_normal(start.shape[1:], np.float32)
    found = bring_to_pictures(
        start, strength, noise[None], asked, engine.velocity, engine.refines_at_once
    )
    return np.asarray(found)
