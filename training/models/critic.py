"""The critic of realism, and the scorer that joins it to the classifier."""

import torch
from torch import Tensor, nn

from training.models.classifier import HEAD_SCALE, Classifier
from training.models.pegasus import PegasusCritic


class Critic(nn.Module):
    """Logit of "this looks like a photograph", from the classifier's stages.

    What tells a photograph from a blurred, noisy or doubled one is how strongly each channel of
    the classifier answers over the picture, and how unevenly: its mean and deviation over space.

    Parameters
    ----------
    widths
        Channels of the stages that are looked at (whitening included).
    hidden
        Units of the hidden layer.
    """

    centre: Tensor
    spread: Tensor

    def __init__(self, widths: tuple[int, ...] = (24, 64, 256, 256), hidden: int = 96) -> None:
        super().__init__()
        features = 2 * sum(widths)
        self.register_buffer("centre", torch.zeros(features))
        self.register_buffer("spread", torch.ones(features))
        self.layers = nn.Sequential(
            nn.Linear(features, hidden), nn.GELU(), nn.Dropout(0.2), nn.Linear(hidden, 1)
        )

    def forward(self, features: Tensor) -> Tensor:
        """Return logits (n,) of :func:`statistics` (n, 2 * sum(widths))."""
        return self.layers((features - self.centre) / self.spread).squeeze(1)


def statistics(stages: list[Tensor]) -> Tensor:
    """Mean and standard deviation over space of each channel of stages (n, c, h, w)."""
    means = [stage.mean((2, 3)) for stage in stages]
    squares = [stage.square().mean((2, 3)) for stage in stages]
    deviations = [
        (square - mean.square()).clamp_min(1e-8).sqrt()
        for mean, square in zip(means, squares, strict=True)
    ]
    return torch.cat([*means, *deviations], 1)


class Scorer(nn.Module):
    """All that is said of a picture (n, 3, 32, 32) in [-1, 1], in one pass.

    Returns logits (n, classes); evidence (n, classes, h, w), the classifier's head applied at
    each place before pooling (class activation maps: B. Zhou et al., arXiv:1512.04150, 2015); with
    a critic, realism (n,) in [0, 1]; and with a pegasus critic, how likely a winged horse is (n,).
    """

    def __init__(
        self,
        classifier: Classifier,
        critic: Critic | None,
        pegasus: PegasusCritic | None = None,
    ) -> None:
        super().__init__()
        self.classifier, self.critic, self.pegasus = classifier, critic, pegasus

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        stages = self.classifier.stages(images)
        last = stages[-1]
        logits = self.classifier.head(last.amax((2, 3))) * HEAD_SCALE
        weight = self.classifier.head.weight[:, :, None, None]
        evidence = nn.functional.conv2d(last, weight) * HEAD_SCALE
        told = [logits, evidence]
        if self.critic is not None:
            told.append(self.critic(statistics(stages)).sigmoid())
        if self.pegasus is not None:
            told.append(self.pegasus(stages).sigmoid())
        return tuple(told)

    def named(self, images: Tensor) -> dict[str, Tensor]:
        """Return what is said of pictures by the names of the graph's outputs."""
        known = {"realism": self.critic, "pegasus": self.pegasus}
        names = ["logits", "evidence", *(name for name, part in known.items() if part)]
        return dict(zip(names, self(images), strict=True))
