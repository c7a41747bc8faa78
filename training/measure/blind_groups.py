"""The groups of pictures of a blind test, each one small function; another one is another row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data.augment import images_of, quantised
from training.data.dataset import DataSet, Split
from training.files.errors import UserError
from training.grafting.anchors import LENGTH, automatic
from training.grafting.winged import Found, body_of, cutout_of, find, usable_bodies, usable_wings
from training.learning.corruptions import collage, cross_fade
from training.measure import figures
from training.measure.blind import Group
from training.measure.looking import BODY, WINGS, in_batches, known_roles
from training.measure.sampling import dream
from training.models.load import graph_modules
from training.models.modelset import ModelSet

"""The class of winged horses, where a prior knows it."""
LEAST_DISTRACTORS = 60
DREAMT = 20
"""Dreams from which each of the best is chosen: 20 of 400."""
Pictures = NDArray[np.uint8]
Rows = NDArray[np.int64]


class LeftOut(Exception):
    """A group cannot be made of what there is; says why."""


@dataclass(eq=False)
class Material:
    """What groups are made of: a model set, and pictures that are dealt, none of them twice.

    Attributes
    ----------
    models, modules
        The set, and its graphs as torch modules.
    data
        The pictures, all of them in its training part, whatever they were before.
    seed
        Of all that is drawn.
    """

    models: ModelSet
    data: DataSet
    seed: int
    modules: dict[str, Any] = field(init=False)
    _left: Rows = field(init=False)

    def __post_init__(self) -> None:
        self.modules = graph_modules(self.models)
        if not {"encoder", "decoder"} <= self.modules.keys():
            raise UserError(
                f"{self.models.folder} has no VAE to show pictures with: choose another model set."
            )
        self._left = np.random.default_rng(self.seed).permutation(len(self.data.train.labels))

    def module(self, name: str) -> nn.Module:
        """Return a graph; without it a group that needs it is left out."""
        if name not in self.modules:
            raise LeftOut(f"the model set has no {name}")
        module: nn.Module = self.modules[name]
        return module

    def deal(
        self,
        classes: Sequence[str],
        count: int,
        usable: Callable[[Rows], Rows] = lambda rows: rows,
    ) -> Rows:
        """Return ``count`` rows of some classes that were not dealt yet, or as many as there are.

        Parameters
        ----------
        usable
            Keeps, in their order, those rows that will do.
        """
        labels = [k for k, name in enumerate(self.data.classes) if name in classes]
        rows = self._left[np.isin(self.data.train.labels[self._left], labels)]
        chosen = usable(rows)[:count] if len(rows) else rows
        if not len(chosen):
            raise LeftOut(f"no picture of {' or '.join(classes)} is left that will do")
        self._left = self._left[~np.isin(self._left, chosen)]
        return chosen

    def pair(self, count: int) -> tuple[Tensor, Tensor]:
        """Deal bodies and wings, as images (n, 3, 32, 32)."""
        bodies, wings = self.deal(BODY, count), self.deal(WINGS, count)
        n = min(len(bodies), len(wings))
        return self.images(bodies[:n]), self.images(wings[:n])

    def images(self, rows: Rows) -> Tensor:
        """Return the pictures of rows as images (n, 3, 32, 32)."""
        return images_of(self.data.train.images[rows])

    def shown(self, images: Tensor) -> Pictures:
        """Return images (n, 3, 32, 32) as the VAE shows them: encoded and decoded."""
        return self.decoded(in_batches(self.modules["encoder"], images))

    def decoded(self, latents: Tensor) -> Pictures:
        """Return latents as pictures (n, 32, 32, 3)."""
        return quantised(in_batches(self.modules["decoder"], latents)).numpy()


Supply = Callable[[Material, int], Pictures]


@dataclass(frozen=True)
class Row:
    """How the pictures of a group are come by.

    Attributes
    ----------
    supply
        Gives so many pictures (n, 32, 32, 3), or fewer where there are no more.
    shares
        Of distractors, how many of the equal shares of all of them are of this group.
    """

    group: Group
    supply: Supply
    shares: int = 1


def material_of(
    models: ModelSet, pictures: Pictures, labels: Rows, classes: tuple[str, ...], seed: int
) -> Material:
    """Return material of pictures (n, 32, 32, 3) whose classes ``labels`` (n,) tell."""
    names = tuple(map(str, range(len(labels))))
    split = Split(pictures, labels, names)
    return Material(models, DataSet(classes, "", split, len(labels)), seed)


def supplied(
    material: Material, measured: Sequence[Row], distractors: Sequence[Row], count: int
) -> tuple[list[tuple[Group, Pictures]], dict[str, str]]:
    """Make all groups; return them, and why others were left out.

    ``count`` pictures of each measured kind, and at least as many distractors as those together,
    60 or more.

    Raises
    ------
    UserError
        Where no group can be made that is measured, or no distractor.
    """
    left_out: dict[str, str] = {}

    def make(rows: Sequence[Row], each: int) -> list[tuple[Group, Pictures]]:
        made = []
        for row in rows:
            try:
                made.append((row.group, row.supply(material, row.shares * each)))
            except LeftOut as reason:
                left_out[row.group.name] = str(reason)
        if not made:
            raise UserError(f"There is nothing to test: {'; '.join(left_out.values())}.")
        return made

    groups = make(measured, count)
    wanted = max(LEAST_DISTRACTORS, sum(len(pictures) for _, pictures in groups))
    each = -(-wanted // sum(row.shares for row in distractors))
    return groups + make(distractors, each), left_out


def unselected(material: Material, count: int) -> Pictures:
    """Grafts of usable pairs at random, where wings go by themselves, as the VAE shows them."""
    parts, data = material.module("parts"), material.data

    def deal(classes: Sequence[str], kept: Callable[[Found], Found]) -> Found:
        rows = material.deal(classes, count, lambda some: kept(find(data, some, parts)).rows)
        return find(data, rows, parts)

    bodies, wings = deal(BODY, usable_bodies), deal(WINGS, usable_wings)
    every = torch.arange(min(len(bodies), len(wings)))
    length = torch.full((len(every),), LENGTH)
    body, cutout = body_of(data, bodies, every), cutout_of(data, wings, every)
    return material.shown(automatic(body, cutout, length))


def dreams(material: Material, count: int) -> Pictures:
    """Dreams of winged horses, as they come."""
    return material.decoded(_dreamt(material, count, 0))


def best_dreams(material: Material, count: int) -> Pictures:
    """The best of 20 times as many dreams by the model set's own score."""
    material.module("scorer")
    latents = _dreamt(material, count * DREAMT, 1)
    images = images_of(material.decoded(latents))
    roles, calibration = known_roles(material.models.classes), material.models.calibration
    score = figures.merit(material.modules, images, roles, calibration)
    return material.decoded(latents[score.argsort(descending=True)[:count]])


def photographs(*classes: str) -> Supply:
    """Supply pictures of classes, as the VAE shows them."""

    def supply(material: Material, count: int) -> Pictures:
        return material.shown(material.images(material.deal(classes, count)))

    return supply


def cross_fades(material: Material, count: int) -> Pictures:
    """Two pictures over each other, half and half."""
    bodies, wings = material.pair(count)
    return material.shown(cross_fade(bodies, wings, torch.full((len(bodies),), 0.5)))


def collages(material: Material, count: int) -> Pictures:
    """The upper half of a bird's or an aeroplane's picture over the lower one of a horse's."""
    bodies, wings = material.pair(count)
    return material.shown(collage(bodies, wings, torch.full((len(bodies),), 16)))


MEASURED = (
    Row(
        Group("unselected", "grafts of usable pairs at random, placed by themselves", True),
        unselected,
    ),
    Row(Group("dreams", "dreams of winged horses, as they come", True), dreams),
    Row(Group("dreams_best", "the best twentieth of dreams by own score", True), best_dreams),
)
DISTRACTORS = (
    Row(Group("horse", "horses, some with riders", False), photographs(*BODY), shares=2),
    Row(Group("bird", "birds", False), photographs("bird")),
    Row(Group("airplane", "aeroplanes", False), photographs("airplane")),
    Row(Group("cross_fade", "a horse and wings over each other", False), cross_fades),
    Row(Group("collage", "wings in the upper half, a horse in the lower", False), collages),
)


def _dreamt(material: Material, count: int, stream: int) -> Tensor:
    """Dream latents of the class pegasus; other dreams for each ``stream``."""
    prior: Any = material.module("prior")
    if not material.models.knows_winged:
        raise LeftOut("the prior knows no class of winged horses")
    asked = torch.full((count,), len(material.models.classes))
    generator = torch.Generator().manual_seed(2 * material.seed + stream)
    return dream(prior, material.models.latent_shape, asked, generator)
