"""Recipes: every setting of a training, as plain data (no torch in here)."""

from dataclasses import dataclass, fields
from typing import Annotated, Any

from training.bounds import Count, Factor, OneOrMore, Seed, Share, Within
from training.coursework_recipes import (
    THREE_CLASSES,
    CourseworkClassifierRecipe,
    CourseworkVaeRecipe,
)


@dataclass(frozen=True)
class ClassifierRecipe:
    """The classifier that scores blends while exploring."""

    seed: Seed = 1
    """Seed of the first weights, the order of the pictures and their augmentation."""
    epochs: OneOrMore = 28
    """Passes over the training pictures."""
    batch_size: OneOrMore = 500
    """Pictures in one optimisation step."""
    widths: Annotated[tuple[int, int, int], Within(1)] = (64, 192, 256)
    """Channels of the three convolutional blocks."""
    depth: Annotated[int, Within(2, 3)] = 3
    """Convolutions in a block: 2, or 3 with a bypass."""
    filter_lr: Factor = 0.12
    """First Muon step of the convolutions; falls to 0 in a straight line."""
    bias_lr: Factor = 10.0
    """First step of the biases (mean loss, Nesterov SGD); large, as their gradients are small."""
    head_lr: Factor = 0.33
    """First step of the last linear layer (mean loss, Nesterov SGD)."""
    weight_decay: Factor = 0.001
    """Share of the biases and the head that the first step takes away."""
    label_smoothing: Share = 0.2
    """Share of the target spread evenly over the classes."""
    shift: Annotated[int, Within(0, 31)] = 3
    """Reach of the random shifts, in pixels."""
    cutout: Annotated[int, Within(0, 32)] = 10
    """Side of the square of each picture that is blanked, in pixels; 0 for none."""


@dataclass(frozen=True)
class JudgeRecipe:
    """The judge: another architecture, seed and optimiser, for reports alone."""

    seed: Seed = 2
    """Seed of the first weights, the order of the pictures and their augmentation."""
    epochs: OneOrMore = 15
    """Passes over the training pictures."""
    batch_size: OneOrMore = 250
    """Pictures in one optimisation step."""
    widths: Annotated[tuple[int, int, int, int], Within(1)] = (32, 64, 128, 256)
    """Channels of the stem and of the three stages."""
    peak_lr: Factor = 0.3
    """Highest step of Nesterov SGD, reached after ``warm_up`` of the steps."""
    warm_up: Share = 0.2
    """Share of the steps in which the step size rises; it then falls to 0 in a straight line."""
    weight_decay: Factor = 0.0005
    """Decay of every weight, per unit of step size."""
    label_smoothing: Share = 0.1
    """Share of the target spread evenly over the classes."""
    shift: Annotated[int, Within(0, 31)] = 3
    """Reach of the random shifts, in pixels."""
    cutout: Annotated[int, Within(0, 32)] = 8
    """Side of the square of each picture that is blanked, in pixels; 0 for none."""


@dataclass(frozen=True)
class VaeRecipe:
    """The variational autoencoder whose latent is explored."""

    seed: Seed = 3
    """Seed of the first weights, the order of the pictures, their flips and the noise."""
    classes: tuple[str, ...] = THREE_CLASSES
    """Classes whose pictures it learns from; data without them is used whole."""
    epochs: OneOrMore = 14
    """Passes over those training pictures."""
    batch_size: OneOrMore = 64
    """Pictures in one optimisation step."""
    latent_shape: Annotated[tuple[int, int, int], Within(1)] = (16, 4, 4)
    """Channels, height and width of the latent."""
    widths: Annotated[tuple[int, ...], Within(1, multiple=8)] = (24, 48, 96, 128)
    """Channels at each resolution, from 32 x 32 pixels down to the latent's grid."""
    encoder_depth: Count = 1
    """Residual blocks of the encoder at each resolution."""
    decoder_depth: Count = 2
    """Residual blocks of the decoder at each resolution."""
    peak_lr: Factor = 0.0015
    """Highest step of Adam; rises over the first 200 steps, then falls along a cosine."""
    kl_weight: Factor = 0.3
    """Weight of the KL divergence (nats a picture, divided by 3072)."""
    perceptual_weight: Factor = 0.1
    """Weight of the distance in the classifier's first three stages."""
    deep_weight: Factor = 0.05
    """Weight of the distance in the classifier's last stage."""
    class_weight: Factor = 0.05
    """Weight of the divergence of the classes that the classifier sees, in nats."""
    blend_weight: Factor = 0.006
    """Weight of how easily decoded blends are told from pictures; 0 to train without."""
    blends_from: Share = 0.5
    """Share of the steps after which blends are decoded as well; 0 suits --init shipped."""
    decoder_alone: bool = False
    """Whether the encoder, and with it the latent and a prior over it, stays as it is; the decoder
    then learns from posterior means, as they are decoded later."""
    graft_share: Share = 0.0
    """Share of each batch that are winged horses, grafts of training pictures, so that it keeps
    wings; they are placed by the base set's parts network."""
    grafts: Count = 8000
    """Winged horses that are made to learn from."""
    ema: Share = 0.999
    """Share of the running mean of the weights that a step keeps."""


@dataclass(frozen=True)
class PartsRecipe:
    """The parts network: mattes of things, where wings go on bodies, where they come off."""

    seed: Seed = 8
    """Seed of the first weights, the order of the pictures, how they are moved and composed."""
    marks: str = ""
    """A file of points marked by hand; none is the one that comes along."""
    epochs: OneOrMore = 14
    """Passes over the training pictures of bodies and wings."""
    batch_size: OneOrMore = 64
    """Pictures in one optimisation step; as many composites are beside them."""
    widths: Annotated[tuple[int, int, int, int], Within(4, multiple=4)] = (12, 20, 60, 96)
    """Channels at 32, 16, 8 and 4 cells a side."""
    chance_weight: Factor = 1.0
    """Weight of what a picture can be used for, against its points."""
    matte_weight: Factor = 4.0
    """Weight of the matte, against the points."""
    peak_lr: Factor = 0.003
    """Highest step of AdamW; rises over the first 200 steps, then falls along a cosine."""
    weight_decay: Factor = 0.02
    """Decay of the weights, per unit of step size."""
    ema: Share = 0.998
    """Share of the running mean of the weights that a step keeps."""


@dataclass(frozen=True)
class CriticRecipe:
    """The critic behind the realism score: photographs against spoilt ones."""

    seed: Seed = 4
    """Seed of the first weights, the order of the pictures and how they are spoilt."""
    classes: tuple[str, ...] = THREE_CLASSES
    """Classes whose pictures it learns from; data without them is used whole."""
    epochs: OneOrMore = 16
    """Passes over those training pictures."""
    batch_size: OneOrMore = 125
    """Real pictures in one optimisation step; as many spoilt ones are beside them."""
    hidden: OneOrMore = 128
    """Units of its hidden layer."""
    peak_lr: Factor = 0.002
    """Highest step of AdamW; rises over the first 200 steps, then falls along a cosine."""
    weight_decay: Factor = 0.05
    """Decay of the weights, per unit of step size."""
    rebuilt: Share = 0.25
    """Share of the real pictures that are shown as the VAE rebuilds them."""


@dataclass(frozen=True)
class PegasusCriticRecipe:
    """The pegasus critic: winged horses against what is nearly one."""

    seed: Seed = 9
    """Seed of the first weights, of the examples and of their order."""
    epochs: OneOrMore = 8
    """Passes over the examples."""
    batch_size: OneOrMore = 128
    """Examples in one optimisation step."""
    winged: OneOrMore = 6000
    """Grafts of training pictures among the examples."""
    near_misses: OneOrMore = 12000
    """Pictures among the examples that are none: horses, riders, misplaced wings, and so on."""
    held_out: Share = 0.25
    """As much of either again is made of held-out pictures, to calibrate and to measure."""
    rebuilt: Share = 0.8
    """Share of the examples that are shown as the VAE rebuilds them."""
    refused: str = ""
    """A folder of pictures that raters did not call winged horses; none where empty."""
    seen: str = ""
    """A folder of pictures that raters called winged horses; none where empty."""
    rated: OneOrMore = 8
    """Variations of each picture of these folders among the examples."""
    peak_lr: Factor = 0.002
    """Highest step of AdamW; rises over the first 200 steps, then falls along a cosine."""
    weight_decay: Factor = 0.05
    """Decay of the weights, per unit of step size."""


@dataclass(frozen=True)
class PriorRecipe:
    """The prior over latents: it dreams pictures up and refines blends."""

    seed: Seed = 5
    """Seed of the first weights, the order of the latents, noise and times."""
    classes: tuple[str, ...] = THREE_CLASSES
    """Classes whose latents it learns; data without them is used whole."""
    epochs: OneOrMore = 45
    """Passes over the latents of those training pictures and their mirror images."""
    batch_size: OneOrMore = 256
    """Latents in one optimisation step."""
    grafts: Count = 0
    """Winged horses, grafts of training pictures, that it learns as one more class; they are placed
    by the base set's parts network."""
    patch: OneOrMore = 1
    """Cells a side of the latent grid that make a token; 2 suits a grid of 8 x 8."""
    width: OneOrMore = 160
    """Channels of a token."""
    depth: OneOrMore = 6
    """Transformer blocks."""
    heads: OneOrMore = 5
    """Attention heads of a block."""
    rank: Count = 16
    """Rank of the matrices by which time and class act on a block; 0 for full rank."""
    peak_lr: Factor = 0.001
    """Highest step of AdamW; rises over the first 200 steps, then falls along a cosine."""
    hidden_class: Share = 0.15
    """Share of the examples whose class is hidden, for guidance."""
    ema: Share = 0.999
    """Share of the running mean of the weights that a step keeps."""


Recipe = (
    ClassifierRecipe
    | JudgeRecipe
    | PartsRecipe
    | VaeRecipe
    | CriticRecipe
    | PegasusCriticRecipe
    | PriorRecipe
    | CourseworkClassifierRecipe
    | CourseworkVaeRecipe
)

RECIPES: dict[str, type[Recipe]] = {
    "classifier": ClassifierRecipe,
    "judge": JudgeRecipe,
    "parts": PartsRecipe,
    "vae": VaeRecipe,
    "critic": CriticRecipe,
    "pegasus": PegasusCriticRecipe,
    "prior": PriorRecipe,
    "coursework-classifier": CourseworkClassifierRecipe,
    "coursework-vae": CourseworkVaeRecipe,
}
"""Every recipe by its name on the command line; the class's docstring is its explanation."""

NOT_SHIPPED = ("judge", "coursework-classifier", "coursework-vae")
"""Recipes of which no model set that ships has weights to start from."""


def name_of(recipe: Recipe) -> str:
    """Return the name under which a recipe is registered."""
    return next(name for name, kind in RECIPES.items() if type(recipe) is kind)


def headline(name: str) -> str:
    """Return the first line of what the recipe called ``name`` is."""
    return (RECIPES[name].__doc__ or "").split("\n")[0]


def part_of(recipe: Recipe) -> str:
    """Return the kind of a model set's part that a recipe trains."""
    return "vae" if isinstance(recipe, CourseworkVaeRecipe) else name_of(recipe)


def words_of(recipe: Recipe) -> tuple[str, ...]:
    """Return the settings other than the usual ones as words of the command line.

    The length is left out: whoever starts a training says it.
    """
    standard = type(recipe)()
    changed = [
        (field.name, getattr(recipe, field.name))
        for field in fields(recipe)
        if field.name != "epochs" and getattr(recipe, field.name) != getattr(standard, field.name)
    ]
    return tuple(word for name, value in changed for word in _written(name, value))


def _written(name: str, value: Any) -> list[str]:
    option = name.replace("_", "-")
    match value:
        case bool():
            return [f"--{option}" if value else f"--no-{option}"]
        case tuple():
            return [f"--{option}", *map(str, value)]
        case _:
            return [f"--{option}", str(value)]
