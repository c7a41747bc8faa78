"""Pictures of a data set, and their mirror images, as a frozen VAE and classifier see them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.augment import normalise
from training.data.cache import DataSet
from training.files.errors import UserError
from training.latent.regions import role_evidence
from training.learning.device import Compute
from training.models.load import Scorer, frozen
from training.models.modelset import ModelSet

BATCH = 250


@dataclass(frozen=True, eq=False)
class Encoded:
    """Pictures and mirror images, n in all.

    Attributes
    ----------
    rows
        Of the training pictures, int64 (n,).
    mirrored
        Whether it is the mirror image, bool (n,).
    latents
        Standardised posterior means (n, *latent_shape).
    labels
        Classes (n,) as the model set counts them.
    maps
        Where each picture shows its class, (n, h, w) on the latent grid; None where nobody asked
        for them.
    """

    rows: NDArray[np.int64]
    mirrored: NDArray[np.bool_]
    latents: Tensor
    labels: Tensor
    maps: Tensor | None

    def __len__(self) -> int:
        return len(self.rows)


@torch.no_grad()
def encode(
    data: DataSet,
    rows: NDArray[np.int64],
    base: ModelSet,
    compute: Compute,
    told: Callable[[int], None] = lambda count: None,
    with_maps: bool = False,
) -> Encoded:
    """Encode pictures and their mirror images, on the device of ``compute``.

    Parameters
    ----------
    rows
        Of the training pictures, (n,).
    base
        Has a VAE whose latent is a grid.
    told
        Hears how many were done after each few hundred.
    with_maps
        Whether to make the maps as well, by the set's classifier.

    Returns
    -------
    Encoded
        2n of them, each few hundred pictures followed by their mirror images.

    Raises
    ------
    UserError
        Where a picture is of a class that ``base`` does not know.
    """
    vae = frozen(base, "vae", compute.device)
    scorer = Scorer(frozen(base, "classifier", compute.device), None) if with_maps else None
    names = _numbers(data, rows, base)
    shape, device = base.latent_shape, compute.device
    grid = shape[1], shape[2]
    latents, maps = [torch.zeros(0, *shape, device=device)], []
    order, mirrored = [np.zeros(0, np.int64)], [np.zeros(0, bool)]
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        pictures = normalise(torch.from_numpy(data.train.images[part]).to(device))
        for is_mirrored, images in ((False, pictures), (True, pictures.flip(-1))):
            latents.append(vae.encode_mean(images))
            order.append(part)
            mirrored.append(np.full(len(part), is_mirrored))
            if scorer is not None:
                classes = [[names[label]] for label in data.train.labels[part].tolist()]
                maps.append(role_evidence(scorer(images)[1], classes, grid))
        told(start + len(part))
    ordered = np.concatenate(order)
    labels = torch.tensor(
        [names[label] for label in data.train.labels[ordered].tolist()], device=device
    )
    return Encoded(
        ordered,
        np.concatenate(mirrored),
        torch.cat(latents),
        labels.long(),
        torch.cat(maps) if maps else None,
    )


@torch.no_grad()
def encode_pictures(
    pictures: NDArray[np.uint8],
    base: ModelSet,
    compute: Compute,
    told: Callable[[int], None] = lambda count: None,
) -> Tensor:
    """Return standardised posterior means (2n, *latent_shape) of pictures and mirror images.

    Parameters
    ----------
    pictures
        (n, 32, 32, 3).
    told
        Hears how many were done after each few hundred.
    """
    vae = frozen(base, "vae", compute.device)
    latents = [torch.zeros(0, *base.latent_shape, device=compute.device)]
    for start in range(0, len(pictures), BATCH):
        images = normalise(torch.from_numpy(pictures[start : start + BATCH]).to(compute.device))
        latents += [vae.encode_mean(images), vae.encode_mean(images.flip(-1))]
        told(start + len(images))
    return torch.cat(latents)


def classes_of(data: DataSet, rows: NDArray[np.int64]) -> dict[int, str]:
    """The labels that training pictures have, and the classes that these stand for."""
    return {label: data.classes[label] for label in set(data.train.labels[rows].tolist())}


def _numbers(data: DataSet, rows: NDArray[np.int64], base: ModelSet) -> dict[int, int]:
    """Labels of the pictures, as the model set counts them."""
    here = classes_of(data, rows)
    unknown = sorted(set(here.values()) - set(base.classes))
    if unknown:
        raise UserError(
            f"The model set knows no class {', '.join(unknown)}: give one that was trained on "
            "these pictures as --base."
        )
    return {label: base.classes.index(name) for label, name in here.items()}
