"""A request becomes a result: the board's weights, blend, picture and scores. No state.

Errors travel as results, since whoever asked is on another thread by then.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.backends import Floats
from explorer.core.blends import blend, blend_residuals
from explorer.core.board import Board
from explorer.core.engine import Engine, Feature, Scores
from explorer.core.images import Pictures, to_images, to_pictures
from explorer.core.placings import class_indices
from explorer.core.weights import weights, weights_at
from training.errors import UserError
from training.latent.blending import with_detail
from training.latent.scoring import contrast, edge_strength, pegasus_score

log = logging.getLogger(__name__)

LOW_REALISM = 0.35
"""Realism below which a reason is given."""

SOFT, PALE, UNSURE = 0.7, 0.7, 0.4
"""Edge strength and contrast over those of the sources, and top probability, that give it."""


@dataclass(frozen=True)
class RenderRequest:
    """What to show; of two generations the larger is the newer.

    ``weights`` are those under the puck, for whoever has computed them already.
    """

    board: Board
    generation: int = 0
    scored: bool = True
    weights: tuple[float, ...] | None = None


@dataclass(frozen=True, eq=False)
class RenderResult:
    """What there is to show.

    Attributes
    ----------
    picture
        (32, 32, 3) uint8; None for an empty board and on an error.
    latent
        (*latent_shape), before decoding.
    weights
        One a pin.
    probabilities
        (K,), calibrated; None without a classifier.
    pegasus
        In [0, 1]; None where the set has no class for body or wings, see :attr:`notes`.
    realism
        In [0, 1]; None without a critic.
    reason
        Why realism is low, as a short phrase; None where it is not.
    notes
        For each score that is missing, why.
    milliseconds
        That rendering took.
    error
        What went wrong and what to do.
    """

    generation: int
    picture: Pictures | None = None
    latent: Floats | None = None
    weights: tuple[float, ...] = ()
    probabilities: Floats | None = None
    pegasus: float | None = None
    realism: float | None = None
    reason: str | None = None
    notes: tuple[str, ...] = ()
    milliseconds: float = 0.0
    error: str | None = None


@dataclass(frozen=True, eq=False)
class Rendered:
    """Many points of a board: ``latents`` (m, *latent_shape), ``images`` (m, 3, 32, 32)."""

    latents: Floats
    images: Floats

    @property
    def pictures(self) -> Pictures:
        """(m, 32, 32, 3) uint8."""
        return to_pictures(self.images)


def render(engine: Engine, request: RenderRequest) -> RenderResult:
    """Show the point under a board's puck. Never raises for what a user may cause."""
    started = time.perf_counter()
    known: dict[str, Any] = {"generation": request.generation}
    try:
        known |= _under_puck(engine, request)
    except UserError as error:
        known["error"] = str(error)
    except Exception as error:
        log.exception("rendering failed")
        known["error"] = f"This blend could not be rendered ({error}): see the log for details."
    return RenderResult(**known, milliseconds=(time.perf_counter() - started) * 1000)


def render_points(engine: Engine, board: Board, points: ArrayLike) -> Rendered:
    """Show points (m, 2) of a board's plane, in one batch; the board has a pin at least.

    Raises
    ------
    UserError
        Where the model set cannot do the board's mode.
    """
    return render_weights(engine, board, weights_at(board, points))


def render_weights(engine: Engine, board: Board, shares: ArrayLike) -> Rendered:
    """Show blends of weights (m, pins), as :func:`render_points` does."""
    given = np.asarray(shares, np.float32)
    latents = blend(engine, board, given)
    images = engine.decode(latents)
    if board.detail:
        residuals = blend_residuals(engine, board, given)
        images = with_detail(images, residuals, board.detail)
    return Rendered(latents, images)


def pegasus_scores(engine: Engine, board: Board, scores: Scores) -> Floats:
    """Return the pegasus scores (m,) of a board's body and wings.

    Raises
    ------
    UserError
        Where the model set has no class for one of them.
    """
    body, wings = part_classes(engine, board)
    return np.asarray(pegasus_score(scores.probabilities, body, wings))


def part_classes(engine: Engine, board: Board) -> tuple[list[int], list[int]]:
    """Return the indices of the model set's classes that are a board's body, and its wings.

    Raises
    ------
    UserError
        Where it has none for one of them.
    """
    names = engine.modelset.classes
    body, wings = (class_indices(names, part) for part in (board.body, board.wings))
    if not body or not wings:
        raise UserError(
            f"{engine.modelset.name} knows no class of the {'wings' if body else 'body'}: choose "
            f"among {', '.join(names)}."
        )
    return body, wings


def unreal_because(image: Floats, top: float, originals: Floats) -> str:
    """Say in a few words why an image (1, 3, 32, 32) looks unreal.

    Parameters
    ----------
    top
        Probability of its likeliest class.
    originals
        The sources' images (n, 3, 32, 32), for comparison.
    """
    if float(edge_strength(image)[0]) < SOFT * float(edge_strength(originals).mean()):
        return "blurred: its edges are softer than its sources'"
    if float(contrast(image)[0]) < PALE * float(contrast(originals).mean()):
        return "washed out: it has less contrast than its sources"
    if top < UNSURE:
        return "muddled: no one thing can be made out in it"
    return "unlike a photograph: its shapes or colours fit nothing real"


def _under_puck(engine: Engine, request: RenderRequest) -> dict[str, Any]:
    board = request.board
    if not board.pins:
        return {}
    shares = weights(board) if request.weights is None else request.weights
    rendered = render_weights(engine, board, [shares])
    found = {"picture": rendered.pictures[0], "latent": rendered.latents[0], "weights": shares}
    return found | (_scored(engine, board, rendered.images) if request.scored else {})


def _scored(engine: Engine, board: Board, image: Floats) -> dict[str, Any]:
    if Feature.SCORE in engine.missing:
        return {"notes": (engine.missing[Feature.SCORE],)}
    scores = engine.score(image)
    found: dict[str, Any] = {"probabilities": scores.probabilities[0]}
    notes = []
    try:
        found["pegasus"] = float(pegasus_scores(engine, board, scores)[0])
    except UserError as error:
        notes.append(str(error))
    if scores.realism is None:
        notes.append(engine.missing[Feature.REALISM])
    else:
        found["realism"] = float(scores.realism[0])
        found["reason"] = _reason(board, image, scores)
    return found | {"notes": tuple(notes)}


def _reason(board: Board, image: Floats, scores: Scores) -> str | None:
    if scores.realism is None or scores.realism[0] >= LOW_REALISM:
        return None
    originals = to_images(np.stack([pin.source.picture for pin in board.pins]))
    return unreal_because(image, float(scores.probabilities[0].max()), originals)
