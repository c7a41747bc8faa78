"""Grafts that a search tries, several at a time: what their boards show under the puck.

:func:`training.blending.grafts.graft_latents` blends what is on one board. A search sets whole
wings on one body each, so here a batch has a body and wings of its own in each row.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explorer.core.blend.renderer import Renderer
from explorer.core.board.board import Board
from explorer.core.engine.backends import Floats
from explorer.core.search.joined import joined
from explorer.core.search.trials import Space, Trial
from training.grafting.anchors import LENGTH, far_place, near_place
from training.grafting.graft import Place, graft
from training.grafting.placement import WingPlacement


def whole_grafts(space: Space, trials: Sequence[Trial]) -> Floats:
    """Return pictures (m, 3, h, w) of m grafts."""
    bodies = space.bodies.bodies([space.bodies.place_of(trial.body) for trial in trials])
    wings = space.wings.wings([space.wings.place_of(trial.wings) for trial in trials])
    cutouts = joined([wing.cutout for wing in wings])
    length = np.full(len(trials), LENGTH, np.float32)
    grafts = [trial.graft for trial in trials if trial.graft is not None]
    near = _moved(near_place(bodies, cutouts, length), [one.near for one in grafts])
    far = _moved(far_place(bodies, cutouts, length), [one.far for one in grafts])
    return np.asarray(graft(bodies.pictures, bodies.mattes, [(cutouts, far), (cutouts, near)]))


def grafted(renderer: Renderer, boards: Sequence[Board], pictures: Floats) -> Floats:
    """Return the latents (m, *latent_shape) under the pucks of boards, whose grafts are given."""
    bodies = [board.pins[0].source for board in boards]
    latents, before = renderer.sources.latents(bodies), renderer.sources.encoded(bodies)
    return np.asarray(latents + (renderer.engine.encode_images(pictures) - before))


def _moved(place: Place, hands: Sequence[WingPlacement]) -> Place:
    """Set wings to where trials have them; all else of them is as the anchors say."""
    roots, tips = zip(*((hand.root, hand.tip) for hand in hands), strict=True)
    return replace(place, root=np.array(roots, np.float32), tip=np.array(tips, np.float32))
