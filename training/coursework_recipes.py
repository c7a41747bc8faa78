"""Recipes of the networks of the coursework that this program grew from (no torch in here)."""

from dataclasses import dataclass
from typing import Annotated, Literal

from training.bounds import Factor, OneOrMore, Seed, Share, Within

THREE_CLASSES = ("airplane", "bird", "horse")
"""The classes that the coursework drew, and that ours go on with: bodies, and wings for them."""

Activation = Literal["relu", "leaky_relu", "elu"]


@dataclass(frozen=True)
class CourseworkClassifierRecipe:
    """The plain CNN of the coursework that this program grew from, to see how it overfits.

    As it is here it is the first network: two convolutions and two linear layers, 30 epochs. Each
    of the coursework's remedies is a setting, and so are the improved network (layout improved,
    hidden 512 128) and the last one (layout improved, hidden 2048).
    """

    seed: Seed = 6
    """Seed of the first weights, the order of the pictures, their augmentation and the dropout."""
    epochs: OneOrMore = 30
    """Passes over the training pictures, or over a share of them."""
    batch_size: OneOrMore = 64
    """Pictures in one optimisation step."""
    share: Share = 1.0
    """Share of the training pictures that an epoch goes through, drawn anew each time."""
    layout: Literal["initial", "improved", "max-pooled", "average-pooled"] = "initial"
    """Two strided convolutions; or a small, a large dilated and a last large one, pooled by maximum
    and then mean (improved), or by one of them."""
    width: OneOrMore = 32
    """Channels of the first convolution; each further one has twice as many as that before."""
    hidden: Annotated[tuple[int, ...], Within(1)] = (128,)
    """Units of the linear layers but the last."""
    activation: Activation = "relu"
    """What follows each layer but the last."""
    batch_norm: bool = False
    """Whether batch normalisation follows each convolution."""
    signed_input: bool = False
    """Whether the first layer sees pictures in [-1, 1]; else in [0, 1]."""
    convolution_dropout: Share = 0.0
    """Share of the numbers dropped behind each convolution."""
    linear_dropout: Share = 0.0
    """Share of the numbers dropped behind each linear layer but the last."""
    lr: Factor = 0.01
    """Step of SGD, the same throughout."""
    momentum: Share = 0.9
    """Share of the last step that SGD goes on with."""
    weight_decay: Factor = 0.0
    """Decay of every weight, per unit of step size (L2)."""
    flips: bool = False
    """Whether half of the pictures are mirrored, at random."""
    rotation: Annotated[float, Within(0, 360)] = 0.0
    """Reach of the random rotations to either side, in degrees."""


@dataclass(frozen=True)
class CourseworkVaeRecipe:
    """The VAE of the coursework that this program grew from, next to which ours can be seen.

    Its latent is flat, so there are no regions to exchange and no prior that refines. It is the
    plain autoencoder where nothing is sampled and the KL weight is 0.
    """

    seed: Seed = 7
    """Seed of the first weights, the order of the pictures, their flips and the noise."""
    classes: tuple[str, ...] = THREE_CLASSES
    """Classes whose pictures it learns from; data without them is used whole."""
    epochs: OneOrMore = 14
    """Passes over those training pictures."""
    batch_size: OneOrMore = 64
    """Pictures in one optimisation step."""
    latent_numbers: OneOrMore = 64
    """Numbers of the latent: with too few little is kept, with too many all is a blur."""
    width: OneOrMore = 64
    """Channels of the first convolution; with 64 the decoder has about as many weights as ours."""
    activation: Activation = "elu"
    """What follows each layer but the last; with relu it learns a third as fast."""
    convolutional: bool = True
    """Whether convolutions encode and decode; else one hidden linear layer on either side."""
    sampled: bool = True
    """Whether the decoder learns from samples of the posterior; else from its mean."""
    lr: Factor = 0.001
    """Step of Adam, the same throughout."""
    kl_weight: Factor = 1.0
    """Weight of the KL divergence against the cross-entropy of all pixels, summed, in nats."""
    kl_start: Factor = 1.0
    """What the KL weight is multiplied by at first; 0 brings it in, more than 1 takes it back."""
    kl_ramp: Share = 0.0
    """Share of the steps in which that factor goes to 1, in a straight line."""
