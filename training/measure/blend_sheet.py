"""Half-way blends of the same pairs of pictures by several models, to be judged by eye."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from training.data.augment import quantised
from training.files import paper
from training.files.atomic import write_whole
from training.files.errors import UserError
from training.files.png import encode_png
from training.learning.corruptions import collage, cross_fade
from training.measure import figures, looking
from training.measure.looking import BODY, WINGS
from training.models import modelset
from training.models.load import graph_modules
from training.models.modelset import ModelSet

EACH = 6
"""Pairs with each class of wings."""
SEED = 12
PLAIN_MODES = ("linear", "slerp")
"""Modes that every VAE has."""


@dataclass(frozen=True, eq=False)
class SheetPairs:
    """Pictures to blend: bodies and wings, each (n, 3, 32, 32) in [-1, 1], and their classes."""

    bodies: Tensor
    wings: Tensor
    classes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Column:
    """Pictures (n, 3, 32, 32) below one another, and the words above them."""

    head: str
    images: Tensor


def draw_pairs(images: Tensor, labels: Tensor, classes: Sequence[str]) -> SheetPairs:
    """Draw a horse for each of six birds and six aeroplanes, the same ones each time.

    No picture comes twice, where there are enough.

    Raises
    ------
    UserError
        Where one of the classes has no picture.
    """
    generator = torch.Generator().manual_seed(SEED)

    def draw(name: str, count: int) -> Tensor:
        label = classes.index(name) if name in classes else -1
        rows = (labels == label).nonzero().squeeze(1)
        if not len(rows):
            raise UserError(f"There is no picture of {name} to blend: give pictures that have one.")
        order = torch.randperm(len(rows), generator=generator)
        return images[rows[order[torch.arange(count) % len(rows)]]]

    (body,) = BODY
    bodies = draw(body, EACH * len(WINGS))
    named = tuple((body, name) for name in WINGS for _ in range(EACH))
    return SheetPairs(bodies, torch.cat([draw(name, EACH) for name in WINGS]), named)


def read_blenders(folder: Path, beside: Sequence[Path]) -> tuple[ModelSet, list[ModelSet]]:
    """Read the model set to be shown, and those to be shown beside it.

    Raises
    ------
    UserError
        Where one is damaged, or has no VAE to blend with.
    """
    sets = [modelset.read(each) for each in (folder, *beside)]
    for model_set in sets:
        if "vae" not in model_set.parts:
            raise UserError(
                f"{model_set.folder} has no VAE to blend with: choose another model set."
            )
    return sets[0], sets[1:]


def write_blend_sheet(
    path: Path, pairs: SheetPairs, model_set: ModelSet, beside: Sequence[ModelSet] = ()
) -> None:
    """Draw a row for each pair, with the :func:`columns`, as a PNG.

    Raises
    ------
    UserError
        Where weights do not fit their set, or the file cannot be written.
    """
    shown = columns(pairs, model_set, beside)
    sheet = paper.table([quantised(c.images).numpy() for c in shown], [c.head for c in shown])
    write_whole(path, encode_png(sheet))


def columns(
    pairs: SheetPairs, model_set: ModelSet, beside: Sequence[ModelSet] = ()
) -> list[Column]:
    """Pictures, their reconstructions, half-way blends in each mode, and controls of pixels.

    Modes that ``model_set`` lacks are left out. Of the sets ``beside`` come linear and slerp.
    """
    bodies, wings = pairs.bodies, pairs.wings
    half = torch.full((len(bodies),), 0.5)
    return [
        Column("\nhorse", bodies),
        Column("\nwings", wings),
        *_blended(pairs, model_set),
        Column("\ncross-fade", cross_fade(bodies, wings, half)),
        Column("\ncollage", collage(bodies, wings, torch.full((len(bodies),), 16))),
        *(column for other in beside for column in _beside(pairs, other)),
    ]


def title(model_set: ModelSet) -> str:
    """Return what a set is called on a sheet: its folder's name, or that of its run."""
    folder = model_set.folder.resolve()
    return folder.parent.name if folder.name == modelset.OF_RUN else folder.name


def _blended(pairs: SheetPairs, model_set: ModelSet) -> list[Column]:
    """Reconstructions and half-way blends."""
    modules, roles = graph_modules(model_set), looking.known_roles(model_set.classes)
    number = {name: k for k, name in enumerate(model_set.classes)}
    if not all(roles):
        modules.pop("scorer", None)  # it cannot say where body and wings are
    own = [tuple(number.get(name) for name in both) for both in pairs.classes]
    seen = figures.seen_pairs(modules, pairs.bodies, pairs.wings, roles, own)
    latents = {
        "horse\nrebuilt": torch.stack([both.latents[0] for both in seen]),
        "wings\nrebuilt": torch.stack([both.latents[1] for both in seen]),
        **{f"\n{mode}": made for mode, made in figures.halfway_latents(modules, seen).items()},
    }
    return [Column(head, _decoded(modules, made)) for head, made in latents.items()]


def _beside(pairs: SheetPairs, model_set: ModelSet) -> list[Column]:
    """Linear and slerp of another set; its name stands above them."""
    plain = replace(model_set, parts={"vae": model_set.parts["vae"]})
    made = {column.head.strip(): column for column in _blended(pairs, plain)}
    return [replace(made[mode], head=f"{title(model_set)}\n{mode}") for mode in PLAIN_MODES]


def _decoded(modules: dict[str, nn.Module], latents: Tensor) -> Tensor:
    return looking.in_batches(modules["decoder"], latents)
