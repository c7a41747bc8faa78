"""Recipes: every setting of a training, as plain data (no torch in here)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClassifierRecipe:
    """The ten-class classifier that scores blends while exploring."""

    seed: int = 1
    """Seed of the first weights, the order of the pictures and their augmentation."""
    epochs: int = 16
    """Passes over the training pictures."""
    batch_size: int = 500
    """Pictures in one optimisation step."""
    widths: tuple[int, int, int] = (64, 256, 256)
    """Channels of the three convolutional blocks."""
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
    shift: int = 2
    """Reach of the random shifts, in pixels."""
