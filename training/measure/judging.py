"""The judge as a witness of pictures that are kept, for whoever measures without torch."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.data.augment import images_of
from training.measure import looking
from training.models import modelset
from training.models.load import network

Pictures = NDArray[np.uint8]
Floats = NDArray[np.float32]


class Witness:
    """What the judge of a folder says of pictures (n, 32, 32, 3) uint8; it looks on the CPU.

    Raises
    ------
    UserError
        Where the folder holds no judge, or a damaged one.
    """

    def __init__(self, folder: Path) -> None:
        model_set = modelset.read(folder)
        self._judge = network(model_set, "judge")
        self._classes = model_set.classes

    def shares(self, pictures: Pictures, body: Collection[str], wings: Collection[str]) -> Floats:
        """Return probabilities (n, 2) of body and of wings, given by the names of their classes.

        As for :func:`training.measure.looking.both_seen` they are the plain softmax of the
        logits: the temperature of the judge's calibration takes no part.
        """
        roles = looking.roles_of(self._classes, body, wings)
        shares: Floats = looking.seen_shares(self._judge, images_of(pictures), roles).numpy()
        return shares

    def features(self, pictures: Pictures) -> Floats:
        """Return the penultimate features (n, d): the space of Fréchet distances."""
        images = looking.rounded(images_of(pictures))
        features: Floats = looking.in_batches(self._judge.features, images).numpy()
        return features
