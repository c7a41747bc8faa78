"""Pictures, and their mirror images, as a frozen VAE sees them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.augment import normalise
from training.data.dataset import DataSet
from training.files.errors import UserError
from training.learning.device import Compute
from training.models.load import frozen
from training.models.modelset import ModelSet

BATCH = 250


@dataclass(frozen=True, eq=False)
class Encoded:
    """Pictures, then their mirror images; n in all.

    Attributes
    ----------
    latents
        Standardised posterior means (n, *latent_shape).
    labels
        Classes (n,) as the model set counts them.
    """

    latents: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


def encode(
    data: DataSet,
    rows: NDArray[np.int64],
    base: ModelSet,
    compute: Compute,
    told: Callable[[int], None] = lambda count: None,
) -> Encoded:
    """Encode training pictures (n,) and their mirror images, on the device of ``compute``.

    ``base`` has a VAE whose latent is a grid; ``told`` is as :func:`encode_pictures` takes it.

    Raises
    ------
    UserError
        Where a picture is of a class that ``base`` does not know.
    """
    numbers = _numbers(data, rows, base)
    latents = encode_pictures(data.train.images[rows], base, compute, told)
    labels = torch.tensor([numbers[label] for label in data.train.labels[rows].tolist()])
    return Encoded(latents, labels.long().repeat(2).to(compute.device))


@torch.no_grad()
def encode_pictures(
    pictures: NDArray[np.uint8],
    base: ModelSet,
    compute: Compute,
    told: Callable[[int], None] = lambda count: None,
) -> Tensor:
    """Return standardised posterior means (2n, *latent_shape) of pictures, then mirror images.

    Parameters
    ----------
    pictures
        (n, 32, 32, 3).
    told
        Hears how many were done after each few hundred.
    """
    vae = frozen(base, "vae", compute.device)
    straight = [torch.zeros(0, *base.latent_shape, device=compute.device)]
    mirrored = straight.copy()
    for start in range(0, len(pictures), BATCH):
        images = normalise(torch.from_numpy(pictures[start : start + BATCH]).to(compute.device))
        straight.append(vae.encode_mean(images))
        mirrored.append(vae.encode_mean(images.flip(-1)))
        told(start + len(images))
    return torch.cat(straight + mirrored)


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
