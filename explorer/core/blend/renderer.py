"""A board becomes a picture: its weights, blend, picture and scores.

Errors travel as results, since whoever asked is on another thread by then.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.blend.encoded import EncodedSources
from explorer.core.blend.regions import paint_of, seen_regions
from explorer.core.blend.wings import certain, doubts, is_grafted, seen_cuts, set_wings
from explorer.core.board.board import Board, Role
from explorer.core.board.parts import counts_as
from explorer.core.board.regions import SeenRegions
from explorer.core.board.sizes import sizes_at
from explorer.core.board.weights import weights, weights_at
from explorer.core.board.wings import SeenCut, SetWing
from explorer.core.engine.backends import Floats
from explorer.core.engine.engine import Engine, Feature, Scores
from explorer.core.engine.images import Pictures, to_images, to_pictures
from explorer.core.scores import Score, Seen, blend_scores, measured
from training.blending import methods
from training.blending.grafts import WingOn
from training.blending.methods import Blend, Networks, Settings, Sources
from training.blending.parts import SourceParts
from training.files.errors import UserError
from training.grafting.placement import Graft
from training.latent.blending import with_detail

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RenderRequest:
    """What to show, with which scores; of two generations the larger is the newer.

    ``weights`` are those under the puck, for whoever has computed them already.
    """

    board: Board
    generation: int = 0
    scores: tuple[Score, ...] = field(default_factory=blend_scores)
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
    scores
        Of :data:`explorer.core.scores.SCORES`, by name, as far as the set can tell them.
    reasons
        For each score that is poor and can say why, by name, a short phrase that does.
    notes
        For each score that is missing, by name, why.
    unsure
        Sentences about pictures whose parts were hardly found.
    wings
        Of a graft: how each is set, the near one first, then the far one.
    cuts
        Of a graft: how each wing is cut out, by the pin.
    regions
        Of modes with regions: how the cells are shared; None where the model set has none.
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
    scores: Mapping[str, float] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    wings: tuple[SetWing, ...] = ()
    cuts: Mapping[int, SeenCut] = field(default_factory=dict)
    regions: SeenRegions | None = None
    milliseconds: float = 0.0
    error: str | None = None

    @property
    def reason(self) -> str | None:
        """All reasons as one phrase; None where there is none."""
        return "; ".join(self.reasons.values()) or None


@dataclass(frozen=True, eq=False)
class Rendered:
    """Many points of a board: ``latents`` (m, *latent_shape), ``images`` (m, 3, 32, 32).

    They have ``shares``, and those of grafts ``wings``, as :class:`training.blending.methods.Blend`
    does, and ``scores`` where those were asked for.
    """

    latents: Floats
    images: Floats
    shares: Floats
    wings: Sequence[WingOn] = ()
    scores: Scores | None = None

    @property
    def pictures(self) -> Pictures:
        """(m, 32, 32, 3) uint8."""
        return to_pictures(self.images)


class Renderer:
    """Shows boards by an engine, and keeps what that says of their sources.

    Attributes
    ----------
    engine
        What runs the model set.
    sources
        What it says of sources, kept.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sources = EncodedSources(engine)

    def render(self, request: RenderRequest) -> RenderResult:
        """Show the point under a board's puck. Never raises for what a user may cause."""
        started = time.perf_counter()
        known: dict[str, Any] = {"generation": request.generation}
        try:
            known |= self._under_puck(request)
        except UserError as error:
            known["error"] = str(error)
        except Exception as error:
            log.exception("rendering failed")
            known["error"] = f"This blend could not be rendered ({error}): see the log for details."
        return RenderResult(**known, milliseconds=(time.perf_counter() - started) * 1000)

    def points(self, board: Board, points: ArrayLike, scored: bool = False) -> Rendered:
        """Show points (m, 2) of a board's plane, in one batch; the board has a pin at least.

        Raises
        ------
        UserError
            Where the model set cannot do the board's mode.
        """
        return self.weighed(board, weights_at(board, points), sizes_at(board, points), scored)

    def weighed(
        self, board: Board, shares: ArrayLike, sizes: ArrayLike = 1.0, scored: bool = False
    ) -> Rendered:
        """Show blends of weights (m, pins) with wings of sizes (m,), as :meth:`points` does."""
        made = self.blend(board, np.asarray(shares, np.float32), np.asarray(sizes, np.float32))
        images, scores = self._shown(board, made, scored)
        return Rendered(made.latents, images, made.shares, made.wings, scores)

    def _shown(self, board: Board, made: Blend, scored: bool) -> tuple[Floats, Scores | None]:
        """What a blend looks like, and what is said of that."""
        if scored and not board.detail:
            return self.engine.show(made.latents)
        images = self.engine.decode(made.latents)
        if board.detail:
            residuals = self.sources.residuals([pin.source for pin in board.pins])
            images = with_detail(images, made.mixed(residuals), board.detail)
        return images, self.engine.score(images) if scored else None

    def blend(self, board: Board, weights: Floats, sizes: ArrayLike = 1.0) -> Blend:
        """Blend a board's sources by weights (m, pins) in its mode, with wings of sizes (m,).

        Raises
        ------
        UserError
            Where the model set cannot do that.
        """
        for feature in board.mode.needs:
            self.engine.require(feature)
        sources, settings = self._sources(board), self._settings(board, sizes)
        return methods.blend(board.mode.method, sources, weights, settings, self._networks())

    def seen(self, board: Board, scores: Scores) -> Seen:
        """Return what the scores of blends of a board are computed from."""
        return Seen(scores, self.engine.modelset.classes, board.body, board.wings)

    def _sources(self, board: Board) -> Sources:
        """A board's pictures, as far as its mode asks for them."""
        pinned, names = [pin.source for pin in board.pins], self.engine.modelset.classes
        asks = board.mode.method.regional and Feature.REGIONS not in self.engine.missing
        return Sources(
            self.sources.latents(pinned),
            role_classes(board, names),
            [names.index(s.class_name) if s.class_name in names else None for s in pinned],
            len(names),
            self.sources.evidence(pinned) if asks else None,
            self._parts(board) if board.mode.method.grafts else None,
            [role is Role.BODY for role in board.roles()],
        )

    def _parts(self, board: Board) -> SourceParts:
        wings = [role is Role.WINGS for role in board.roles()]
        return self.sources.parts(board.pins, wings)

    def _settings(self, board: Board, sizes: ArrayLike) -> Settings:
        shape = self.engine.modelset.latent_shape
        rng = np.random.default_rng(board.seed)
        noise = rng.standard_normal((1, *shape), np.float32) if board.mode.method.refines else None
        return Settings(
            paint=paint_of(board),
            noise=noise,
            graft=board.graft or Graft(),
            sizes=np.asarray(sizes, np.float32),
            **{setting.field: getattr(board, setting.field) for setting in board.mode.settings},
        )

    def _networks(self) -> Networks:
        engine = self.engine
        winged = engine.modelset.knows_winged
        return Networks(engine.velocity, winged, engine.encode_images, engine.decode)

    def _under_puck(self, request: RenderRequest) -> dict[str, Any]:
        board = request.board
        if not board.pins:
            return {}
        shares = weights(board) if request.weights is None else request.weights
        sizes = sizes_at(board, [board.puck])
        one = np.asarray([shares], np.float32)
        rendered = self.weighed(board, one, sizes, Feature.SCORE not in self.engine.missing)
        fields = {
            "picture": rendered.pictures[0],
            "latent": rendered.latents[0],
            "weights": shares,
            "regions": seen_regions(
                board, rendered.shares, lambda plain: self.blend(plain, one).shares
            ),
            **(self._of_wings(board, rendered.wings, shares) if is_grafted(board) else {}),
        }
        return fields | self._scored(board, rendered, request.scores)

    def _of_wings(
        self, board: Board, wings: Sequence[WingOn], shares: Sequence[float]
    ) -> dict[str, Any]:
        """What is said of the wings of a graft under the puck."""
        sure = certain(board, self._parts(board))
        return {
            "unsure": doubts(board, sure, shares),
            "wings": set_wings(board, wings, sure),
            "cuts": seen_cuts(wings),
        }

    def _scored(self, board: Board, shown: Rendered, rows: Sequence[Score]) -> dict[str, Any]:
        missing, scores = self.engine.missing, shown.scores
        if scores is None:
            return {"notes": {row.name: missing[Feature.SCORE] for row in rows}}
        values, notes = measured(rows, self.seen(board, scores), missing)
        known = {name: float(value[0]) for name, value in values.items()}
        top = scores.probabilities[0]
        reasons = _reasons(board, shown.images, float(top.max()), rows, known)
        return {"probabilities": top, "scores": known, "reasons": reasons, "notes": notes}


def _reasons(
    board: Board, image: Floats, top: float, rows: Sequence[Score], known: Mapping[str, float]
) -> dict[str, str]:
    """Why scores are poor, of those that are and can say it."""
    poor = [row for row in rows if row.name in known and row.is_poor(known[row.name])]
    if not poor:
        return {}
    originals = to_images(np.stack([pin.source.picture for pin in board.pins]))
    return {row.name: row.reason(image, top, originals) for row in poor if row.reason}


def role_classes(board: Board, names: Sequence[str]) -> list[list[int]]:
    """For each pin, the indices of the classes ``names`` that its role is about."""
    chosen = {Role.BODY: board.body, Role.WINGS: board.wings}
    parts = [chosen[role] for role in board.roles()]
    return [[k for k, name in enumerate(names) if counts_as(name, part)] for part in parts]
