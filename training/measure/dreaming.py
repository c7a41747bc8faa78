"""The starter gallery: pictures that the models dream, chosen, and kept away from real ones."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tyro
from numpy.typing import NDArray
from torch import Tensor

from training.blending.parts import HAS_WING, IS_BODY
from training.coursework_recipes import THREE_CLASSES
from training.data import cache
from training.data.augment import images_of, quantised
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.files.places import SHIPPED, STARTER
from training.latent.refining import DREAMING
from training.latent.scoring import calibrated
from training.learning import batches
from training.measure import figures, looking, ordering
from training.measure.dreams import Dream, Dreams, First, read_dreams, write_dreams
from training.measure.looking import BODY, WINGS
from training.measure.sampling import dream
from training.models import modelset
from training.models.load import graph_modules
from training.models.modelset import ModelSet

MEMORISED = 0.05
"""Dreams nearer to a training picture than this share of held-out pictures are thrown away."""
ALIKE = 0.6
"""Two dreams are kept only if further apart than this share of the usual distance."""
FIRST_BODIES, FIRST_WINGS = 40, 60
"""Bodies, and pictures of wings, that can be used best and are tried for the first blend."""
WINGED = "pegasus"
"""What the class of winged horses is called in a gallery."""


@dataclass(frozen=True)
class Options:
    """Dream the starter gallery of a model set and choose its first blend."""

    data: Path
    """The data that the models were trained on, to throw away what is too near to it."""
    models: Path = SHIPPED
    """Folder of the model set."""
    out: Path = STARTER
    """Folder for atlas.png and gallery.json."""
    cache: Path | None = None
    """Folder for decoded pictures (default: the user's cache folder)."""
    each: int = 120
    """Pictures of each class."""
    candidates: int = 900
    """Dreams of each class from which they are chosen."""
    guidance: float = DREAMING.strength
    """How far the class is exaggerated, in the middle of the way."""
    seed: int = 11
    """Seed of the dreams."""
    keep: Path | None = None
    """Folder of a gallery whose classes are kept, scored anew, in place of new dreams of them."""


@dataclass(frozen=True)
class Candidates:
    """Dreams of one class: pictures (n, 32, 32, 3) uint8 and what is known of each (n,)."""

    name: str
    latents: Tensor
    pictures: np.ndarray
    confidence: Tensor
    realism: Tensor
    nearest: Tensor

    def take(self, rows: Tensor) -> "Candidates":
        return Candidates(
            self.name,
            self.latents[rows],
            self.pictures[rows.numpy()],
            self.confidence[rows],
            self.realism[rows],
            self.nearest[rows],
        )

    def items(self) -> list[Dream]:
        """Return what is kept of each."""
        numbers = torch.stack((self.confidence, self.realism, self.nearest), 1).tolist()
        return [Dream(self.name, *(round(number, 4) for number in row)) for row in numbers]


def main(arguments: list[str]) -> int:
    """Dream, choose, write; print the distances to the training pictures."""
    options = tyro.cli(Options, prog="python -m training dream", args=arguments)
    model_set = modelset.read(options.models)
    modules: dict[str, Any] = dict(graph_modules(model_set))
    data = cache.load(options.data, options.cache)
    known, floor, usual = _distances(modules["encoder"], data)
    print(f"nearest training latent: {MEMORISED:.0%} of held-out pictures are within {floor:.3f}")
    generator = torch.Generator().manual_seed(options.seed)
    kept_before = read_dreams(options.keep) if options.keep else None
    chosen = []
    for name in (*THREE_CLASSES, WINGED)[: None if model_set.knows_winged else -1]:
        pictures = kept_before.of_class(name) if kept_before else ()
        if not len(pictures):
            pictures = _dream(modules, model_set, name, options, generator)
        dreams = _judged(modules, model_set, name, np.asarray(pictures), known)
        kept = _choose(dreams, floor, usual, options.each)
        print(
            f"{name:9} {len(kept.nearest)} of {len(dreams.nearest)}: nearest training latent "
            f"{kept.nearest.min():.3f} to {kept.nearest.max():.3f}, "
            f"{int((dreams.nearest < floor).sum())} thrown away as too near"
        )
        chosen.append(kept)
    write_dreams(options.out, _gallery(model_set, chosen, _first(modules, model_set, chosen)))
    return 0


def _dream(
    modules: dict[str, Any],
    model_set: ModelSet,
    name: str,
    options: Options,
    generator: torch.Generator,
) -> NDArray[np.uint8]:
    """Pictures (n, 32, 32, 3) of a class, or of winged horses."""
    label = (*model_set.classes, WINGED).index(name)
    asked = torch.full((options.candidates,), label)
    shape = model_set.latent_shape
    guidance = replace(DREAMING, strength=options.guidance)
    latents = dream(modules["prior"], shape, asked, generator, guidance)
    return quantised(looking.in_batches(modules["decoder"], latents)).numpy()


def _judged(
    modules: dict[str, Any],
    model_set: ModelSet,
    name: str,
    pictures: NDArray[np.uint8],
    known: Tensor,
) -> Candidates:
    """What is known of pictures of a class; the confidence of winged horses is their critic's."""
    images = images_of(pictures)
    with torch.no_grad():
        parts = [modules["scorer"].named(part) for part in images.split(looking.BATCH)]
    told = {key: torch.cat([part[key] for part in parts]) for key in parts[0]}
    chances = calibrated(told["logits"], model_set.calibration)
    label = (*model_set.classes, WINGED).index(name)
    confidence = told["pegasus"] if name == WINGED else chances[:, label]
    # Compared as the encoder sees what is shown, like the training pictures.
    seen = looking.in_batches(modules["encoder"], images)
    return Candidates(name, seen, pictures, confidence, told["realism"], _nearest(seen, known))


def _distances(encoder: Any, data: DataSet) -> tuple[Tensor, float, float]:
    """Training latents (mirrored ones too), and how near to them held-out pictures come.

    Returns
    -------
    tuple
        Latents (m, d); the :data:`MEMORISED` quantile and the median of the distances.
    """
    chosen = batches.of_classes(data, data.training_indices(), THREE_CLASSES)
    held_out = batches.of_classes(data, data.validation_indices(), THREE_CLASSES)
    known = _encode(encoder, data.train.images[chosen], mirrored=True)
    other = _nearest(_encode(encoder, data.train.images[held_out], mirrored=False), known)
    return known, float(other.quantile(MEMORISED)), float(other.median())


def _encode(encoder: Any, pictures: np.ndarray, mirrored: bool) -> Tensor:
    images = images_of(pictures)
    both = torch.cat((images, images.flip(-1))) if mirrored else images
    return looking.in_batches(encoder, both).flatten(1)


def _nearest(latents: Tensor, known: Tensor) -> Tensor:
    """Root mean square distance (n,) a number of latents to the nearest of ``known``."""
    flat = latents.flatten(1)
    nearest = [torch.cdist(part, known).amin(1) for part in flat.split(looking.BATCH)]
    return torch.cat(nearest) / flat.shape[1] ** 0.5


def _choose(dreams: Candidates, floor: float, usual: float, each: int) -> Candidates:
    """The best by confidence × realism that are neither memorised nor like one another.

    Raises
    ------
    UserError
        Where there is none.
    """
    merit = dreams.confidence * dreams.realism
    order = merit.argsort(descending=True)
    flat = dreams.latents.flatten(1)
    kept: list[int] = []
    for row in order.tolist():
        far = not kept or _nearest(flat[row : row + 1], flat[kept])[0] > ALIKE * usual
        if dreams.nearest[row] >= floor and far:
            kept.append(row)
        if len(kept) == each:
            break
    if not kept:
        raise UserError(
            f"All dreams of {dreams.name} are too near to training pictures: ask for more "
            f"candidates, or train the prior for less long."
        )
    return dreams.take(torch.tensor(kept))


@torch.no_grad()
def _first(modules: dict[str, Any], model_set: ModelSet, chosen: list[Candidates]) -> First:
    """The pair whose blend scores best: as a graft, or by regions where the set cannot graft."""
    roles = looking.roles_of(model_set.classes, BODY, WINGS)
    bodies, wings = (_of_classes(chosen, names) for names in (BODY, WINGS))
    grafts = "parts" in modules
    if grafts:
        bodies = _most_usable(modules["parts"], bodies, IS_BODY, FIRST_BODIES)
        wings = _most_usable(modules["parts"], wings, HAS_WING, FIRST_WINGS)
    best, pair = -1.0, (0, 0)
    for body, image in bodies.items():
        repeated = image.expand(len(wings), -1, -1, -1)
        blend = ordering.graft_blends if grafts else ordering.region_blends
        made = blend(modules, repeated, torch.stack(list(wings.values())), roles)
        merit = figures.merit(modules, made, roles, model_set.calibration)
        if float(merit.max()) > best:
            best, pair = float(merit.max()), (body, list(wings)[int(merit.argmax())])
    print(f"first blend: {pair}, pegasus score times realism {best:.3f}")
    return First(*pair, mode="graft" if grafts else "regions", puck=(0.5, 0.5))


def _of_classes(chosen: list[Candidates], names: Collection[str]) -> dict[int, Tensor]:
    """The pictures (3, 32, 32) of these classes by their place in the gallery."""
    offsets = np.cumsum([0] + [len(dreams.nearest) for dreams in chosen])
    return {
        int(offset) + i: image
        for dreams, offset in zip(chosen, offsets, strict=False)
        if dreams.name in names
        for i, image in enumerate(images_of(dreams.pictures))
    }


@torch.no_grad()
def _most_usable(
    parts: Any, pictures: dict[int, Tensor], chance: int, count: int
) -> dict[int, Tensor]:
    sure = parts(torch.stack(list(pictures.values())))[2][:, chance].tolist()
    ranked = sorted(zip(sure, pictures, strict=True), reverse=True)
    return {place: pictures[place] for _, place in ranked[:count]}


def _gallery(model_set: ModelSet, chosen: list[Candidates], first: First) -> Dreams:
    return Dreams(
        pictures=np.concatenate([dreams.pictures for dreams in chosen]),
        items=tuple(item for dreams in chosen for item in dreams.items()),
        made_by=model_set.fingerprint,
        first=first,
    )
