"""The figures that need the search: the best pegasi it finds, as the judge sees them.

The judge is a witness of what came out, and takes no part in finding it. Its probabilities are
those of :func:`training.measure.looking.both_seen`: plain softmax, without its own temperature.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.blend.renderer import Renderer
from explorer.core.favourites.exporting import export_sheet
from explorer.core.favourites.file import Favourite, read_favourite
from explorer.core.gallery.gallery import Gallery
from explorer.core.scores import blend_scores
from explorer.core.search.generations import Findings, Wanted, search
from explorer.core.search.pegasi import rendered, write_pegasi
from training.measure.judging import Witness

WANTED = Wanted(count=20, candidates=5_000, seed=11)
"""The search whose finds are judged."""
LEAST, LEAST_TOGETHER = 0.25, 0.8
"""What the judge must see of body, of wings, and of both together in a pegasus."""
PAIRS, PAIR_SEED = 2000, 7
"""Random pictures of different classes that tell which distance is a small one."""
NEAR = 5
"""Percentile of their distances at or below which a picture is nearly another."""
SCALE, COLUMNS = 5, 5


@dataclass(frozen=True, eq=False)
class Judged:
    """A pegasus as its file has it, and what the judge says of it.

    Attributes
    ----------
    body, wings
        The judge's probabilities.
    nearest
        Least distance, in the judge's features, to one of its sources.
    """

    favourite: Favourite
    body: float
    wings: float
    nearest: float

    def passes(self, floor: float) -> bool:
        """Whether the judge sees a horse with wings, farther than ``floor`` from its sources."""
        seen = min(self.body, self.wings) >= LEAST and self.body + self.wings >= LEAST_TOGETHER
        return seen and self.nearest > floor

    @property
    def sources(self) -> tuple[bytes, ...]:
        """What tells the pictures of body and wings from others; a mirror image is the same."""
        pictures = (pin.source.picture for pin in self.favourite.recipe.board.pins)
        return tuple(min(p.tobytes(), p[:, ::-1].tobytes()) for p in pictures)


def find_pegasi(
    renderer: Renderer,
    gallery: Gallery,
    folder: Path,
    wanted: Wanted = WANTED,
    tell: Callable[[Findings], None] = lambda findings: None,
) -> list[Path]:
    """Search to the end, and write what was found as ``pegasus search --out`` does.

    Parameters
    ----------
    folder
        For the PNGs 01.png, 02.png, ...
    tell
        Hears of each step.

    Returns
    -------
    list
        The files, best first.

    Raises
    ------
    UserError
        As :func:`explorer.core.search.generations.search` does, or where a file cannot be written.
    """
    findings = Findings(0, ())
    for findings in search(renderer, gallery, wanted):
        tell(findings)
    models = renderer.engine.modelset
    pegasi = rendered(models, findings.best)
    return write_pegasi(folder, models, pegasi, wanted.count)


def judge_files(paths: Sequence[Path], witness: Witness) -> list[Judged]:
    """Read pegasi back from their files, and ask the judge about each.

    Raises
    ------
    UserError
        Where one cannot be read.
    """
    return [_judged(read_favourite(path), witness) for path in paths]


def near_distance(gallery: Gallery, witness: Witness) -> float:
    """Return the distance of features at or below which a picture is nearly another.

    It is the 5th percentile of that between 2,000 random pairs of pictures of different classes:
    test pictures, where there are some.
    """
    ones, others = _random_pairs(gallery)
    gaps = witness.features(gallery.pictures[ones]) - witness.features(gallery.pictures[others])
    return float(np.percentile(np.linalg.norm(gaps, axis=1), NEAR))


def pegasi_figures(judged: Sequence[Judged], floor: float) -> dict[str, Any]:
    """Return the figures of what was found; ``floor`` is the :func:`near_distance`.

    ``different_bodies`` and ``different_wings`` count pictures among the sources of those that
    pass.
    """
    passed = [one.sources for one in judged if one.passes(floor)]
    return {
        "judge_pass_20": len(passed),
        "different_bodies": len({sources[0] for sources in passed}),
        "different_wings": len({sources[1] for sources in passed}),
        "nearly_a_source": sum(one.nearest <= floor for one in judged),
        "near_distance": floor,
        "found": len(judged),
    }


def draw_pegasi(judged: Sequence[Judged], path: Path) -> None:
    """Draw pegasi as a contact sheet, over their own scores and what the judge says.

    Raises
    ------
    UserError
        Where there is none, or the file cannot be written.
    """
    pictures = [one.favourite.picture for one in judged]
    export_sheet(pictures, path, [_caption(one) for one in judged], COLUMNS, SCALE)


def _judged(favourite: Favourite, witness: Witness) -> Judged:
    board = favourite.recipe.board
    sources = [pin.source.picture for pin in board.pins]
    (shares,) = witness.shares(favourite.picture[None], board.body, board.wings)
    own, *theirs = witness.features(np.stack([favourite.picture, *sources]))
    nearest = min(float(np.linalg.norm(own - other)) for other in theirs)
    return Judged(favourite, float(shares[0]), float(shares[1]), nearest)


def _random_pairs(gallery: Gallery) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices (PAIRS,) of pictures, and of others that are of another class each."""
    rows = gallery.unlearnt()
    rng = np.random.default_rng(PAIR_SEED)
    drawn = rows[rng.integers(len(rows), size=(8 * PAIRS, 2))]  # most are of different classes
    labels = gallery.labels[drawn]
    kept = drawn[labels[:, 0] != labels[:, 1]][:PAIRS]
    return kept[:, 0], kept[:, 1]


def _caption(one: Judged) -> str:
    values = one.favourite.recipe.scores.values
    told = [f"{s.name} {values[s.name]:.2f}" for s in blend_scores() if s.name in values]
    return f"{', '.join(told)}\njudge: horse {one.body:.2f}, wings {one.wings:.2f}"
