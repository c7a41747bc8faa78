"""Recipes: every setting of a training, as plain data (no torch in here)."""

from dataclasses import dataclass

THREE_CLASSES = ("airplane", "bird", "horse")


@dataclass(frozen=True)
class ClassifierRecipe:
    """The ten-class classifier that scores blends while exploring."""

    seed: int = 1
    """Seed of the first weights, the order of the pictures and their augmentation."""
    epochs: int = 28
    """Passes over the training pictures."""
    batch_size: int = 500
    """Pictures in one optimisation step."""
    widths: tuple[int, int, int] = (64, 192, 256)
    """Channels of the three convolutional blocks."""
    depth: int = 3
    """Convolutions in a block: 2, or 3 with a bypass."""
    filter_lr: float = 0.12
    """First Muon step of the convolutions; falls to 0 in a straight line."""
    bias_lr: float = 10.0
    """First step of the biases (mean loss, Nesterov SGD); large, as their gradients are small."""
    head_lr: float = 0.33
    """First step of the last linear layer (mean loss, Nesterov SGD)."""
    weight_decay: float = 0.001
    """Share of the biases and the head that the first step takes away."""
    label_smoothing: float = 0.2
    """Share of the target spread evenly over the classes."""
    shift: int = 3
    """Reach of the random shifts, in pixels."""
    cutout: int = 10
    """Side of the square of each picture that is blanked, in pixels; 0 for none."""


@dataclass(frozen=True)
class JudgeRecipe:
    """The judge: another architecture, seed and optimiser, for reports alone."""

    seed: int = 2
    """Seed of the first weights, the order of the pictures and their augmentation."""
    epochs: int = 15
    """Passes over the training pictures."""
    batch_size: int = 250
    """Pictures in one optimisation step."""
    widths: tuple[int, int, int, int] = (32, 64, 128, 256)
    """Channels of the stem and of the three stages."""
    peak_lr: float = 0.3
    """Highest step of Nesterov SGD, reached after ``warm_up`` of the steps."""
    warm_up: float = 0.2
    """Share of the steps in which the step size rises; it then falls to 0 in a straight line."""
    weight_decay: float = 0.0005
    """Decay of every weight, per unit of step size."""
    label_smoothing: float = 0.1
    """Share of the target spread evenly over the classes."""
    shift: int = 3
    """Reach of the random shifts, in pixels."""
    cutout: int = 8
    """Side of the square of each picture that is blanked, in pixels; 0 for none."""


@dataclass(frozen=True)
class VaeRecipe:
    """The variational autoencoder whose latent is explored."""

    seed: int = 3
    """Seed of the first weights, the order of the pictures, their flips and the noise."""
    classes: tuple[str, ...] = THREE_CLASSES
    """Classes whose pictures it learns from; data without them is used whole."""
    epochs: int = 14
    """Passes over those training pictures."""
    batch_size: int = 64
    """Pictures in one optimisation step."""
    latent_shape: tuple[int, int, int] = (16, 4, 4)
    """Channels, height and width of the latent."""
    widths: tuple[int, ...] = (24, 48, 96, 128)
    """Channels at each resolution, from 32 x 32 pixels down to the latent's grid."""
    encoder_depth: int = 1
    """Residual blocks of the encoder at each resolution."""
    decoder_depth: int = 2
    """Residual blocks of the decoder at each resolution."""
    peak_lr: float = 0.0015
    """Highest step of Adam; rises over the first 200 steps, then falls along a cosine."""
    kl_weight: float = 0.6
    """Weight of the KL divergence (nats a picture, divided by 3072)."""
    perceptual_weight: float = 0.1
    """Weight of the distance in the classifier's first stages."""
    ema: float = 0.999
    """Share of the running mean of the weights that a step keeps."""


@dataclass(frozen=True)
class CriticRecipe:
    """The critic behind the realism score: photographs against spoilt ones."""

    seed: int = 4
    """Seed of the first weights, the order of the pictures and how they are spoilt."""
    classes: tuple[str, ...] = THREE_CLASSES
    """Classes whose pictures it learns from; data without them is used whole."""
    epochs: int = 8
    """Passes over those training pictures."""
    batch_size: int = 125
    """Real pictures in one optimisation step; as many spoilt ones are beside them."""
    hidden: int = 96
    """Units of its hidden layer."""
    peak_lr: float = 0.002
    """Highest step of AdamW; rises over the first 200 steps, then falls along a cosine."""
    weight_decay: float = 0.05
    """Decay of the weights, per unit of step size."""
    rebuilt: float = 0.25
    """Share of the real pictures that are shown as the VAE rebuilds them."""


@dataclass(frozen=True)
class PriorRecipe:
    """The prior over latents: it dreams pictures up and refines blends."""

    seed: int = 5
    """Seed of the first weights, the order of the latents, noise and times."""
    classes: tuple[str, ...] = THREE_CLASSES
    """Classes whose latents it learns; data without them is used whole."""
    epochs: int = 45
    """Passes over the latents of those training pictures and their mirror images."""
    batch_size: int = 256
    """Latents in one optimisation step."""
    width: int = 160
    """Channels of a token."""
    depth: int = 6
    """Transformer blocks."""
    heads: int = 5
    """Attention heads of a block."""
    peak_lr: float = 0.001
    """Highest step of AdamW; rises over the first 200 steps, then falls along a cosine."""
    hidden_class: float = 0.15
    """Share of the examples whose class is hidden, for guidance."""
    ema: float = 0.999
    """Share of the running mean of the weights that a step keeps."""


Recipe = ClassifierRecipe | JudgeRecipe | VaeRecipe | CriticRecipe | PriorRecipe

RECIPES: dict[str, type[Recipe]] = {
    "classifier": ClassifierRecipe,
    "judge": JudgeRecipe,
    "vae": VaeRecipe,
    "critic": CriticRecipe,
    "prior": PriorRecipe,
}
"""Every recipe by its name on the command line; the class's docstring is its explanation."""


def name_of(recipe: Recipe) -> str:
    """Return the name under which a recipe is registered."""
    return next(name for name, kind in RECIPES.items() if type(recipe) is kind)
