"""Every training that the coursework's figures need, as plain data.

What its text leaves open is chosen here: the share of the pictures, the epochs, the rates. The
networks that the coursework showed off learn from all pictures, once; what is compared is trained
three times, from a fifth of them (a fixed part, so that overfitting shows), for fewer epochs.
"""

from dataclasses import dataclass, replace
from typing import Any

from training.coursework_recipes import CourseworkClassifierRecipe, CourseworkVaeRecipe
from training.recipes import Recipe, VaeRecipe

SWEEP_SHARE, SWEEP_EPOCHS = 0.2, 15
LONG_EPOCHS = 45
"""Until a network with dropout has learnt its training pictures, too."""


@dataclass(frozen=True)
class Variant:
    """A recipe under a name.

    Attributes
    ----------
    share
        Of the training pictures, a fixed part that it learns from.
    seeds
        Trainings of it that differ in their seed alone.
    """

    recipe: Recipe
    share: float = 1.0
    seeds: int = 3


FIRST = CourseworkClassifierRecipe()
EASED = replace(FIRST, batch_norm=True, signed_input=True)
IMPROVED = replace(EASED, layout="improved", hidden=(512, 128), flips=True, epochs=20)
PUSHED = replace(IMPROVED, hidden=(2048,), epochs=24)
LONGER = PUSHED.epochs / IMPROVED.epochs
SWEPT = replace(FIRST, epochs=SWEEP_EPOCHS)
CODED = CourseworkVaeRecipe(classes=("horse",), epochs=24, width=32, sampled=False, kl_weight=0.0)
PAIRED = replace(CODED, classes=("bird", "horse"), epochs=12)
VARIED = replace(PAIRED, sampled=True, kl_weight=1.0)
PLANES = replace(VARIED, classes=("airplane", "horse"))
OURS = VaeRecipe(
    classes=("airplane", "horse"),
    epochs=1,
    batch_size=32,
    widths=(16, 32, 48, 64),
    blends_from=0.25,
)


def _swept(**settings: Any) -> Variant:
    return Variant(replace(SWEPT, **settings), SWEEP_SHARE)


def _improved(**settings: Any) -> Variant:
    return Variant(replace(IMPROVED, epochs=SWEEP_EPOCHS, **settings), SWEEP_SHARE)


VARIANTS: dict[str, Variant] = {
    "1a": Variant(FIRST, seeds=1),
    "1b": Variant(EASED, seeds=1),
    "1c": Variant(IMPROVED, seeds=1),
    "1d": Variant(PUSHED, seeds=1),
    "plain": _swept(),
    "dropout": _swept(convolution_dropout=0.1, linear_dropout=0.5),
    "plain, long": _swept(epochs=LONG_EPOCHS),
    "dropout, long": _swept(convolution_dropout=0.1, linear_dropout=0.5, epochs=LONG_EPOCHS),
    "weight decay": _swept(weight_decay=0.001),
    "batch norm": _swept(batch_norm=True),
    "signed input": _swept(signed_input=True),
    "both": _swept(batch_norm=True, signed_input=True),
    "improved": _improved(),
    "improved, dropout": _improved(convolution_dropout=0.1, linear_dropout=0.5),
    "max-pooled": _improved(layout="max-pooled"),
    "average-pooled": _improved(layout="average-pooled"),
    "pushed": Variant(replace(PUSHED, epochs=round(LONGER * SWEEP_EPOCHS)), SWEEP_SHARE),
    "flips": _swept(flips=True),
    "flips and rotations": _swept(flips=True, rotation=15.0),
    "rotations": _swept(rotation=15.0),
    "batches of 16": _swept(batch_size=16),
    "batches of 256": _swept(batch_size=256),
    "batches of 1024": _swept(batch_size=1024),
    "half of it an epoch": _swept(share=0.5),
    "leaky ReLU": _swept(activation="leaky_relu"),
    "ELU": _swept(activation="elu"),
    "no momentum": _swept(momentum=0.0),
    "step 0.003": _swept(lr=0.003),
    "step 0.03": _swept(lr=0.03),
    "2a": Variant(replace(CODED, convolutional=False)),
    "2b": Variant(CODED),
    "2b, 4 numbers": Variant(replace(CODED, latent_numbers=4)),
    "2b, 1024 numbers": Variant(replace(CODED, latent_numbers=1024)),
    "2c": Variant(PAIRED),
    "2d": Variant(VARIED),
    "2d, 1024 numbers": Variant(replace(VARIED, latent_numbers=1024)),
    "2d, KL x 0.1": Variant(replace(VARIED, kl_weight=0.1)),
    "2d, KL x 4": Variant(replace(VARIED, kl_weight=4.0)),
    "2d, KL brought in": Variant(replace(VARIED, kl_start=0.0, kl_ramp=0.5)),
    "2d, KL taken back": Variant(replace(VARIED, kl_start=4.0, kl_ramp=0.5)),
    "ours without an adversary": Variant(replace(OURS, blend_weight=0.0)),
    "ours with an adversary": Variant(OURS),
    "2e": Variant(PLANES),
    "2e, KL x 0.1": Variant(replace(PLANES, kl_weight=0.1)),
}
"""All trainings by name; rows share them, so that none is done twice."""
