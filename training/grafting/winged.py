"""Winged horses by the thousand: grafts of training pictures, placed without a person.

Faint wings are lost on people. So each body takes, of a few wings drawn at random, the one that
stands out most on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.augment import images_of, quantised
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.grafting.anchors import Body, automatic, cut, near_place, visibility
from training.grafting.graft import Cutout, hardened, wing_quality
from training.learning import batches
from training.models.load import frozen
from training.models.modelset import ModelSet

PART = 250
TRIES = 16
BATCH = 32
LENGTHS = 15.0, 19.0
"""Pixels from root to tip; raters see no shorter ones."""
TURN = 10.0
"""Deviation of a wing's lean, in degrees."""
SURE_BODY, SURE_WING = 0.6, 0.6
"""Chances from which on a picture is used as a body, or for its wing."""
CRISPEST, FULLEST, BROADEST = 0.8, 0.6, 0.36
"""Least crispness and fullness of a wing that is cut out, and its greatest breadth."""
SHORTEST, LONGEST = 7.0, 26.0
"""Pixels of a wing in its own picture."""
LEAST, MOST = 0.04, 0.6
"""Share of a picture that a matte covers, for wings to be cut out of it."""


@dataclass(frozen=True, eq=False)
class Found:
    """What a parts network finds in n pictures of a data set's training split.

    Attributes
    ----------
    rows
        Of the training pictures, (n,).
    mattes, points, chances
        As :class:`training.models.parts.Parts` gives them.
    """

    rows: NDArray[np.int64]
    mattes: Tensor
    points: Tensor
    chances: Tensor

    def take(self, chosen: Tensor) -> "Found":
        """Return some of them, by index or mask (n,)."""
        return Found(
            self.rows[chosen.numpy()],
            self.mattes[chosen],
            self.points[chosen],
            self.chances[chosen],
        )

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Winged:
    """Grafts.

    Attributes
    ----------
    pictures
        (n, 32, 32, 3) uint8.
    bodies, wings
        The training rows (n,) that each was made of.
    visibility
        (n,): how much its near wing stands out.
    """

    pictures: NDArray[np.uint8]
    bodies: NDArray[np.int64]
    wings: NDArray[np.int64]
    visibility: NDArray[np.float32]


@torch.no_grad()
def find(data: DataSet, rows: NDArray[np.int64], parts: Any) -> Found:
    """Look for parts in training pictures by a network on the CPU."""
    told = [parts(images_of(data.train.images[part])) for part in _parts(rows)]
    mattes, points, chances = (torch.cat(each) for each in zip(*told, strict=True))
    return Found(rows, mattes, points, chances)


def usable_bodies(found: Found) -> Found:
    """Keep the pictures that a wing can be set on."""
    return found.take(found.chances[:, 1] > SURE_BODY)


def usable_wings(found: Found) -> Found:
    """Keep the pictures that a wing can be cut out of."""
    root, tip = found.points[:, 1], found.points[:, 2]
    cutout = Cutout(torch.zeros(len(found), 3, 1, 1), hardened(found.mattes), root, tip)
    crispness, fullness, breadth = wing_quality(cutout)
    length, area = (tip - root).norm(dim=1), found.mattes.mean((1, 2))
    clean = (crispness > CRISPEST) & (fullness > FULLEST) & (breadth < BROADEST)
    sized = (length > SHORTEST) & (length < LONGEST) & (area > LEAST) & (area < MOST)
    return found.take((found.chances[:, 2] > SURE_WING) & clean & sized)


def make_winged(
    data: DataSet,
    rows: NDArray[np.int64],
    base: ModelSet,
    roles: tuple[tuple[str, ...], tuple[str, ...]],
    count: int,
    seed: int,
    told: Callable[[int], None] = lambda done: None,
) -> Winged:
    """Graft wings on ``count`` bodies, drawn among training ``rows``; the same for the same seed.

    Parameters
    ----------
    roles
        Names of the classes that bodies are of, and wings.
    told
        Hears how many were made after each few.

    Raises
    ------
    UserError
        Where the base set has no parts network, or no picture will do.
    """
    return graft_some(data, *find_usable(data, rows, base, roles), count, seed, told)


def find_usable(
    data: DataSet,
    rows: NDArray[np.int64],
    base: ModelSet,
    roles: tuple[tuple[str, ...], tuple[str, ...]],
) -> tuple[Found, Found]:
    """Find the bodies and the wings among training ``rows``; see :func:`make_winged`."""
    if "parts" not in base.parts:
        raise UserError("Grafts are placed by a parts network: train one, give it as --base.")
    parts = frozen(base, "parts", torch.device("cpu"))
    body_rows, wing_rows = (batches.of_classes(data, rows, names) for names in roles)
    bodies = _kept("body", body_rows, lambda rows: usable_bodies(find(data, rows, parts)))
    return bodies, _kept("wing", wing_rows, lambda rows: usable_wings(find(data, rows, parts)))


def _kept(
    kind: str, rows: NDArray[np.int64], usable: Callable[[NDArray[np.int64]], Found]
) -> Found:
    """Return those of ``rows`` that are usable as a ``kind``; refuse where there is none."""
    kept = usable(rows) if len(rows) else None
    if not kept:
        raise UserError(f"No picture of these classes can be used as a {kind}.")
    return kept


def graft_some(
    data: DataSet,
    bodies: Found,
    wings: Found,
    count: int,
    seed: int,
    told: Callable[[int], None] = lambda done: None,
) -> Winged:
    """Graft wings on ``count`` of the bodies; see :func:`make_winged`."""
    made = []
    for start in range(0, count, BATCH):
        generator = batches.noise_of(seed, start)
        made.append(_some(data, bodies, wings, min(BATCH, count - start), generator))
        told(start + len(made[-1].pictures))
    return Winged(
        *(np.concatenate([getattr(one, name) for one in made]) for name in Winged.__annotations__)
    )


def _some(
    data: DataSet, bodies: Found, wings: Found, count: int, generator: torch.Generator
) -> Winged:
    """Draw bodies, and for each the wing of a few that stands out most."""
    body_places = torch.randint(len(bodies), (count,), generator=generator)
    wing_places = torch.randint(len(wings), (count * TRIES,), generator=generator)
    low, high = LENGTHS
    length = low + (high - low) * torch.rand(count, generator=generator)
    turn = TURN * torch.randn(count, generator=generator)
    body, cutout = body_of(data, bodies, body_places), cutout_of(data, wings, wing_places)
    many = body_of(data, bodies, body_places.repeat_interleave(TRIES))
    lengths, turns = (x.repeat_interleave(TRIES) for x in (length, turn))
    seen = visibility(many, cutout, near_place(many, cutout, lengths, turns))
    best = seen.view(count, TRIES).argmax(1) + TRIES * torch.arange(count)
    chosen = cutout_of(data, wings, wing_places[best])
    pictures = quantised(automatic(body, chosen, length, turn)).numpy()
    return Winged(
        pictures,
        bodies.rows[body_places.numpy()],
        wings.rows[wing_places[best].numpy()],
        seen[best].numpy(),
    )


def body_of(data: DataSet, found: Found, places: Tensor) -> Body:
    """Return the bodies among ``found`` at ``places`` (m,), as they are set on."""
    facing = torch.where(found.chances[places, 0] > 0.5, 1.0, -1.0)
    pictures = images_of(data.train.images[found.rows[places.numpy()]])
    return Body(pictures, found.mattes[places], found.points[places, 0], facing)


def cutout_of(data: DataSet, found: Found, places: Tensor) -> Cutout:
    """Return the wings among ``found`` at ``places`` (m,), cut out."""
    pictures = images_of(data.train.images[found.rows[places.numpy()]])
    points = found.points[places]
    return cut(pictures, found.mattes[places], points[:, 1], points[:, 2])


def _parts(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [rows[start : start + PART] for start in range(0, len(rows), PART)]
